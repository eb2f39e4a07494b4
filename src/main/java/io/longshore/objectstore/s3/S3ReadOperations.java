package io.longshore.objectstore.s3;

import io.longshore.async.AsyncLoop;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore.ByteRange;
import io.longshore.objectstore.ObjectStore.Copied;
import io.longshore.objectstore.ObjectStore.Digest;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.objectstore.ObjectStore.Listed;
import io.longshore.objectstore.ObjectStore.Listing;
import io.longshore.objectstore.ObjectStore.OpenUpload;
import io.longshore.objectstore.ObjectStore.Part;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStore.Upload;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.ResponsePublisher;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Reads objects, lists objects and uploads, and copies objects inside S3. */
final class S3ReadOperations {

  /** A read takes as long as its reader; {@link S3Read} has a time-out for each chunk. */
  private static final Duration READ_TIMEOUT = Duration.ofHours(12);

  /** The start of an upload for which S3 returns none: it counts as new. */
  private static final Instant UNKNOWN_START = Instant.parse("9999-01-01T00:00:00Z");

  private static final Set<Kind> RETRYABLE = EnumSet.of(Kind.TRANSIENT, Kind.THROTTLED);

  private final Vertx vertx;
  private final S3AsyncClient client;
  private final S3Calls calls;
  private final S3Timeouts timeouts;
  private final String endpoint;

  S3ReadOperations(
      Vertx vertx, S3AsyncClient client, S3Calls calls, S3Timeouts timeouts, String endpoint) {
    this.vertx = vertx;
    this.client = client;
    this.calls = calls;
    this.timeouts = timeouts;
    this.endpoint = endpoint;
  }

  Future<ObjectRead> read(Source source) {
    S3Call call = new S3Call(S3Call.READ, source.bucket(), source.key(), endpoint);
    Duration timeout = timeouts.part();
    return calls
        .send(
            call,
            () ->
                client
                    .getObject(
                        request(source), AsyncResponseTransformer.<GetObjectResponse>toPublisher())
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS))
        .map(response -> opened(call, response, timeout));
  }

  private ObjectRead opened(
      S3Call call, ResponsePublisher<GetObjectResponse> response, Duration timeout) {
    Long length = response.response().contentLength();
    calls.meter().read(length == null ? 0 : length);
    S3Read read = new S3Read(vertx, call, response.response(), timeout);
    response.subscribe(read);
    return read;
  }

  private static GetObjectRequest request(Source source) {
    return GetObjectRequest.builder()
        .bucket(source.bucket())
        .key(source.key())
        .ifMatch(source.etag().orElse(null))
        .range(source.range().map(S3ReadOperations::header).orElse(null))
        .overrideConfiguration(S3Calls.within(READ_TIMEOUT))
        .build();
  }

  Future<Listing> list(
      String bucket, String prefix, Optional<String> delimiter, Optional<String> after, int max) {
    return calls
        .send(
            new S3Call(S3Call.LIST, bucket, Optional.empty(), endpoint),
            () ->
                client.listObjectsV2(
                    request ->
                        request
                            .bucket(bucket)
                            .prefix(prefix)
                            .delimiter(delimiter.orElse(null))
                            .continuationToken(after.orElse(null))
                            .maxKeys(max)))
        .map(S3ReadOperations::listing);
  }

  private static Listing listing(ListObjectsV2Response page) {
    return new Listing(
        page.contents().stream()
            .map(found -> new Listed(found.key(), found.size(), found.eTag(), found.lastModified()))
            .toList(),
        page.commonPrefixes().stream().map(CommonPrefix::prefix).toList(),
        Boolean.TRUE.equals(page.isTruncated())
            ? Optional.ofNullable(page.nextContinuationToken())
            : Optional.empty());
  }

  /** S3 lists by prefix, so uploads to longer keys are filtered out. */
  Future<List<Upload>> openUploads(String bucket, String key) {
    return uploadsUnder(bucket, key)
        .map(
            open ->
                open.stream()
                    .map(OpenUpload::upload)
                    .filter(upload -> upload.key().equals(key))
                    .toList());
  }

  Future<Boolean> uploadExists(Upload upload) {
    return parts(upload)
        .compose(
            listed ->
                listed.isEmpty()
                    ? Future.succeededFuture(false)
                    : openUploads(upload.bucket(), upload.key())
                        .map(open -> open.contains(upload)));
  }

  Future<Boolean> hasParts(Upload upload) {
    return parts(upload)
        .map(listed -> listed.filter(found -> !found.parts().isEmpty()).isPresent());
  }

  private Future<Optional<ListPartsResponse>> parts(Upload upload) {
    return calls.unlessNotFound(
        new S3Call("list the parts of", upload.bucket(), upload.key(), endpoint),
        () ->
            client.listParts(
                request ->
                    request
                        .bucket(upload.bucket())
                        .key(upload.key())
                        .uploadId(upload.uploadId())
                        .maxParts(1)));
  }

  Future<List<OpenUpload>> uploadsUnder(String bucket, String prefix) {
    List<OpenUpload> found = new ArrayList<>();
    AtomicReference<ListMultipartUploadsResponse> last = new AtomicReference<>();
    return AsyncLoop.whileTrue(
            () ->
                uploadsAfter(bucket, prefix, last.get())
                    .map(
                        page -> {
                          page.uploads().forEach(upload -> found.add(open(bucket, upload)));
                          last.set(page);
                          return Boolean.TRUE.equals(page.isTruncated());
                        }))
        .map(all -> List.copyOf(found));
  }

  private Future<ListMultipartUploadsResponse> uploadsAfter(
      String bucket, String prefix, ListMultipartUploadsResponse last) {
    return calls.send(
        new S3Call("list the uploads to", bucket, prefix, endpoint),
        () ->
            client.listMultipartUploads(
                request -> {
                  request.bucket(bucket).prefix(prefix);
                  if (last != null) {
                    request.keyMarker(last.nextKeyMarker());
                    request.uploadIdMarker(last.nextUploadIdMarker());
                  }
                }));
  }

  private static OpenUpload open(String bucket, MultipartUpload upload) {
    Instant initiated = upload.initiated() == null ? UNKNOWN_START : upload.initiated();
    return new OpenUpload(new Upload(bucket, upload.key(), upload.uploadId()), initiated);
  }

  Future<Copied> copyPart(Upload upload, int number, Source source) {
    ByteRange range = source.range().orElseThrow();
    S3Call call = new S3Call(S3Call.READ, source.bucket(), source.key(), endpoint);
    return calls
        .send(
            call,
            () ->
                client.uploadPartCopy(
                    request ->
                        request
                            .sourceBucket(source.bucket())
                            .sourceKey(source.key())
                            .copySourceIfMatch(source.etag().orElse(null))
                            .copySourceRange(header(range))
                            .destinationBucket(upload.bucket())
                            .destinationKey(upload.key())
                            .uploadId(upload.uploadId())
                            .partNumber(number)
                            .overrideConfiguration(S3Calls.within(timeouts.complete()))))
        .map(
            response -> {
              String etag = response.copyPartResult().eTag();
              return new Copied(
                  new Part(number, etag, range.length()),
                  S3Digests.md5(upload.bucket(), etag, response.serverSideEncryptionAsString()));
            });
  }

  /** Empty for stores that do not support HeadObject of a part. */
  Future<Optional<Long>> firstPart(String bucket, String key, Head head) {
    int parts = head.digest().map(Digest::parts).orElse(0);
    if (parts < 2) {
      return Future.succeededFuture(parts == 1 ? Optional.of(head.size()) : Optional.empty());
    }
    return calls
        .send(
            new S3Call("look at", bucket, key, endpoint),
            () ->
                client.headObject(
                    request -> request.bucket(bucket).key(key).ifMatch(head.etag()).partNumber(1)))
        .map(
            response ->
                response.partsCount() != null && response.partsCount() == parts
                    ? Optional.of(response.contentLength())
                    : Optional.<Long>empty())
        .recover(
            failure ->
                failure instanceof ObjectStoreError error && !RETRYABLE.contains(error.kind())
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure));
  }

  private static String header(ByteRange range) {
    return "bytes=" + range.first() + "-" + range.last();
  }

  static Head head(String bucket, HeadObjectResponse response) {
    String type = Optional.ofNullable(response.contentType()).orElse("application/octet-stream");
    Optional<Digest> digest =
        S3Digests.digest(bucket, response.eTag(), response.serverSideEncryptionAsString());
    return new Head(
        response.contentLength(), response.eTag(), type, Map.copyOf(response.metadata()), digest);
  }
}
