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
 * Tries a call of S3 a few times within one attempt, so that one 503 does not cost a whole piece.
 * Asks the hold before each further try. Only calls that may be made twice: a part replaces itself,
 * an upload is started again only when S3 said that it did not, and a Complete is never repeated
 * here, because looking at the object has to come first.
 */
final class RetryingObjectStore implements ObjectStore {

  private static final int TRIES = 4;
  private static final Set<Kind> PASSING = EnumSet.of(Kind.TRANSIENT, Kind.THROTTLED);
  private static final Set<Kind> REFUSED = EnumSet.of(Kind.THROTTLED);

  private final ObjectStore store;
  private final WorkerContext workshop;
  private final LeaseKeeper hold;

  RetryingObjectStore(ObjectStore store, WorkerContext workshop, LeaseKeeper hold) {
    this.store = store;
    this.workshop = workshop;
    this.hold = hold;
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
    return again(REFUSED, () -> store.createUpload(bucket, key, contentType, metadata, kmsKeyArn));
  }

  @Override
  public Future<Part> uploadPart(Upload upload, int number, Buffer bytes) {
    return again(PASSING, () -> store.uploadPart(upload, number, bytes));
  }

  @Override
  public Future<Void> completeUpload(Upload upload, List<Part> parts) {
    return store.completeUpload(upload, parts);
  }

  @Override
  public Future<Void> abortUpload(Upload upload) {
    return again(PASSING, () -> store.abortUpload(upload));
  }

  @Override
  public Future<Boolean> uploadExists(Upload upload) {
    return again(PASSING, () -> store.uploadExists(upload));
  }

  @Override
  public Future<List<Upload>> openUploads(String bucket, String key) {
    return again(PASSING, () -> store.openUploads(bucket, key));
  }

  @Override
  public Future<List<OpenUpload>> uploadsUnder(String bucket, String prefix) {
    return again(PASSING, () -> store.uploadsUnder(bucket, prefix));
  }

  @Override
  public Future<Optional<Head>> head(String bucket, String key) {
    return again(PASSING, () -> store.head(bucket, key));
  }

  @Override
  public Future<Optional<Long>> firstPart(String bucket, String key, Head head) {
    return again(PASSING, () -> store.firstPart(bucket, key, head));
  }

  @Override
  public Future<Void> delete(String bucket, String key) {
    return store.delete(bucket, key);
  }

  @Override
  public Future<Void> checkBucket(String bucket) {
    return again(PASSING, () -> store.checkBucket(bucket));
  }

  @Override
  public Future<ObjectRead> read(Source source) {
    return again(PASSING, () -> store.read(source));
  }

  @Override
  public Future<Listing> list(
      String bucket, String prefix, Optional<String> delimiter, Optional<String> after, int max) {
    return again(PASSING, () -> store.list(bucket, prefix, delimiter, after, max));
  }

  @Override
  public Future<Copied> copyPart(Upload upload, int number, Source source) {
    return again(PASSING, () -> store.copyPart(upload, number, source));
  }

  @Override
  public Future<URI> presignGet(String bucket, String key, Duration valid) {
    return store.presignGet(bucket, key, valid);
  }

  @Override
  public Future<URI> presignPut(
      String bucket, String key, Duration valid, Optional<String> contentMd5) {
    return store.presignPut(bucket, key, valid, contentMd5);
  }

  private <T> Future<T> again(Set<Kind> on, Supplier<Future<T>> call) {
    return AsyncRetry.call(
        TRIES,
        call,
        (failure, time) ->
            failure instanceof ObjectStoreError s3 && on.contains(s3.kind())
                ? workshop
                    .vertx()
                    .timer(pause(s3.kind(), time).toMillis() + 1)
                    .compose(later -> hold.check())
                : Future.failedFuture(failure));
  }

  /** A quarter of what a task waits: the task as a whole has its own patience. */
  private Duration pause(Kind kind, int time) {
    return kind == Kind.THROTTLED
        ? workshop.outage(FailureReason.Fault.THROTTLED, time)
        : workshop.outage(FailureReason.Fault.TRANSIENT, time).dividedBy(4);
  }
}
