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

/** Finds out what a request asks for. Source: the S3 API reference, "Actions". */
final class S3OperationParser {

  /** Parameters that make another operation of a request, none of which is served. */
  private static final Set<String> UNSERVED =
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
  private final BucketOperations calls;
  private final ListOperations listings;
  private final ObjectReadOperations reads;
  private final ObjectWriteOperations writes;
  private final CopyOperations copies;
  private final MultipartOperations uploads;

  S3OperationParser(Buckets buckets) {
    this.buckets = buckets;
    this.calls = new BucketOperations(buckets);
    this.listings = new ListOperations(buckets);
    this.reads = new ObjectReadOperations(buckets);
    this.writes = new ObjectWriteOperations(buckets);
    this.copies = new CopyOperations(buckets);
    this.uploads = new MultipartOperations(buckets);
  }

  S3Operation of(S3Request request) {
    if (UNSERVED.stream().anyMatch(request::asks)) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error();
    }
    if (request.bucket().isEmpty()) {
      if (!request.method().equals("GET")) {
        throw S3ErrorCode.METHOD_NOT_ALLOWED.error();
      }
      return S3Operation.plain(calls::list);
    }
    return request.key().isEmpty() ? ofBucket(request) : ofObject(request);
  }

  private S3Operation ofBucket(S3Request request) {
    return switch (request.method()) {
      case "GET" -> S3Operation.plain(this::read);
      case "HEAD" -> S3Operation.plain(calls::head);
      case "PUT" -> put(request);
      case "DELETE" ->
          BucketSetting.of(request)
              .map(setting -> S3Operation.plain(r -> setting.delete(bucket(r))))
              .orElseGet(() -> removal(request));
      case "POST" -> {
        if (!request.asks("delete")) {
          throw S3ErrorCode.NOT_IMPLEMENTED.error("The embedded S3 takes no forms: use PUT.");
        }
        yield S3Operation.whole(writes::deleteAll);
      }
      default -> throw S3ErrorCode.METHOD_NOT_ALLOWED.error();
    };
  }

  /** The removal of what is never set removes nothing; without a parameter the bucket goes. */
  private S3Operation removal(S3Request request) {
    boolean ofNothing = NOT_SETTABLE.stream().anyMatch(request::asks);
    return S3Operation.plain(
        ofNothing
            ? r -> {
              bucket(r);
              return S3Response.of(204);
            }
            : calls::delete);
  }

  private Bucket bucket(S3Request request) {
    return buckets.of(request.bucket(), request.visitor());
  }

  private S3Response read(S3Request request) {
    BucketSetting setting = BucketSetting.of(request).orElse(null);
    if (setting != null) {
      return setting.get(bucket(request));
    }
    return calls.facts(request).orElseGet(() -> listed(request));
  }

  private S3Response listed(S3Request request) {
    if (request.asks("versions")) {
      return listings.versions(request);
    }
    if (request.asks("uploads")) {
      return listings.uploads(request);
    }
    boolean second = request.parameter("list-type").filter("2"::equals).isPresent();
    return second ? listings.second(request) : listings.first(request);
  }

  private S3Operation put(S3Request request) {
    if (NOT_SETTABLE.stream().anyMatch(request::asks)) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error();
    }
    if (request.asks("versioning")) {
      return S3Operation.whole(calls::putVersioning);
    }
    if (request.asks("acl")) {
      return S3Operation.whole(calls::putAcl);
    }
    return BucketSetting.of(request)
        .map(setting -> S3Operation.whole((r, body) -> setting.put(bucket(r), body)))
        .orElseGet(() -> S3Operation.whole(calls::create));
  }

  private S3Operation ofObject(S3Request request) {
    return switch (request.method()) {
      case "GET" -> S3Operation.plain(reading(request));
      case "HEAD" -> S3Operation.plain(reads::head);
      case "PUT" -> writing(request);
      case "POST" -> posting(request);
      case "DELETE" ->
          S3Operation.plain(
              request.asks("uploadId")
                  ? uploads::abort
                  : request.asks("tagging") ? writes::deleteTags : writes::delete);
      default -> throw S3ErrorCode.METHOD_NOT_ALLOWED.error();
    };
  }

  private S3Operation.Plain reading(S3Request request) {
    if (request.asks("uploadId")) {
      return uploads::parts;
    }
    if (request.asks("tagging")) {
      return reads::tags;
    }
    if (request.asks("attributes")) {
      return reads::attributes;
    }
    if (request.asks("acl")) {
      return r -> {
        bucket(r).object(r.key());
        return BucketOperations.acl(bucket(r));
      };
    }
    return reads::get;
  }

  private S3Operation writing(S3Request request) {
    boolean copy = request.header("x-amz-copy-source").isPresent();
    if (request.asks("uploadId")) {
      if (MultipartOperations.partNumber(request) == 0) {
        throw S3ErrorCode.INVALID_ARGUMENT.error("partNumber is missing.");
      }
      return copy ? S3Operation.plain(copies::part) : new S3Operation(Body.FILE, uploads::part);
    }
    if (request.asks("tagging")) {
      return S3Operation.whole(writes::putTags);
    }
    if (request.asks("acl")) {
      return S3Operation.whole(calls::putAcl);
    }
    return copy ? S3Operation.plain(copies::object) : new S3Operation(Body.FILE, writes::put);
  }

  private S3Operation posting(S3Request request) {
    if (request.asks("uploads")) {
      return S3Operation.plain(uploads::create);
    }
    if (request.asks("uploadId")) {
      return S3Operation.whole(uploads::complete);
    }
    throw S3ErrorCode.METHOD_NOT_ALLOWED.error();
  }
}
