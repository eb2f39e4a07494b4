package io.longshore.engine.worker;

import io.longshore.async.AsyncRetry;
import io.longshore.engine.failure.FailureReason;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.longshore.objectstore.s3.S3Target;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
final class RetryingObjectStore implements ObjectStore {

  private static final int ATTEMPTS = 4;
  private static final Set<Kind> TRANSIENT = EnumSet.of(Kind.TRANSIENT, Kind.THROTTLED);
  private static final Set<Kind> THROTTLED = EnumSet.of(Kind.THROTTLED);

  private final ObjectStore store;
  private final WorkerContext context;
  private final LeaseKeeper keeper;

  RetryingObjectStore(ObjectStore store, WorkerContext context, LeaseKeeper keeper) {
    this.store = store;
    this.context = context;
    this.keeper = keeper;
  }

  @Override
  public S3Target target() {
    return store.target();
  }

  @Override
  public boolean canCopy(ObjectStore from, String bucket, String key) {
    return store.canCopy(from, bucket, key);
  }

  @Override
  public Future<Upload> createUpload(
      String bucket,
      String key,
      String contentType,
      Map<String, String> metadata,
      Optional<String> kmsKeyArn) {
    return retry(
        THROTTLED, () -> store.createUpload(bucket, key, contentType, metadata, kmsKeyArn));
  }

  @Override
  public Future<Part> uploadPart(Upload upload, int number, Buffer bytes) {
    return retry(TRANSIENT, () -> store.uploadPart(upload, number, bytes));
  }

  @Override
  public Future<Void> completeUpload(Upload upload, List<Part> parts) {
    return store.completeUpload(upload, parts);
  }

  @Override
  public Future<Void> abortUpload(Upload upload) {
    return retry(TRANSIENT, () -> store.abortUpload(upload));
  }

  @Override
  public Future<Boolean> uploadExists(Upload upload) {
    return retry(TRANSIENT, () -> store.uploadExists(upload));
  }

  @Override
  public Future<List<Upload>> openUploads(String bucket, String key) {
    return retry(TRANSIENT, () -> store.openUploads(bucket, key));
  }

  @Override
  public Future<List<OpenUpload>> uploadsUnder(String bucket, String prefix) {
    return retry(TRANSIENT, () -> store.uploadsUnder(bucket, prefix));
  }

  @Override
  public Future<Optional<Head>> head(String bucket, String key) {
    return retry(TRANSIENT, () -> store.head(bucket, key));
  }

  @Override
  public Future<Optional<Long>> firstPart(String bucket, String key, Head head) {
    return retry(TRANSIENT, () -> store.firstPart(bucket, key, head));
  }

  @Override
  public Future<Void> delete(String bucket, String key) {
    return store.delete(bucket, key);
  }

  @Override
  public Future<Void> checkBucket(String bucket) {
    return retry(TRANSIENT, () -> store.checkBucket(bucket));
  }

  @Override
  public Future<ObjectRead> read(Source source) {
    return retry(TRANSIENT, () -> store.read(source));
  }

  @Override
  public Future<Listing> list(
      String bucket, String prefix, Optional<String> delimiter, Optional<String> after, int max) {
    return retry(TRANSIENT, () -> store.list(bucket, prefix, delimiter, after, max));
  }

  @Override
  public Future<Copied> copyPart(Upload upload, int number, Source source) {
    return retry(TRANSIENT, () -> store.copyPart(upload, number, source));
  }

  @Override
  public Future<URI> presignGet(
      String bucket, String key, Duration valid, Optional<String> attachment) {
    return store.presignGet(bucket, key, valid, attachment);
  }

  @Override
  public Future<URI> presignPut(
      String bucket, String key, Duration valid, Optional<String> contentMd5) {
    return store.presignPut(bucket, key, valid, contentMd5);
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
