package io.longshore.objectstore.s3;

import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A store of which some requests get an error response instead of being sent. For the caller the
 * error is one of S3's: the same codes, kinds and messages.
 */
public final class FaultyObjectStore implements ObjectStore {

  private final ObjectStore store;
  private final Function<String, Future<Optional<S3Fault>>> next;

  /**
   * @param next the response to the next request of an operation of S3, if it is an error
   */
  public FaultyObjectStore(ObjectStore store, Function<String, Future<Optional<S3Fault>>> next) {
    this.store = store;
    this.next = next;
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
    return send(
        "CreateMultipartUpload",
        bucket,
        key,
        () -> store.createUpload(bucket, key, contentType, metadata, kmsKeyArn));
  }

  @Override
  public Future<Part> uploadPart(Upload upload, int number, Buffer bytes) {
    return send("UploadPart", upload, () -> store.uploadPart(upload, number, bytes));
  }

  @Override
  public Future<Void> completeUpload(Upload upload, List<Part> parts) {
    return send("CompleteMultipartUpload", upload, () -> store.completeUpload(upload, parts));
  }

  @Override
  public Future<Void> abortUpload(Upload upload) {
    return send("AbortMultipartUpload", upload, () -> store.abortUpload(upload));
  }

  @Override
  public Future<Boolean> uploadExists(Upload upload) {
    return send("ListMultipartUploads", upload, () -> store.uploadExists(upload));
  }

  @Override
  public Future<Boolean> hasParts(Upload upload) {
    return send("ListParts", upload, () -> store.hasParts(upload));
  }

  @Override
  public Future<List<OpenUpload>> uploadsUnder(String bucket, String prefix) {
    return send("ListMultipartUploads", bucket, prefix, () -> store.uploadsUnder(bucket, prefix));
  }

  @Override
  public Future<List<Upload>> openUploads(String bucket, String key) {
    return send("ListMultipartUploads", bucket, key, () -> store.openUploads(bucket, key));
  }

  @Override
  public Future<Optional<Head>> head(String bucket, String key) {
    return send("HeadObject", bucket, key, () -> store.head(bucket, key));
  }

  @Override
  public Future<Optional<Long>> firstPart(String bucket, String key, Head head) {
    return send("HeadObject", bucket, key, () -> store.firstPart(bucket, key, head));
  }

  @Override
  public Future<Void> delete(String bucket, String key) {
    return send("DeleteObject", bucket, key, () -> store.delete(bucket, key));
  }

  @Override
  public Future<Void> checkBucket(String bucket) {
    return send("HeadBucket", bucket, "", () -> store.checkBucket(bucket));
  }

  @Override
  public Future<ObjectRead> read(Source source) {
    return send("GetObject", source.bucket(), source.key(), () -> store.read(source));
  }

  @Override
  public Future<Listing> list(
      String bucket, String prefix, Optional<String> delimiter, Optional<String> after, int max) {
    return send(
        "ListObjectsV2", bucket, prefix, () -> store.list(bucket, prefix, delimiter, after, max));
  }

  @Override
  public Future<Copied> copyPart(Upload upload, int number, Source source) {
    return send("UploadPartCopy", upload, () -> store.copyPart(upload, number, source));
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

  private <T> Future<T> send(String operation, Upload upload, Supplier<Future<T>> request) {
    return send(operation, upload.bucket(), upload.key(), request);
  }

  private <T> Future<T> send(
      String operation, String bucket, String key, Supplier<Future<T>> request) {
    Optional<String> named = Optional.of(key).filter(name -> !name.isEmpty());
    return next.apply(operation)
        .compose(
            fault ->
                fault
                    .map(
                        error ->
                            Future.<T>failedFuture(
                                error.of(
                                    operation, bucket, named, target().endpoint().orElse("AWS"))))
                    .orElseGet(request));
  }
}
