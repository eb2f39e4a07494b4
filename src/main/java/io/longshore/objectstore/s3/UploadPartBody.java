package io.longshore.objectstore.s3;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.SdkPublisher;

/**
 * The request body of a part. Bytes are copied slice by slice as the connection takes them; a copy
 * of the whole part would double its memory, on the heap and off the heap.
 */
final class UploadPartBody implements AsyncRequestBody {

  private static final int SLICE_BYTES = 128 * 1024;

  private final Buffer bytes;

  UploadPartBody(Buffer bytes) {
    this.bytes = bytes;
  }

  @Override
  public Optional<Long> contentLength() {
    return Optional.of((long) bytes.length());
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    SdkPublisher.fromIterable(this::slices).subscribe(subscriber);
  }

  /** The value of Content-MD5. Uses the processor: not for the event loop. */
  String md5() {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      slices().forEachRemaining(digest::update);
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has MD5", impossible);
    }
  }

  /** At least one slice, also for an empty part. */
  private Iterator<ByteBuffer> slices() {
    return IntStream.rangeClosed(0, Math.max(0, bytes.length() - 1) / SLICE_BYTES)
        .map(slice -> slice * SLICE_BYTES)
        .mapToObj(from -> bytes.getBytes(from, Math.min(bytes.length(), from + SLICE_BYTES)))
        .map(ByteBuffer::wrap)
        .iterator();
  }
}
