package io.longshore.embedded.s3;

import io.longshore.embedded.s3.S3Operation.Body;
import io.longshore.embedded.s3.data.Bucket;
import io.longshore.embedded.s3.data.BucketSetting;
import io.longshore.embedded.s3.data.Buckets;
import io.longshore.embedded.s3.operation.BucketOperations;
import io.longshore.embedded.s3.operation.CopyOperations;
import io.longshore.embedded.s3.operation.ListOperations;
import io.longshore.embedded.s3.operation.MultipartOperations;
import io.longshore.embedded.s3.operation.ObjectReadOperations;
import io.longshore.embedded.s3.operation.ObjectWriteOperations;
import java.util.List;
import java.util.Set;

/** Selects the operation of a request. Source: "Actions" in the S3 API reference. */
final class S3OperationParser {

  /** Query parameters that select an operation that is not implemented. */
  private static final Set<String> NOT_IMPLEMENTED =
      Set.of(
          "analytics",
          "intelligent-tiering",
          "inventory",
          "legal-hold",
          "metadataConfiguration",
          "metadataTable",
          "metrics",
          "renameObject",
          "restore",
          "retention",
          "select",
          "session",
          "torrent");

  private static final List<String> NOT_SETTABLE =
      List.of(
          "lifecycle",
          "website",
          "replication",
          "object-lock",
          "logging",
          "notification",
          "accelerate",
          "requestPayment");

  private final Buckets buckets;
  private final BucketOperations bucketOperations;
  private final ListOperations listOperations;
  private final ObjectReadOperations objectReads;
  private final ObjectWriteOperations objectWrites;
  private final CopyOperations copies;
  private final MultipartOperations multipart;

  S3OperationParser(Buckets buckets) {
    this.buckets = buckets;
    this.bucketOperations = new BucketOperations(buckets);
    this.listOperations = new ListOperations(buckets);
    this.objectReads = new ObjectReadOperations(buckets);
    this.objectWrites = new ObjectWriteOperations(buckets);
    this.copies = new CopyOperations(buckets);
    this.multipart = new MultipartOperations(buckets);
  }

  S3Operation of(S3Request request) {
    if (NOT_IMPLEMENTED.stream().anyMatch(request::hasParameter)) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error();
    }
    if (request.bucket().isEmpty()) {
      if (!request.method().equals("GET")) {
        throw S3ErrorCode.METHOD_NOT_ALLOWED.error();
      }
      return S3Operation.withoutBody(bucketOperations::list);
    }
    return request.key().isEmpty() ? bucketOperation(request) : objectOperation(request);
  }

  private S3Operation bucketOperation(S3Request request) {
    return switch (request.method()) {
      case "GET" -> S3Operation.withoutBody(this::bucketGet);
      case "HEAD" -> S3Operation.withoutBody(bucketOperations::head);
      case "PUT" -> bucketPut(request);
      case "DELETE" ->
          BucketSetting.of(request)
              .map(setting -> S3Operation.withoutBody(r -> setting.delete(bucket(r))))
              .orElseGet(() -> deletion(request));
      case "POST" -> {
        if (!request.hasParameter("delete")) {
          throw S3ErrorCode.NOT_IMPLEMENTED.error(
              "The embedded S3 does not support POST forms. Use PUT.");
        }
        yield S3Operation.withBody(objectWrites::deleteAll);
      }
      default -> throw S3ErrorCode.METHOD_NOT_ALLOWED.error();
    };
  }

  /** Deletes the bucket. Deleting a configuration that cannot be set succeeds without an effect. */
  private S3Operation deletion(S3Request request) {
    boolean isConfiguration = NOT_SETTABLE.stream().anyMatch(request::hasParameter);
    return S3Operation.withoutBody(
        isConfiguration
            ? r -> {
              bucket(r);
              return S3Response.of(204);
            }
            : bucketOperations::delete);
  }

  private Bucket bucket(S3Request request) {
    return buckets.get(request.bucket(), request.caller());
  }

  private S3Response bucketGet(S3Request request) {
    BucketSetting setting = BucketSetting.of(request).orElse(null);
    if (setting != null) {
      return setting.get(bucket(request));
    }
    return bucketOperations.configuration(request).orElseGet(() -> list(request));
  }

  private S3Response list(S3Request request) {
    if (request.hasParameter("versions")) {
      return listOperations.listVersions(request);
    }
    if (request.hasParameter("uploads")) {
      return listOperations.listUploads(request);
    }
    boolean isV2 = request.parameter("list-type").filter("2"::equals).isPresent();
    return isV2 ? listOperations.listV2(request) : listOperations.listV1(request);
  }

  private S3Operation bucketPut(S3Request request) {
    if (NOT_SETTABLE.stream().anyMatch(request::hasParameter)) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error();
    }
    if (request.hasParameter("versioning")) {
      return S3Operation.withBody(bucketOperations::putVersioning);
    }
    if (request.hasParameter("acl")) {
      return S3Operation.withBody(bucketOperations::putAcl);
    }
    return BucketSetting.of(request)
        .map(setting -> S3Operation.withBody((r, body) -> setting.put(bucket(r), body)))
        .orElseGet(() -> S3Operation.withBody(bucketOperations::create));
  }

  private S3Operation objectOperation(S3Request request) {
    return switch (request.method()) {
      case "GET" -> S3Operation.withoutBody(objectGet(request));
      case "HEAD" -> S3Operation.withoutBody(objectReads::head);
      case "PUT" -> objectPut(request);
      case "POST" -> objectPost(request);
      case "DELETE" ->
          S3Operation.withoutBody(
              request.hasParameter("uploadId")
                  ? multipart::abort
                  : request.hasParameter("tagging")
                      ? objectWrites::deleteTags
                      : objectWrites::delete);
      default -> throw S3ErrorCode.METHOD_NOT_ALLOWED.error();
    };
  }

  private S3Operation.WithoutBody objectGet(S3Request request) {
    if (request.hasParameter("uploadId")) {
      return multipart::listParts;
    }
    if (request.hasParameter("tagging")) {
      return objectReads::getTags;
    }
    if (request.hasParameter("attributes")) {
      return objectReads::getAttributes;
    }
    if (request.hasParameter("acl")) {
      return r -> {
        bucket(r).object(r.key());
        return BucketOperations.acl(bucket(r));
      };
    }
    return objectReads::get;
  }

  private S3Operation objectPut(S3Request request) {
    boolean copy = request.header("x-amz-copy-source").isPresent();
    if (request.hasParameter("uploadId")) {
      if (MultipartOperations.partNumber(request) == 0) {
        throw S3ErrorCode.INVALID_ARGUMENT.error("partNumber is missing.");
      }
      return copy
          ? S3Operation.withoutBody(copies::copyPart)
          : new S3Operation(Body.FILE, multipart::uploadPart);
    }
    if (request.hasParameter("tagging")) {
      return S3Operation.withBody(objectWrites::putTags);
    }
    if (request.hasParameter("acl")) {
      return S3Operation.withBody(bucketOperations::putAcl);
    }
    return copy
        ? S3Operation.withoutBody(copies::copyObject)
        : new S3Operation(Body.FILE, objectWrites::put);
  }

  private S3Operation objectPost(S3Request request) {
    if (request.hasParameter("uploads")) {
      return S3Operation.withoutBody(multipart::create);
    }
    if (request.hasParameter("uploadId")) {
      return S3Operation.withBody(multipart::complete);
    }
    throw S3ErrorCode.METHOD_NOT_ALLOWED.error();
  }
}
