package io.longshore.engine;

import io.longshore.objectstore.ForwardingObjectStore;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.StoreCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** A real object store that injects faults into calls. */
public final class FaultyStore extends ForwardingObjectStore {

  private static final Pattern WORD_START = Pattern.compile("_(.)");

  /** What happens to a call. */
  public enum Fault {
    NONE,
    /** The request does not reach S3, and the caller gets a transient error. */
    LOST_REQUEST,
    /** S3 throttles the call. */
    SLOW_DOWN,
    /** S3 executes the call, and the caller gets a transient error. */
    LOST_ANSWER,
    /** S3 executes the call, and the caller gets no response. */
    SILENCE_AFTER,
    /** The request does not reach S3, and the caller gets no response. */
    SILENCE,
    /** S3 refuses permanently. */
    REFUSED,
    /** S3 reports success without executing the call. */
    LIE
  }

  /**
   * A call before it is sent.
   *
   * @param nth its number among the calls of the method, from 1
   * @param overall its number among all calls, from 1
   */
  public record Call(String method, String key, long nth, int overall) {}

  public final List<String> calls = new CopyOnWriteArrayList<>();
  public volatile Function<Call, Fault> faults = call -> Fault.NONE;
  public volatile Function<Call, Future<?>> before = call -> Future.succeededFuture();
  public final AtomicInteger total = new AtomicInteger();

  public FaultyStore(ObjectStore real) {
    super(real);
  }

  @Override
  protected <T> Future<T> pass(StoreCall sent, Supplier<Future<T>> send) {
    if (sent.method().isLocal()) {
      return send.get();
    }
    String method = name(sent.method());
    calls.add(method);
    long nth = calls.stream().filter(method::equals).count();
    Call call = new Call(method, sent.key(), nth, total.incrementAndGet());
    return before
        .apply(call)
        .compose(
            ready ->
                switch (faults.apply(call)) {
                  case NONE -> send.get();
                  case LOST_REQUEST -> Future.failedFuture(error(Kind.TRANSIENT));
                  case SLOW_DOWN -> Future.failedFuture(slowDown());
                  case LOST_ANSWER ->
                      send.get().compose(done -> Future.failedFuture(error(Kind.TRANSIENT)));
                  case SILENCE_AFTER -> send.get().compose(done -> Promise.<T>promise().future());
                  case SILENCE -> Promise.<T>promise().future();
                  case LIE -> Future.succeededFuture();
                  case REFUSED -> Future.failedFuture(error(Kind.REFUSED));
                });
  }

  /** The name of the method in Java, such as {@code uploadPart}. */
  private static String name(StoreCall.Method method) {
    return WORD_START
        .matcher(method.name().toLowerCase(Locale.ROOT))
        .replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
  }

  private static ObjectStoreError slowDown() {
    return new ObjectStoreError(ObjectStoreError.Kind.THROTTLED, "S3 said 503 SlowDown", null);
  }

  private enum Kind {
    TRANSIENT,
    REFUSED
  }

  private static ObjectStoreError error(Kind kind) {
    return kind == Kind.REFUSED
        ? new ObjectStoreError(ObjectStoreError.Kind.PERMANENT, "S3 refused: access denied", null)
        : new ObjectStoreError(ObjectStoreError.Kind.TRANSIENT, "S3 did not answer", null);
  }
}
