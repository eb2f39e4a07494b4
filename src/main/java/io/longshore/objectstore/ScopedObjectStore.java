package io.longshore.objectstore;

import static io.longshore.objectstore.ObjectStoreError.Kind.PERMANENT;

import io.longshore.async.SafeCall;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An object store in which a role may use some places; other calls fail without being sent. It
 * encrypts as the role says.
 */
final class ScopedObjectStore extends ForwardingObjectStore {

  private static final String AES256 = "AES256";

  private final RoleScope scope;
  private final Optional<String> sse;

  /**
   * @param sse the role's KMS key or {@code AES256}; empty if it has none
   */
  ScopedObjectStore(ObjectStore store, RoleScope scope, Optional<String> sse) {
    super(store);
    this.scope = scope;
    this.sse = sse;
  }

  @Override
  public boolean canCopy(ObjectStore from, String bucket, String key) {
    return scope.isOpen(bucket, key) && super.canCopy(from, bucket, key);
  }

  @Override
  public Future<Upload> createUpload(
      String bucket,
      String key,
      String contentType,
      Map<String, String> metadata,
      Optional<String> kmsKeyArn) {
    return SafeCall.call(
        () -> {
          scope.require(bucket, key);
          return super.createUpload(bucket, key, contentType, metadata, encryption(kmsKeyArn));
        });
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
  protected <T> Future<T> pass(StoreCall call, Supplier<Future<T>> send) {
    return SafeCall.call(
        () -> {
          call.source().ifPresent(source -> scope.require(source.bucket(), source.key()));
          if (call.method() == StoreCall.Method.CHECK_BUCKET) {
            scope.requireBucket(call.bucket());
          } else {
            scope.require(call.bucket(), call.key());
          }
          return send.get();
        });
  }
}
