package io.longshore.objectstore;

import io.longshore.objectstore.StoreCall.Method;
import io.longshore.objectstore.s3.S3Target;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** An object store that passes every call on to another one, through {@link #pass}. */
public abstract class ForwardingObjectStore implements ObjectStore {

  private final ObjectStore store;

  protected ForwardingObjectStore(ObjectStore store) {
    this.store = store;
  }

  /**
   * Sends a call, or not, or again.
   *
   * @param send sends it to the other store; may throw
   */
  protected abstract <T> Future<T> pass(StoreCall call, Supplier<Future<T>> send);

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
    return pass(
        StoreCall.of(Method.CREATE_UPLOAD, bucket, key),
        () -> store.createUpload(bucket, key, contentType, metadata, kmsKeyArn));
  }

  @Override
  public Future<Part> uploadPart(Upload upload, int number, Buffer bytes) {
    return pass(
        StoreCall.of(Method.UPLOAD_PART, upload), () -> store.uploadPart(upload, number, bytes));
  }

  @Override
  public Future<Void> completeUpload(Upload upload, List<Part> parts) {
    return pass(
        StoreCall.of(Method.COMPLETE_UPLOAD, upload), () -> store.completeUpload(upload, parts));
  }

  @Override
  public Future<Void> abortUpload(Upload upload) {
    return pass(StoreCall.of(Method.ABORT_UPLOAD, upload), () -> store.abortUpload(upload));
  }

  @Override
  public Future<Boolean> uploadExists(Upload upload) {
    return pass(StoreCall.of(Method.UPLOAD_EXISTS, upload), () -> store.uploadExists(upload));
  }

  @Override
  public Future<Boolean> hasParts(Upload upload) {
    return pass(StoreCall.of(Method.HAS_PARTS, upload), () -> store.hasParts(upload));
  }

  @Override
  public Future<List<OpenUpload>> uploadsUnder(String bucket, String prefix) {
    return pass(
        StoreCall.of(Method.UPLOADS_UNDER, bucket, prefix),
        () -> store.uploadsUnder(bucket, prefix));
  }

  @Override
  public Future<List<Upload>> openUploads(String bucket, String key) {
    return pass(
        StoreCall.of(Method.OPEN_UPLOADS, bucket, key), () -> store.openUploads(bucket, key));
  }

  @Override
  public Future<Optional<Head>> head(String bucket, String key) {
    return pass(StoreCall.of(Method.HEAD, bucket, key), () -> store.head(bucket, key));
  }

  @Override
  public Future<Optional<Long>> firstPart(String bucket, String key, Head head) {
    return pass(
        StoreCall.of(Method.FIRST_PART, bucket, key), () -> store.firstPart(bucket, key, head));
  }

  @Override
  public Future<Void> delete(String bucket, String key) {
    return pass(StoreCall.of(Method.DELETE, bucket, key), () -> store.delete(bucket, key));
  }

  @Override
  public Future<Void> checkBucket(String bucket) {
    return pass(StoreCall.of(Method.CHECK_BUCKET, bucket, ""), () -> store.checkBucket(bucket));
  }

  @Override
  public Future<ObjectRead> read(Source source) {
    return pass(StoreCall.of(Method.READ, source.bucket(), source.key()), () -> store.read(source));
  }

  @Override
  public Future<Listing> list(
      String bucket, String prefix, Optional<String> delimiter, Optional<String> after, int max) {
    return pass(
        StoreCall.of(Method.LIST, bucket, prefix),
        () -> store.list(bucket, prefix, delimiter, after, max));
  }

  @Override
  public Future<Copied> copyPart(Upload upload, int number, Source source) {
    return pass(
        new StoreCall(Method.COPY_PART, upload.bucket(), upload.key(), Optional.of(source)),
        () -> store.copyPart(upload, number, source));
  }

  @Override
  public Future<URI> presignGet(
      String bucket, String key, Duration valid, Optional<String> attachment) {
    return pass(
        StoreCall.of(Method.PRESIGN_GET, bucket, key),
        () -> store.presignGet(bucket, key, valid, attachment));
  }

  @Override
  public Future<URI> presignPut(
      String bucket, String key, Duration valid, Optional<String> contentMd5) {
    return pass(
        StoreCall.of(Method.PRESIGN_PUT, bucket, key),
        () -> store.presignPut(bucket, key, valid, contentMd5));
  }
}
