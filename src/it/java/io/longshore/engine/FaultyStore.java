package io.longshore.engine;

import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.s3.S3Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** A real object store that injects faults into calls. */
public final class FaultyStore implements ObjectStore {

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
  private final ObjectStore real;

  public FaultyStore(ObjectStore real) {
    this.real = real;
  }

  @Override
  public S3Target target() {
    return real.target();
  }

  @Override
  public boolean canCopy(ObjectStore from, String bucket, String key) {
    return real.canCopy(from, bucket, key);
  }

  @Override
  public Future<Upload> createUpload(
      String bucket,
      String key,
      String contentType,
      Map<String, String> metadata,
      Optional<String> kmsKeyArn) {
    return pass(
        "createUpload",
        key,
        () -> real.createUpload(bucket, key, contentType, metadata, kmsKeyArn));
  }

  @Override
  public Future<Part> uploadPart(Upload upload, int number, Buffer bytes) {
    return pass("uploadPart", upload.key(), () -> real.uploadPart(upload, number, bytes));
  }

  @Override
  public Future<Void> completeUpload(Upload upload, List<Part> parts) {
    return pass("completeUpload", upload.key(), () -> real.completeUpload(upload, parts));
  }

  @Override
  public Future<Void> abortUpload(Upload upload) {
    return pass("abortUpload", upload.key(), () -> real.abortUpload(upload));
  }

  @Override
  public Future<Boolean> uploadExists(Upload upload) {
    return pass("uploadExists", upload.key(), () -> real.uploadExists(upload));
  }

  @Override
  public Future<List<Upload>> openUploads(String bucket, String key) {
    return pass("openUploads", key, () -> real.openUploads(bucket, key));
  }

  @Override
  public Future<List<OpenUpload>> uploadsUnder(String bucket, String prefix) {
    return pass("uploadsUnder", prefix, () -> real.uploadsUnder(bucket, prefix));
  }

  @Override
  public Future<Optional<Head>> head(String bucket, String key) {
    return pass("head", key, () -> real.head(bucket, key));
  }

  @Override
  public Future<Optional<Long>> firstPart(String bucket, String key, Head head) {
    return pass("firstPart", key, () -> real.firstPart(bucket, key, head));
  }

  @Override
  public Future<Void> delete(String bucket, String key) {
    return pass("delete", key, () -> real.delete(bucket, key));
  }

  @Override
  public Future<Void> checkBucket(String bucket) {
    return pass("checkBucket", "", () -> real.checkBucket(bucket));
  }

  @Override
  public Future<ObjectRead> read(Source source) {
    return pass("read", source.key(), () -> real.read(source));
  }

  @Override
  public Future<Listing> list(
      String bucket, String prefix, Optional<String> delimiter, Optional<String> after, int max) {
    return pass("list", prefix, () -> real.list(bucket, prefix, delimiter, after, max));
  }

  @Override
  public Future<Copied> copyPart(Upload upload, int number, Source source) {
    return pass("copyPart", upload.key(), () -> real.copyPart(upload, number, source));
  }

  @Override
  public Future<URI> presignGet(
      String bucket, String key, Duration valid, Optional<String> attachment) {
    return real.presignGet(bucket, key, valid, attachment);
  }

  @Override
  public Future<URI> presignPut(
      String bucket, String key, Duration valid, Optional<String> contentMd5) {
    return real.presignPut(bucket, key, valid, contentMd5);
  }

  private <T> Future<T> pass(String method, String key, Supplier<Future<T>> send) {
    calls.add(method);
    Call call =
        new Call(
            method, key, calls.stream().filter(method::equals).count(), total.incrementAndGet());
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
