package io.longshore.objectstore.s3;

import static io.longshore.objectstore.ObjectStoreError.Kind.TRANSIENT;

import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStoreError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The body of a GetObject response. The SDK signals on its own threads, and a reader may call on
 * another thread; all signals and calls move to the context that opened the read, so the fields are
 * used on one thread only.
 */
final class S3Read implements ObjectRead, Subscriber<ByteBuffer> {

  /** Chunks that may be requested at once; the SDK's chunks have 8 to 64 KiB. */
  private static final int WINDOW = 64;

  private final Vertx vertx;
  private final Context context;
  private final S3Call call;
  private final long size;
  private final String etag;
  private final long timeoutMillis;
  private Subscription subscription;
  private Buffer ready = Buffer.buffer();
  private int requested;
  private long received;
  private boolean ended;
  private boolean closed;
  private Throwable failure;
  private Promise<Optional<Buffer>> waiting;
  private long timer = -1;

  S3Read(Vertx vertx, S3Call call, GetObjectResponse response, Duration timeout) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.call = call;
    this.size = response.contentLength();
    this.etag = response.eTag();
    this.timeoutMillis = timeout.toMillis();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public String etag() {
    return etag;
  }

  @Override
  public Future<Optional<Buffer>> next() {
    Promise<Optional<Buffer>> promise = Promise.promise();
    context.runOnContext(go -> await(promise));
    return promise.future();
  }

  private void await(Promise<Optional<Buffer>> reader) {
    if (waiting != null) {
      reader.fail(
          new IllegalStateException("read() was called before the previous call completed"));
      return;
    }
    waiting = reader;
    timer = vertx.setTimer(timeoutMillis, timer -> failed(timedOut()));
    serveReader();
  }

  @Override
  public void close() {
    context.runOnContext(go -> discard());
  }

  private void discard() {
    if (!ended && failure == null) {
      failed(new IllegalStateException("The read was closed"));
    }
    closed = true;
    ready = Buffer.buffer();
  }

  @Override
  public void onSubscribe(Subscription newSubscription) {
    context.runOnContext(
        go -> {
          subscription = newSubscription;
          if (failure != null) {
            newSubscription.cancel();
          } else {
            request();
          }
        });
  }

  @Override
  public void onNext(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    context.runOnContext(go -> arrived(copy));
  }

  @Override
  public void onError(Throwable thrown) {
    context.runOnContext(go -> failed(S3Failure.of(call, thrown)));
  }

  @Override
  public void onComplete() {
    context.runOnContext(go -> complete());
  }

  private void arrived(byte[] bytes) {
    requested--;
    received += bytes.length;
    if (closed || failure != null) {
      return;
    }
    ready.appendBytes(bytes);
    serveReader();
  }

  private void complete() {
    if (received != size) {
      failed(new ObjectStoreError(TRANSIENT, shortResponse(), null));
      return;
    }
    ended = true;
    serveReader();
  }

  private void failed(Throwable first) {
    if (failure != null || ended) {
      return;
    }
    failure = first;
    if (subscription != null) {
      subscription.cancel();
    }
    serveReader();
  }

  private void serveReader() {
    if (waiting == null) {
      return;
    }
    if (failure != null) {
      takeReader().tryFail(failure);
    } else if (ready.length() > 0) {
      Buffer bytes = ready;
      ready = Buffer.buffer();
      Promise<Optional<Buffer>> reader = takeReader();
      request();
      reader.tryComplete(Optional.of(bytes));
    } else if (ended) {
      takeReader().tryComplete(Optional.empty());
    }
  }

  private Promise<Optional<Buffer>> takeReader() {
    Promise<Optional<Buffer>> reader = waiting;
    waiting = null;
    vertx.cancelTimer(timer);
    return reader;
  }

  /** Requests as many chunks as have arrived. */
  private void request() {
    int more = WINDOW - requested;
    if (subscription != null && !ended && more > 0) {
      requested += more;
      subscription.request(more);
    }
  }

  private ObjectStoreError timedOut() {
    return new ObjectStoreError(
        TRANSIENT,
        "S3 stopped sending %s after %d of %d bytes".formatted(call.object(), received, size),
        null);
  }

  private String shortResponse() {
    return "S3 ended the response with %s after %d of %d bytes"
        .formatted(call.object(), received, size);
  }
}
