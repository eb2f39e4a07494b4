package io.longshore.embedded.s3;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PutObject, DeleteObject, DeleteObjects, PutObjectTagging, DeleteObjectTagging, PutObjectAcl. */
final class ObjectWrites {

  private static final int MOST_DELETED = 1000;

  private final Buckets buckets;

  ObjectWrites(Buckets buckets) {
    this.buckets = buckets;
  }

  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  S3Answer put(S3Request request, Received body) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    Piece piece = body.piece();
    Sum sum = piece.sum() == null ? null : new Sum(body.algorithm(), true, piece.sum());
    StoredObject object =
        new StoredObject(
            request.key(),
            piece.md5(),
            now(),
            ObjectHeaders.of(request),
            Tags.ofHeader(request),
            sum,
            false,
            null,
            new Content(bucket.data(), List.of(piece)));
    bucket.put(object, Conditions.ofWrite(request));
    S3Answer answer = S3Answer.of(200).with("ETag", object.quotedEtag());
    encryption(object, answer);
    if (sum != null) {
      sum.into(answer.headers());
    }
    return answer;
  }

  static void encryption(StoredObject object, S3Answer answer) {
    String name = "x-amz-server-side-encryption";
    if (object.headers().containsKey(name)) {
      answer.with(name, object.headers().get(name));
    }
  }

  S3Answer delete(S3Request request) {
    ObjectReads.requireNullVersion(request);
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    boolean conditional = request.header("if-match").isPresent();
    bucket.delete(
        request.key(),
        there -> {
          if (conditional && there.isPresent()) {
            Conditions.ofWrite(request).accept(there);
          }
        });
    return S3Answer.of(204);
  }

  S3Answer deleteAll(S3Request request, Buffer body) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    Elements document = Elements.read(body, "Delete");
    List<Elements> objects = document.all("Object");
    if (objects.isEmpty() || objects.size() > MOST_DELETED) {
      throw Code.MALFORMED_XML.error("A request may delete 1 to " + MOST_DELETED + " objects.");
    }
    boolean quiet = document.value("Quiet").filter("true"::equalsIgnoreCase).isPresent();
    Map<String, String> versions = new LinkedHashMap<>();
    objects.forEach(o -> versions.put(o.required("Key"), o.value("VersionId").orElse("null")));
    Xml xml = Xml.of("DeleteResult");
    versions.forEach((key, version) -> delete(bucket, key, version, quiet, xml));
    return S3Answer.of(xml);
  }

  private static void delete(Bucket bucket, String key, String version, boolean quiet, Xml xml) {
    if (!version.equals("null") && !version.isEmpty()) {
      S3Error error = Code.NO_SUCH_VERSION.error();
      xml.open("Error").text("Key", key).text("VersionId", version);
      xml.text("Code", error.code()).text("Message", error.getMessage()).close();
      return;
    }
    bucket.delete(key, there -> {});
    if (!quiet) {
      xml.open("Deleted").text("Key", key).close();
    }
  }

  S3Answer putTags(S3Request request, Buffer body) {
    Map<String, String> tags = Tags.of(body);
    change(request, tags);
    return S3Answer.of(200);
  }

  S3Answer deleteTags(S3Request request) {
    change(request, Map.of());
    return S3Answer.of(204);
  }

  private void change(S3Request request, Map<String, String> tags) {
    ObjectReads.requireNullVersion(request);
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    bucket.change(request.key(), object -> object.with(tags));
  }
}
