package io.longshore.objectstore;

import io.longshore.async.SafeCall;
import io.longshore.objectstore.s3.S3Target;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A store of which a role may use a part: everything else fails for good before it is sent. */
final class ScopedObjectStore implements ObjectStore {

  private final ObjectStore store;
  private final RoleScope allowance;

  ScopedObjectStore(ObjectStore store, RoleScope allowance) {
    this.store = store;
    this.allowance = allowance;
  }

  @Override
  public S3Target target() {
    return store.target();
  }

  @Override
  public boolean canCopy(ObjectStore from, String bucket, String key) {
    return allowance.isOpen(bucket, key) && store.canCopy(from, bucket, key);
  }

  @Override
  public Future<Upload> createUpload(
      String bucket,
      String key,
      String contentType,
      Map<String, String> metadata,
      Optional<String> kmsKeyArn) {
    return at(bucket, key, () -> store.createUpload(bucket, key, contentType, metadata, kmsKeyArn));
  }

  @Override
  public Future<Part> uploadPart(Upload upload, int number, Buffer bytes) {
    return at(upload, () -> store.uploadPart(upload, number, bytes));
  }

  @Override
  public Future<Void> completeUpload(Upload upload, List<Part> parts) {
    return at(upload, () -> store.completeUpload(upload, parts));
  }

  @Override
  public Future<Void> abortUpload(Upload upload) {
    return at(upload, () -> store.abortUpload(upload));
  }

  @Override
  public Future<Boolean> uploadExists(Upload upload) {
    return at(upload, () -> store.uploadExists(upload));
  }

  @Override
  public Future<Boolean> hasParts(Upload upload) {
    return at(upload, () -> store.hasParts(upload));
  }

  @Override
  public Future<List<OpenUpload>> uploadsUnder(String bucket, String prefix) {
    return at(bucket, prefix, () -> store.uploadsUnder(bucket, prefix));
  }

  @Override
  public Future<List<Upload>> openUploads(String bucket, String key) {
    return at(bucket, key, () -> store.openUploads(bucket, key));
  }

  @Override
  public Future<Optional<Head>> head(String bucket, String key) {
    return at(bucket, key, () -> store.head(bucket, key));
  }

  @Override
  public Future<Void> delete(String bucket, String key) {
    return at(bucket, key, () -> store.delete(bucket, key));
  }

  @Override
  public Future<Void> checkBucket(String bucket) {
    try {
      allowance.requireBucket(bucket);
    } catch (ObjectStoreError refused) {
      return Future.failedFuture(refused);
    }
    return store.checkBucket(bucket);
  }

  @Override
  public Future<ObjectRead> read(Source source) {
    return at(source.bucket(), source.key(), () -> store.read(source));
  }

  @Override
  public Future<Listing> list(
      String bucket, String prefix, Optional<String> delimiter, Optional<String> after, int max) {
    return at(bucket, prefix, () -> store.list(bucket, prefix, delimiter, after, max));
  }

  @Override
  public Future<Copied> copyPart(Upload upload, int number, Source source) {
    return at(
        source.bucket(),
        source.key(),
        () -> at(upload, () -> store.copyPart(upload, number, source)));
  }

  @Override
  public Future<Optional<Long>> firstPart(String bucket, String key, Head head) {
    return at(bucket, key, () -> store.firstPart(bucket, key, head));
  }

  @Override
  public Future<URI> presignGet(String bucket, String key, Duration valid) {
    return at(bucket, key, () -> store.presignGet(bucket, key, valid));
  }

  @Override
  public Future<URI> presignPut(
      String bucket, String key, Duration valid, Optional<String> contentMd5) {
    return at(bucket, key, () -> store.presignPut(bucket, key, valid, contentMd5));
  }

  private <T> Future<T> at(Upload upload, Supplier<Future<T>> call) {
    return at(upload.bucket(), upload.key(), call);
  }

  private <T> Future<T> at(String bucket, String key, Supplier<Future<T>> call) {
    try {
      allowance.require(bucket, key);
    } catch (ObjectStoreError refused) {
      return Future.failedFuture(refused);
    }
    return SafeCall.call(call);
  }
}
