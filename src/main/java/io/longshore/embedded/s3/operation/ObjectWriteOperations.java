package io.longshore.embedded.s3.operation;

import io.longshore.embedded.s3.S3Error;
import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.S3Request;
import io.longshore.embedded.s3.S3Response;
import io.longshore.embedded.s3.body.ReceivedBody;
import io.longshore.embedded.s3.body.XmlElement;
import io.longshore.embedded.s3.body.XmlWriter;
import io.longshore.embedded.s3.checksum.ObjectChecksum;
import io.longshore.embedded.s3.data.Bucket;
import io.longshore.embedded.s3.data.Buckets;
import io.longshore.embedded.s3.data.ContentFile;
import io.longshore.embedded.s3.data.ObjectContent;
import io.longshore.embedded.s3.data.ObjectTags;
import io.longshore.embedded.s3.data.StoredObject;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PutObject, DeleteObject, DeleteObjects, PutObjectTagging, DeleteObjectTagging. */
public final class ObjectWriteOperations {

  private static final int MAX_DELETED = 1000;

  private final Buckets buckets;

  public ObjectWriteOperations(Buckets buckets) {
    this.buckets = buckets;
  }

  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  public S3Response put(S3Request request, ReceivedBody body) {
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    ContentFile file = body.file();
    ObjectChecksum checksum =
        file.checksum() == null
            ? null
            : new ObjectChecksum(body.algorithm(), true, file.checksum());
    StoredObject object =
        new StoredObject(
            request.key(),
            file.md5(),
            now(),
            ObjectHeaders.of(request),
            ObjectTags.ofHeader(request),
            checksum,
            false,
            null,
            new ObjectContent(bucket.data(), List.of(file)));
    bucket.put(object, Preconditions.ofWrite(request));
    S3Response response = S3Response.of(200).with("ETag", object.quotedEtag());
    addEncryption(object, response);
    if (checksum != null) {
      checksum.addTo(response.headers());
    }
    return response;
  }

  static void addEncryption(StoredObject object, S3Response response) {
    String name = "x-amz-server-side-encryption";
    if (object.headers().containsKey(name)) {
      response.with(name, object.headers().get(name));
    }
  }

  public S3Response delete(S3Request request) {
    ObjectReadOperations.requireNullVersion(request);
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    boolean conditional = request.header("if-match").isPresent();
    bucket.delete(
        request.key(),
        existing -> {
          if (conditional && existing.isPresent()) {
            Preconditions.ofWrite(request).accept(existing);
          }
        });
    return S3Response.of(204);
  }

  public S3Response deleteAll(S3Request request, Buffer body) {
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    XmlElement document = XmlElement.read(body, "Delete");
    List<XmlElement> objects = document.all("Object");
    if (objects.isEmpty() || objects.size() > MAX_DELETED) {
      throw S3ErrorCode.MALFORMED_XML.error(
          "A request may delete 1 to " + MAX_DELETED + " objects.");
    }
    boolean quiet = document.value("Quiet").filter("true"::equalsIgnoreCase).isPresent();
    Map<String, String> versions = new LinkedHashMap<>();
    objects.forEach(
        object -> versions.put(object.required("Key"), object.value("VersionId").orElse("null")));
    XmlWriter xml = XmlWriter.of("DeleteResult");
    versions.forEach((key, version) -> delete(bucket, key, version, quiet, xml));
    return S3Response.of(xml);
  }

  private static void delete(
      Bucket bucket, String key, String version, boolean quiet, XmlWriter xml) {
    if (!version.equals("null") && !version.isEmpty()) {
      S3Error error = S3ErrorCode.NO_SUCH_VERSION.error();
      xml.open("Error").text("Key", key).text("VersionId", version);
      xml.text("Code", error.code()).text("Message", error.getMessage()).close();
      return;
    }
    bucket.delete(key, existing -> {});
    if (!quiet) {
      xml.open("Deleted").text("Key", key).close();
    }
  }

  public S3Response putTags(S3Request request, Buffer body) {
    Map<String, String> tags = ObjectTags.of(body);
    replaceTags(request, tags);
    return S3Response.of(200);
  }

  public S3Response deleteTags(S3Request request) {
    replaceTags(request, Map.of());
    return S3Response.of(204);
  }

  private void replaceTags(S3Request request, Map<String, String> tags) {
    ObjectReadOperations.requireNullVersion(request);
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    bucket.change(request.key(), object -> object.withTags(tags));
  }
}
