package io.longshore.embedded.s3;

import io.longshore.embedded.s3.Operation.Body;
import java.util.List;
import java.util.Set;

/** Finds out what a request asks for. Source: the S3 API reference, "Actions". */
final class Operations {

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
  private final BucketCalls calls;
  private final Listings listings;
  private final ObjectReads reads;
  private final ObjectWrites writes;
  private final Copies copies;
  private final Uploads uploads;

  Operations(Buckets buckets) {
    this.buckets = buckets;
    this.calls = new BucketCalls(buckets);
    this.listings = new Listings(buckets);
    this.reads = new ObjectReads(buckets);
    this.writes = new ObjectWrites(buckets);
    this.copies = new Copies(buckets);
    this.uploads = new Uploads(buckets);
  }

  Operation of(S3Request request) {
    if (UNSERVED.stream().anyMatch(request::asks)) {
      throw Code.NOT_IMPLEMENTED.error();
    }
    if (request.bucket().isEmpty()) {
      if (!request.method().equals("GET")) {
        throw Code.METHOD_NOT_ALLOWED.error();
      }
      return Operation.plain(calls::list);
    }
    return request.key().isEmpty() ? ofBucket(request) : ofObject(request);
  }

  private Operation ofBucket(S3Request request) {
    return switch (request.method()) {
      case "GET" -> Operation.plain(this::read);
      case "HEAD" -> Operation.plain(calls::head);
      case "PUT" -> put(request);
      case "DELETE" ->
          Setting.of(request)
              .map(setting -> Operation.plain(r -> setting.delete(bucket(r))))
              .orElseGet(() -> removal(request));
      case "POST" -> {
        if (!request.asks("delete")) {
          throw Code.NOT_IMPLEMENTED.error("The embedded S3 takes no forms: use PUT.");
        }
        yield Operation.whole(writes::deleteAll);
      }
      default -> throw Code.METHOD_NOT_ALLOWED.error();
    };
  }

  /** The removal of what is never set removes nothing; without a parameter the bucket goes. */
  private Operation removal(S3Request request) {
    boolean ofNothing = NOT_SETTABLE.stream().anyMatch(request::asks);
    return Operation.plain(
        ofNothing
            ? r -> {
              bucket(r);
              return S3Answer.of(204);
            }
            : calls::delete);
  }

  private Bucket bucket(S3Request request) {
    return buckets.of(request.bucket(), request.visitor());
  }

  private S3Answer read(S3Request request) {
    Setting setting = Setting.of(request).orElse(null);
    if (setting != null) {
      return setting.get(bucket(request));
    }
    return calls.facts(request).orElseGet(() -> listed(request));
  }

  private S3Answer listed(S3Request request) {
    if (request.asks("versions")) {
      return listings.versions(request);
    }
    if (request.asks("uploads")) {
      return listings.uploads(request);
    }
    boolean second = request.parameter("list-type").filter("2"::equals).isPresent();
    return second ? listings.second(request) : listings.first(request);
  }

  private Operation put(S3Request request) {
    if (NOT_SETTABLE.stream().anyMatch(request::asks)) {
      throw Code.NOT_IMPLEMENTED.error();
    }
    if (request.asks("versioning")) {
      return Operation.whole(calls::putVersioning);
    }
    if (request.asks("acl")) {
      return Operation.whole(calls::putAcl);
    }
    return Setting.of(request)
        .map(setting -> Operation.whole((r, body) -> setting.put(bucket(r), body)))
        .orElseGet(() -> Operation.whole(calls::create));
  }

  private Operation ofObject(S3Request request) {
    return switch (request.method()) {
      case "GET" -> Operation.plain(reading(request));
      case "HEAD" -> Operation.plain(reads::head);
      case "PUT" -> writing(request);
      case "POST" -> posting(request);
      case "DELETE" ->
          Operation.plain(
              request.asks("uploadId")
                  ? uploads::abort
                  : request.asks("tagging") ? writes::deleteTags : writes::delete);
      default -> throw Code.METHOD_NOT_ALLOWED.error();
    };
  }

  private Operation.Plain reading(S3Request request) {
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
        return BucketCalls.acl(bucket(r));
      };
    }
    return reads::get;
  }

  private Operation writing(S3Request request) {
    boolean copy = request.header("x-amz-copy-source").isPresent();
    if (request.asks("uploadId")) {
      if (Uploads.partNumber(request) == 0) {
        throw Code.INVALID_ARGUMENT.error("partNumber is missing.");
      }
      return copy ? Operation.plain(copies::part) : new Operation(Body.FILE, uploads::part);
    }
    if (request.asks("tagging")) {
      return Operation.whole(writes::putTags);
    }
    if (request.asks("acl")) {
      return Operation.whole(calls::putAcl);
    }
    return copy ? Operation.plain(copies::object) : new Operation(Body.FILE, writes::put);
  }

  private Operation posting(S3Request request) {
    if (request.asks("uploads")) {
      return Operation.plain(uploads::create);
    }
    if (request.asks("uploadId")) {
      return Operation.whole(uploads::complete);
    }
    throw Code.METHOD_NOT_ALLOWED.error();
  }
}
