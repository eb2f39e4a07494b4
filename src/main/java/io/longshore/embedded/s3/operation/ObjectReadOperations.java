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

  private static final List<String> OVERRIDES =
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
    StoredObject object = opened(request);
    try {
      if (Preconditions.isUnchanged(request, object)) {
        object.content().close();
        return unchanged(object);
      }
      S3Response answer = described(request, object);
      Optional<ByteRange> range = range(request, object);
      int status = range.isPresent() ? 206 : 200;
      ByteRange taken = range.orElse(new ByteRange(0, object.size()));
      range.ifPresent(r -> answer.with("Content-Range", r.contentRange(object.size())));
      answer.with("Content-Length", Long.toString(taken.length()));
      ObjectContent content = object.content();
      return new S3Response(
          status,
          answer.headers(),
          answer.body(),
          content,
          content.slices(taken.first(), taken.length()));
    } catch (RuntimeException refused) {
      object.content().close();
      throw refused;
    }
  }

  /** 304, by which a client knows that what it has is this object still. */
  private static S3Response unchanged(StoredObject object) {
    return S3Response.of(304)
        .with("ETag", '"' + object.etag() + '"')
        .with("Last-Modified", Preconditions.httpDate(object.modified()));
  }

  public S3Response head(S3Request request) {
    S3Response answer = get(request);
    if (answer.content() == null) {
      return answer;
    }
    answer.content().close();
    return new S3Response(answer.status(), answer.headers(), answer.body(), null, List.of());
  }

  /** One that is replaced while we look is looked for again. */
  private StoredObject opened(S3Request request) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    requireNullVersion(request);
    StoredObject object = bucket.object(request.key());
    while (!object.content().open()) {
      object = bucket.object(request.key());
    }
    return object;
  }

  /** There are no versions but the one that S3 calls null. */
  static void requireNullVersion(S3Request request) {
    String version = request.parameter("versionId").orElse("null");
    if (!version.equals("null")) {
      throw S3ErrorCode.NO_SUCH_VERSION.error();
    }
  }

  private static S3Response described(S3Request request, StoredObject object) {
    S3Response answer = S3Response.of(200).with(object.headers());
    answer
        .with("ETag", object.quotedEtag())
        .with("Last-Modified", Preconditions.httpDate(object.modified()))
        .with("Accept-Ranges", "bytes");
    if (!object.tags().isEmpty()) {
      answer.with("x-amz-tagging-count", Integer.toString(object.tags().size()));
    }
    answer.with(partsCount(request, object));
    boolean whole = request.header("range").isEmpty() && !request.asks("partNumber");
    boolean wanted = request.header(CHECKSUM_MODE).filter("ENABLED"::equalsIgnoreCase).isPresent();
    if (whole && wanted && object.sum() != null) {
      object.sum().into(answer.headers());
    }
    for (String name : OVERRIDES) {
      request.parameter("response-" + name).ifPresent(value -> answer.with(name, value));
    }
    return answer;
  }

  private static Optional<ByteRange> range(S3Request request, StoredObject object) {
    Optional<String> header = request.header("range");
    if (!request.asks("partNumber")) {
      return header.flatMap(value -> ByteRange.of(value, object.size()));
    }
    if (header.isPresent()) {
      throw S3ErrorCode.INVALID_REQUEST.error("Cannot specify both Range header and partNumber.");
    }
    int number = request.number("partNumber", 1, 10_000, 1);
    List<ContentFile> pieces = object.content().pieces();
    if (number > (object.parts() ? pieces.size() : 1)) {
      throw S3ErrorCode.INVALID_PART_NUMBER.error();
    }
    if (object.size() == 0) {
      return Optional.empty();
    }
    long before = pieces.subList(0, number - 1).stream().mapToLong(ContentFile::size).sum();
    long length = object.parts() ? pieces.get(number - 1).size() : object.size();
    return Optional.of(new ByteRange(before, length));
  }

  /** How many parts the object has, where one of them is asked for. */
  private static Map<String, String> partsCount(S3Request request, StoredObject object) {
    return request.asks("partNumber") && object.parts()
        ? Map.of("x-amz-mp-parts-count", Integer.toString(object.content().pieces().size()))
        : Map.of();
  }

  public S3Response tags(S3Request request) {
    requireNullVersion(request);
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    return S3Response.of(ObjectTags.xml(bucket.object(request.key()).tags()));
  }

  public S3Response attributes(S3Request request) {
    requireNullVersion(request);
    StoredObject object = buckets.of(request.bucket(), request.visitor()).object(request.key());
    String wanted = request.header("x-amz-object-attributes").orElse("");
    XmlWriter xml = XmlWriter.of("GetObjectAttributesResponse");
    if (wanted.contains("ETag")) {
      xml.text("ETag", object.etag());
    }
    if (wanted.contains("Checksum") && object.sum() != null) {
      xml.open("Checksum")
          .text(object.sum().algorithm().element(), object.sum().value().split("-")[0])
          .text("ChecksumType", object.sum().type())
          .close();
    }
    if (wanted.contains("ObjectParts") && object.parts()) {
      xml.open("ObjectParts").text("TotalPartsCount", object.content().pieces().size()).close();
    }
    if (wanted.contains("StorageClass")) {
      xml.text("StorageClass", storageClass(object));
    }
    if (wanted.contains("ObjectSize")) {
      xml.text("ObjectSize", object.size());
    }
    return S3Response.of(xml).with("Last-Modified", Preconditions.httpDate(object.modified()));
  }

  static String storageClass(StoredObject object) {
    return object.headers().getOrDefault("x-amz-storage-class", "STANDARD");
  }
}
