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
 * The body of one GetObject. The SDK signals on its own threads, and a reader may call on another;
 * every signal and every call moves to the context that opened the read, which alone touches the
 * fields.
 */
final class S3Read implements ObjectRead, Subscriber<ByteBuffer> {

  /** Signals that may be under way: the SDK's are of 8 to 64 KiB. */
  private static final int WINDOW = 64;

  private final Vertx vertx;
  private final Context context;
  private final S3Call call;
  private final long size;
  private final String etag;
  private final long patienceMillis;
  private Subscription subscription;
  private Buffer ready = Buffer.buffer();
  private int asked;
  private long received;
  private boolean ended;
  private boolean closed;
  private Throwable failure;
  private Promise<Optional<Buffer>> waiting;
  private long alarm = -1;

  S3Read(Vertx vertx, S3Call call, GetObjectResponse answer, Duration patience) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.call = call;
    this.size = answer.contentLength();
    this.etag = answer.eTag();
    this.patienceMillis = patience.toMillis();
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
      reader.fail(new IllegalStateException("One call at a time"));
      return;
    }
    waiting = reader;
    alarm = vertx.setTimer(patienceMillis, timer -> failed(silence()));
    serve();
  }

  @Override
  public void close() {
    context.runOnContext(go -> drop());
  }

  private void drop() {
    if (!ended && failure == null) {
      failed(new IllegalStateException("The read was closed"));
    }
    closed = true;
    ready = Buffer.buffer();
  }

  @Override
  public void onSubscribe(Subscription given) {
    context.runOnContext(
        go -> {
          subscription = given;
          if (failure != null) {
            given.cancel();
          } else {
            ask();
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
    asked--;
    received += bytes.length;
    if (closed || failure != null) {
      return;
    }
    ready.appendBytes(bytes);
    serve();
  }

  private void complete() {
    if (received != size) {
      failed(new ObjectStoreError(TRANSIENT, cut(), null));
      return;
    }
    ended = true;
    serve();
  }

  private void failed(Throwable first) {
    if (failure != null || ended) {
      return;
    }
    failure = first;
    if (subscription != null) {
      subscription.cancel();
    }
    serve();
  }

  private void serve() {
    if (waiting == null) {
      return;
    }
    if (failure != null) {
      answered().tryFail(failure);
    } else if (ready.length() > 0) {
      Buffer bytes = ready;
      ready = Buffer.buffer();
      Promise<Optional<Buffer>> reader = answered();
      ask();
      reader.tryComplete(Optional.of(bytes));
    } else if (ended) {
      answered().tryComplete(Optional.empty());
    }
  }

  private Promise<Optional<Buffer>> answered() {
    Promise<Optional<Buffer>> reader = waiting;
    waiting = null;
    vertx.cancelTimer(alarm);
    return reader;
  }

  /** Asks for as much as the reader has taken. */
  private void ask() {
    int more = WINDOW - asked;
    if (subscription != null && !ended && more > 0) {
      asked += more;
      subscription.request(more);
    }
  }

  private ObjectStoreError silence() {
    return new ObjectStoreError(
        TRANSIENT,
        "S3 fell silent while %s was read, after %d of %d bytes"
            .formatted(call.object(), received, size),
        null);
  }

  private String cut() {
    return "S3 ended %s after %d of %d bytes".formatted(call.object(), received, size);
  }
}
