package io.longshore.objectstore.s3;

import io.longshore.objectstore.ForwardingObjectStore;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.StoreCall;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A store of which some requests get an error response instead of being sent. For the caller the
 * error is one of S3's: the same codes, kinds and messages.
 */
public final class FaultyObjectStore extends ForwardingObjectStore {

  private final Function<String, Future<Optional<S3Fault>>> next;

  /**
   * @param next the response to the next request of an operation of S3, if it is an error
   */
  public FaultyObjectStore(ObjectStore store, Function<String, Future<Optional<S3Fault>>> next) {
    super(store);
    this.next = next;
  }

  @Override
  protected <T> Future<T> pass(StoreCall call, Supplier<Future<T>> send) {
    if (call.method().isLocal()) {
      return send.get();
    }
    return next.apply(call.method().operation())
        .compose(fault -> fault.isPresent() ? failed(fault.get(), call) : send.get());
  }

  private <T> Future<T> failed(S3Fault fault, StoreCall call) {
    Optional<String> key = Optional.of(call.key()).filter(name -> !name.isEmpty());
    String endpoint = target().endpoint().orElse("AWS");
    return Future.failedFuture(fault.of(call.method().operation(), call.bucket(), key, endpoint));
  }
}
