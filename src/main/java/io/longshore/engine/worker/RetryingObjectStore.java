package io.longshore.engine.worker;

import io.longshore.async.AsyncRetry;
import io.longshore.engine.failure.FailureReason;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.objectstore.ForwardingObjectStore;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.longshore.objectstore.StoreCall;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * An {@link ObjectStore} that repeats failed calls a few times within one attempt, so that a single
 * 503 does not cost a whole piece. It checks the lease before each retry.
 *
 * <p>Only calls that can be repeated are: a part replaces itself; an upload is started again only
 * if S3 has refused to start it. CompleteMultipartUpload is not repeated here, because the object
 * has to be looked up first.
 */
final class RetryingObjectStore extends ForwardingObjectStore {

  private static final int ATTEMPTS = 4;
  private static final Set<Kind> TRANSIENT = EnumSet.of(Kind.TRANSIENT, Kind.THROTTLED);
  private static final Set<Kind> THROTTLED = EnumSet.of(Kind.THROTTLED);

  private final WorkerContext context;
  private final LeaseKeeper keeper;

  RetryingObjectStore(ObjectStore store, WorkerContext context, LeaseKeeper keeper) {
    super(store);
    this.context = context;
    this.keeper = keeper;
  }

  @Override
  protected <T> Future<T> pass(StoreCall call, Supplier<Future<T>> send) {
    return switch (call.method()) {
      case COMPLETE_UPLOAD, DELETE, PRESIGN_GET, PRESIGN_PUT -> send.get();
      case CREATE_UPLOAD -> retry(THROTTLED, send);
      default -> retry(TRANSIENT, send);
    };
  }

  private <T> Future<T> retry(Set<Kind> on, Supplier<Future<T>> call) {
    return AsyncRetry.call(
        ATTEMPTS,
        call,
        (failure, attempt) ->
            failure instanceof ObjectStoreError s3 && on.contains(s3.kind())
                ? context
                    .vertx()
                    .timer(pause(s3.kind(), attempt).toMillis() + 1)
                    .compose(later -> keeper.check())
                : Future.failedFuture(failure));
  }

  /** A quarter of the delay of a task, which has its own retries. */
  private Duration pause(Kind kind, int attempt) {
    return kind == Kind.THROTTLED
        ? context.outageDelay(FailureReason.Fault.THROTTLED, attempt)
        : context.outageDelay(FailureReason.Fault.TRANSIENT, attempt).dividedBy(4);
  }
}
