package io.longshore.objectstore;

import static io.longshore.objectstore.ObjectStoreError.Kind.PERMANENT;

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

/**
 * An object store in which a role may use some places; other calls fail without being sent. It
 * encrypts as the role says.
 */
final class ScopedObjectStore implements ObjectStore {

  private static final String AES256 = "AES256";

  private final ObjectStore store;
  private final RoleScope scope;
  private final Optional<String> sse;

  /**
   * @param sse the role's KMS key or {@code AES256}; empty if it has none
   */
  ScopedObjectStore(ObjectStore store, RoleScope scope, Optional<String> sse) {
    this.store = store;
    this.scope = scope;
    this.sse = sse;
  }

  @Override
  public S3Target target() {
    return store.target();
  }

  @Override
  public boolean canCopy(ObjectStore from, String bucket, String key) {
    return scope.isOpen(bucket, key) && store.canCopy(from, bucket, key);
  }

  @Override
  public Future<Upload> createUpload(
      String bucket,
      String key,
      String contentType,
      Map<String, String> metadata,
      Optional<String> kmsKeyArn) {
    return within(
        bucket,
        key,
        () -> store.createUpload(bucket, key, contentType, metadata, encryption(kmsKeyArn)));
  }

  /** The role's encryption; a request may only name a key where the role leaves it to S3. */
  private Optional<String> encryption(Optional<String> requested) {
    boolean refused = sse.isPresent() && !sse.get().equals(AES256) && requested.isPresent();
    if (refused && !requested.equals(sse)) {
      throw new ObjectStoreError(
          PERMANENT,
          "%s encrypts with %s, and the request asks for %s"
              .formatted(scope.role(), sse.get(), requested.get()),
          null);
    }
    return requested.filter(method -> !method.equals(AES256)).or(() -> sse).or(() -> requested);
  }

  @Override
  public Future<Part> uploadPart(Upload upload, int number, Buffer bytes) {
    return within(upload, () -> store.uploadPart(upload, number, bytes));
  }

  @Override
  public Future<Void> completeUpload(Upload upload, List<Part> parts) {
    return within(upload, () -> store.completeUpload(upload, parts));
  }

  @Override
  public Future<Void> abortUpload(Upload upload) {
    return within(upload, () -> store.abortUpload(upload));
  }

  @Override
  public Future<Boolean> uploadExists(Upload upload) {
    return within(upload, () -> store.uploadExists(upload));
  }

  @Override
  public Future<Boolean> hasParts(Upload upload) {
    return within(upload, () -> store.hasParts(upload));
  }

  @Override
  public Future<List<OpenUpload>> uploadsUnder(String bucket, String prefix) {
    return within(bucket, prefix, () -> store.uploadsUnder(bucket, prefix));
  }

  @Override
  public Future<List<Upload>> openUploads(String bucket, String key) {
    return within(bucket, key, () -> store.openUploads(bucket, key));
  }

  @Override
  public Future<Optional<Head>> head(String bucket, String key) {
    return within(bucket, key, () -> store.head(bucket, key));
  }

  @Override
  public Future<Void> delete(String bucket, String key) {
    return within(bucket, key, () -> store.delete(bucket, key));
  }

  @Override
  public Future<Void> checkBucket(String bucket) {
    try {
      scope.requireBucket(bucket);
    } catch (ObjectStoreError refused) {
      return Future.failedFuture(refused);
    }
    return store.checkBucket(bucket);
  }

  @Override
  public Future<ObjectRead> read(Source source) {
    return within(source.bucket(), source.key(), () -> store.read(source));
  }

  @Override
  public Future<Listing> list(
      String bucket, String prefix, Optional<String> delimiter, Optional<String> after, int max) {
    return within(bucket, prefix, () -> store.list(bucket, prefix, delimiter, after, max));
  }

  @Override
  public Future<Copied> copyPart(Upload upload, int number, Source source) {
    return within(
        source.bucket(),
        source.key(),
        () -> within(upload, () -> store.copyPart(upload, number, source)));
  }

  @Override
  public Future<Optional<Long>> firstPart(String bucket, String key, Head head) {
    return within(bucket, key, () -> store.firstPart(bucket, key, head));
  }

  @Override
  public Future<URI> presignGet(
      String bucket, String key, Duration valid, Optional<String> attachment) {
    return within(bucket, key, () -> store.presignGet(bucket, key, valid, attachment));
  }

  @Override
  public Future<URI> presignPut(
      String bucket, String key, Duration valid, Optional<String> contentMd5) {
    return within(bucket, key, () -> store.presignPut(bucket, key, valid, contentMd5));
  }

  private <T> Future<T> within(Upload upload, Supplier<Future<T>> call) {
    return within(upload.bucket(), upload.key(), call);
  }

  private <T> Future<T> within(String bucket, String key, Supplier<Future<T>> call) {
    try {
      scope.require(bucket, key);
    } catch (ObjectStoreError refused) {
      return Future.failedFuture(refused);
    }
    return SafeCall.call(call);
  }
}
