package io.longshore.objectstore.s3;

import static io.longshore.objectstore.ObjectStoreError.Kind.TRANSIENT;

import io.longshore.config.S3Config;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStoreError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** An object store on S3, by the AWS SDK. Calls complete on the caller's context, not retried. */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(S3ObjectStore.class);

  private final Vertx vertx;
  private final S3Calls calls;
  private final S3ReadOperations reads;
  private final S3Presigning presigner;
  private final S3AsyncClient client;
  private final S3Timeouts timeouts;
  private final String endpoint;
  private final S3Target target;
  private final boolean encrypts;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * @param encrypts whether this S3 supports server-side encryption. The embedded S3 does not, so
   *     encryption is not requested from it, and the log says so once.
   */
  public S3ObjectStore(Vertx vertx, S3Config config, S3Timeouts timeouts, boolean encrypts) {
    this(vertx, config, timeouts, encrypts, config::endpoint, S3Meter.NONE, Optional.empty());
  }

  /**
   * @param publicEndpoint the endpoint in presigned URLs, evaluated for each URL; empty for AWS
   * @param owner the expected owner of the buckets
   */
  public S3ObjectStore(
      Vertx vertx,
      S3Config config,
      S3Timeouts timeouts,
      boolean encrypts,
      Supplier<Optional<URI>> publicEndpoint,
      S3Meter meter,
      Optional<ExpectedBucketOwner> owner) {
    this.vertx = vertx;
    this.client = S3Connection.open(config, timeouts, owner);
    this.timeouts = timeouts;
    this.endpoint = config.endpoint().map(Object::toString).orElse("AWS, " + config.region());
    this.target = S3Target.of(config, owner);
    this.encrypts = encrypts;
    this.calls = new S3Calls(vertx, meter);
    this.reads = new S3ReadOperations(vertx, client, calls, timeouts, endpoint);
    this.presigner = new S3Presigning(vertx, config, publicEndpoint);
  }

  private S3ObjectStore(S3ObjectStore other, ExpectedBucketOwner owner) {
    this.vertx = other.vertx;
    this.client = new OwnerCheckingClient(other.client, owner);
    this.timeouts = other.timeouts;
    this.endpoint = other.endpoint;
    this.encrypts = other.encrypts;
    this.calls = other.calls;
    this.reads = new S3ReadOperations(vertx, client, calls, timeouts, endpoint);
    this.presigner = other.presigner;
    this.target = other.target.of(owner);
  }

  /** The same store, with the same client, limited to the buckets of one account. */
  public ObjectStore ownedBy(ExpectedBucketOwner owner) {
    return new S3ObjectStore(this, owner);
  }

  @Override
  public S3Target target() {
    return target;
  }

  @Override
  public boolean canCopy(ObjectStore from, String bucket, String key) {
    return from.target().equals(target);
  }

  @Override
  public Future<Upload> createUpload(
      String bucket,
      String key,
      String contentType,
      Map<String, String> metadata,
      Optional<String> kmsKeyArn) {
    Optional<String> kmsKey = kmsKeyArn.filter(arn -> supportsEncryption());
    return calls
        .send(
            new S3Call("start an upload to", bucket, key, endpoint),
            () ->
                client.createMultipartUpload(
                    request -> {
                      request.bucket(bucket).key(key).contentType(contentType).metadata(metadata);
                      kmsKey.ifPresent(
                          arn ->
                              request
                                  .serverSideEncryption(S3Digests.method(arn))
                                  .ssekmsKeyId(S3Digests.key(arn)));
                    }))
        .map(response -> new Upload(bucket, key, response.uploadId()));
  }

  private boolean supportsEncryption() {
    if (!encrypts && warned.compareAndSet(false, true)) {
      LOG.warn("This S3 cannot encrypt: objects are stored unencrypted, whatever the request says");
    }
    return encrypts;
  }

  @Override
  public Future<Part> uploadPart(Upload upload, int number, Buffer bytes) {
    UploadPartBody body = new UploadPartBody(bytes);
    return vertx
        .getOrCreateContext()
        .executeBlocking(body::md5, false)
        .compose(md5 -> send(upload, number, body, md5))
        .map(etag -> new Part(number, etag, bytes.length()));
  }

  private Future<String> send(Upload upload, int number, UploadPartBody body, String md5) {
    return calls
        .send(
            call("upload part " + number + " of", upload),
            () ->
                client.uploadPart(
                    request ->
                        request
                            .bucket(upload.bucket())
                            .key(upload.key())
                            .uploadId(upload.uploadId())
                            .partNumber(number)
                            .contentLength(body.contentLength().orElseThrow())
                            .contentMD5(md5)
                            .overrideConfiguration(S3Calls.within(timeouts.part())),
                    body))
        .map(response -> response.eTag());
  }

  @Override
  public Future<Void> completeUpload(Upload upload, List<Part> parts) {
    List<CompletedPart> completed =
        parts.stream()
            .sorted(Comparator.comparingInt(Part::number))
            .map(part -> CompletedPart.builder().partNumber(part.number()).eTag(part.etag()))
            .map(CompletedPart.Builder::build)
            .toList();
    S3Call call = call("complete", upload);
    return calls
        .send(
            call,
            () ->
                client.completeMultipartUpload(
                    request ->
                        request
                            .bucket(upload.bucket())
                            .key(upload.key())
                            .uploadId(upload.uploadId())
                            .multipartUpload(list -> list.parts(completed))
                            .overrideConfiguration(S3Calls.within(timeouts.complete()))))
        .compose(response -> confirm(call, response));
  }

  /** S3 sends the status 200 before it completes the upload; only the ETag confirms it. */
  private static Future<Void> confirm(S3Call call, CompleteMultipartUploadResponse response) {
    return response.eTag() != null
        ? Future.succeededFuture()
        : Future.failedFuture(
            new ObjectStoreError(
                TRANSIENT,
                "The response of S3 does not say whether " + call.object() + " is complete",
                null));
  }

  @Override
  public Future<Void> abortUpload(Upload upload) {
    return calls
        .unlessNotFound(
            call("abort", upload),
            () ->
                client.abortMultipartUpload(
                    request ->
                        request
                            .bucket(upload.bucket())
                            .key(upload.key())
                            .uploadId(upload.uploadId())))
        .mapEmpty();
  }

  /** S3Proxy lists parts of uploads that are gone, so the list of uploads is decisive. */
  @Override
  public Future<Boolean> uploadExists(Upload upload) {
    return reads.uploadExists(upload);
  }

  @Override
  public Future<Boolean> hasParts(Upload upload) {
    return reads.hasParts(upload);
  }

  @Override
  public Future<List<OpenUpload>> uploadsUnder(String bucket, String prefix) {
    return reads.uploadsUnder(bucket, prefix);
  }

  @Override
  public Future<List<Upload>> openUploads(String bucket, String key) {
    return reads.openUploads(bucket, key);
  }

  @Override
  public Future<Optional<Head>> head(String bucket, String key) {
    return calls
        .unlessNotFound(
            new S3Call("look at", bucket, key, endpoint),
            () -> client.headObject(request -> request.bucket(bucket).key(key)))
        .map(found -> found.map(response -> S3ReadOperations.head(bucket, response)));
  }

  @Override
  public Future<Optional<Long>> firstPart(String bucket, String key, Head head) {
    return reads.firstPart(bucket, key, head);
  }

  @Override
  public Future<Void> delete(String bucket, String key) {
    return calls
        .send(
            new S3Call("delete", bucket, key, endpoint),
            () -> client.deleteObject(request -> request.bucket(bucket).key(key)))
        .mapEmpty();
  }

  @Override
  public Future<Void> checkBucket(String bucket) {
    return calls
        .send(
            new S3Call("reach", bucket, Optional.empty(), endpoint),
            () -> client.headBucket(request -> request.bucket(bucket)))
        .mapEmpty();
  }

  @Override
  public Future<ObjectRead> read(Source source) {
    return reads.read(source);
  }

  @Override
  public Future<Listing> list(
      String bucket, String prefix, Optional<String> delimiter, Optional<String> after, int max) {
    return reads.list(bucket, prefix, delimiter, after, max);
  }

  @Override
  public Future<Copied> copyPart(Upload upload, int number, Source source) {
    return reads.copyPart(upload, number, source);
  }

  @Override
  public Future<URI> presignGet(
      String bucket, String key, Duration valid, Optional<String> attachment) {
    return presigner.get(bucket, key, valid, attachment);
  }

  @Override
  public Future<URI> presignPut(
      String bucket, String key, Duration valid, Optional<String> contentMd5) {
    return presigner.put(bucket, key, valid, contentMd5);
  }

  private S3Call call(String action, Upload upload) {
    return new S3Call(action, upload.bucket(), upload.key(), endpoint);
  }

  @Override
  public void close() {
    client.close();
  }
}
