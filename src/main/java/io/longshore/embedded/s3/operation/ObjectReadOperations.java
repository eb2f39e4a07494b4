package io.longshore.embedded.s3.operation;

import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.S3Request;
import io.longshore.embedded.s3.S3Response;
import io.longshore.embedded.s3.body.XmlWriter;
import io.longshore.embedded.s3.data.Bucket;
import io.longshore.embedded.s3.data.Buckets;
import io.longshore.embedded.s3.data.ContentFile;
import io.longshore.embedded.s3.data.ObjectContent;
import io.longshore.embedded.s3.data.ObjectTags;
import io.longshore.embedded.s3.data.StoredObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** GetObject, HeadObject, GetObjectAttributes, GetObjectTagging. */
public final class ObjectReadOperations {

  private static final List<String> OVERRIDABLE_HEADERS =
      List.of(
          "cache-control",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-type",
          "expires");

  private static final String CHECKSUM_MODE = "x-amz-checksum-mode";

  private final Buckets buckets;

  public ObjectReadOperations(Buckets buckets) {
    this.buckets = buckets;
  }

  public S3Response get(S3Request request) {
    StoredObject object = open(request);
    try {
      if (Preconditions.isNotModified(request, object)) {
        object.content().close();
        return notModified(object);
      }
      S3Response response = describe(request, object);
      Optional<ByteRange> range = range(request, object);
      int status = range.isPresent() ? 206 : 200;
      ByteRange sent = range.orElse(new ByteRange(0, object.size()));
      range.ifPresent(value -> response.with("Content-Range", value.contentRange(object.size())));
      response.with("Content-Length", Long.toString(sent.length()));
      ObjectContent content = object.content();
      return new S3Response(
          status,
          response.headers(),
          response.body(),
          content,
          content.slices(sent.first(), sent.length()));
    } catch (RuntimeException failure) {
      object.content().close();
      throw failure;
    }
  }

  /** A 304 response: the client's copy of the object is current. */
  private static S3Response notModified(StoredObject object) {
    return S3Response.of(304)
        .with("ETag", '"' + object.etag() + '"')
        .with("Last-Modified", Preconditions.httpDate(object.modified()));
  }

  public S3Response head(S3Request request) {
    S3Response response = get(request);
    if (response.content() == null) {
      return response;
    }
    response.content().close();
    return new S3Response(response.status(), response.headers(), response.body(), null, List.of());
  }

  /** Opens the object for reading. Retries if the object is replaced in between. */
  private StoredObject open(S3Request request) {
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    requireNullVersion(request);
    StoredObject object = bucket.object(request.key());
    while (!object.content().open()) {
      object = bucket.object(request.key());
    }
    return object;
  }

  /** Rejects version ids other than {@code null}, because buckets have no versions. */
  static void requireNullVersion(S3Request request) {
    String version = request.parameter("versionId").orElse("null");
    if (!version.equals("null")) {
      throw S3ErrorCode.NO_SUCH_VERSION.error();
    }
  }

  private static S3Response describe(S3Request request, StoredObject object) {
    S3Response response = S3Response.of(200).with(object.headers());
    response
        .with("ETag", object.quotedEtag())
        .with("Last-Modified", Preconditions.httpDate(object.modified()))
        .with("Accept-Ranges", "bytes");
    if (!object.tags().isEmpty()) {
      response.with("x-amz-tagging-count", Integer.toString(object.tags().size()));
    }
    response.with(partsCount(request, object));
    boolean entireObject = request.header("range").isEmpty() && !request.hasParameter("partNumber");
    boolean checksumRequested =
        request.header(CHECKSUM_MODE).filter("ENABLED"::equalsIgnoreCase).isPresent();
    if (entireObject && checksumRequested && object.checksum() != null) {
      object.checksum().addTo(response.headers());
    }
    for (String name : OVERRIDABLE_HEADERS) {
      request.parameter("response-" + name).ifPresent(value -> response.with(name, value));
    }
    return response;
  }

  private static Optional<ByteRange> range(S3Request request, StoredObject object) {
    Optional<String> header = request.header("range");
    if (!request.hasParameter("partNumber")) {
      return header.flatMap(value -> ByteRange.of(value, object.size()));
    }
    if (header.isPresent()) {
      throw S3ErrorCode.INVALID_REQUEST.error("Cannot specify both Range header and partNumber.");
    }
    int number = request.integer("partNumber", 1, 10_000, 1);
    List<ContentFile> files = object.content().files();
    if (number > (object.multipart() ? files.size() : 1)) {
      throw S3ErrorCode.INVALID_PART_NUMBER.error();
    }
    if (object.size() == 0) {
      return Optional.empty();
    }
    long before = files.subList(0, number - 1).stream().mapToLong(ContentFile::size).sum();
    long length = object.multipart() ? files.get(number - 1).size() : object.size();
    return Optional.of(new ByteRange(before, length));
  }

  /** The number of parts, if the request reads one part. */
  private static Map<String, String> partsCount(S3Request request, StoredObject object) {
    return request.hasParameter("partNumber") && object.multipart()
        ? Map.of("x-amz-mp-parts-count", Integer.toString(object.content().files().size()))
        : Map.of();
  }

  public S3Response getTags(S3Request request) {
    requireNullVersion(request);
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    return S3Response.of(ObjectTags.xml(bucket.object(request.key()).tags()));
  }

  public S3Response getAttributes(S3Request request) {
    requireNullVersion(request);
    StoredObject object = buckets.get(request.bucket(), request.caller()).object(request.key());
    String attributes = request.header("x-amz-object-attributes").orElse("");
    XmlWriter xml = XmlWriter.of("GetObjectAttributesResponse");
    if (attributes.contains("ETag")) {
      xml.text("ETag", object.etag());
    }
    if (attributes.contains("Checksum") && object.checksum() != null) {
      xml.open("Checksum")
          .text(object.checksum().algorithm().element(), object.checksum().value().split("-")[0])
          .text("ChecksumType", object.checksum().type())
          .close();
    }
    if (attributes.contains("ObjectParts") && object.multipart()) {
      xml.open("ObjectParts").text("TotalPartsCount", object.content().files().size()).close();
    }
    if (attributes.contains("StorageClass")) {
      xml.text("StorageClass", storageClass(object));
    }
    if (attributes.contains("ObjectSize")) {
      xml.text("ObjectSize", object.size());
    }
    return S3Response.of(xml).with("Last-Modified", Preconditions.httpDate(object.modified()));
  }

  static String storageClass(StoredObject object) {
    return object.headers().getOrDefault("x-amz-storage-class", "STANDARD");
  }
}
