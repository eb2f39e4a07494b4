package io.longshore.embedded.s3.operation;

import io.longshore.embedded.s3.S3Address;
import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.S3Request;
import io.longshore.embedded.s3.S3Response;
import io.longshore.embedded.s3.body.XmlWriter;
import io.longshore.embedded.s3.data.Bucket;
import io.longshore.embedded.s3.data.Buckets;
import io.longshore.embedded.s3.data.KeyOrder;
import io.longshore.embedded.s3.data.ListingPage;
import io.longshore.embedded.s3.data.OpenUpload;
import io.longshore.embedded.s3.data.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** ListObjects, ListObjectsV2, ListObjectVersions, ListMultipartUploads. */
public final class ListOperations {

  private static final int MOST = 1000;

  private final Buckets buckets;

  public ListOperations(Buckets buckets) {
    this.buckets = buckets;
  }

  private static UnaryOperator<String> encoding(S3Request request) {
    Optional<String> type = request.parameter("encoding-type");
    if (type.filter(value -> !value.equals("url")).isPresent()) {
      throw S3ErrorCode.INVALID_ARGUMENT.error("Invalid Encoding Method specified in Request");
    }
    return type.isPresent() ? S3Address::encoded : text -> text;
  }

  private static ListingPage.Question question(
      S3Request request, String after, String told, String most) {
    return new ListingPage.Question(
        request.parameter("prefix").orElse(""),
        request.parameter("delimiter").orElse(""),
        after,
        told,
        Math.min(MOST, request.number(most, 0, Integer.MAX_VALUE, MOST)));
  }

  private static void asked(
      XmlWriter xml, S3Request request, ListingPage.Question asked, UnaryOperator<String> encoded) {
    xml.text("Name", request.bucket()).text("Prefix", encoded.apply(asked.prefix()));
    if (!asked.delimiter().isEmpty()) {
      xml.text("Delimiter", encoded.apply(asked.delimiter()));
    }
    xml.text("MaxKeys", asked.most());
    request.parameter("encoding-type").ifPresent(type -> xml.text("EncodingType", type));
  }

  private static void prefixes(
      XmlWriter xml, List<String> prefixes, UnaryOperator<String> encoded) {
    for (String prefix : prefixes) {
      xml.open("CommonPrefixes").text("Prefix", encoded.apply(prefix)).close();
    }
  }

  private static void object(XmlWriter xml, StoredObject object, UnaryOperator<String> encoded) {
    xml.text("Key", encoded.apply(object.key()))
        .text("LastModified", object.modified())
        .text("ETag", object.quotedEtag());
    if (object.sum() != null) {
      xml.text("ChecksumAlgorithm", object.sum().algorithm());
      xml.text("ChecksumType", object.sum().type());
    }
    xml.text("Size", object.size()).text("StorageClass", ObjectReadOperations.storageClass(object));
  }

  public S3Response first(S3Request request) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    UnaryOperator<String> encoded = encoding(request);
    String marker = request.parameter("marker").orElse("");
    ListingPage.Question asked = question(request, marker, marker, "max-keys");
    ListingPage<StoredObject> page = ListingPage.of(bucket.objects(), asked, StoredObject::key);
    XmlWriter xml = XmlWriter.of("ListBucketResult");
    asked(xml, request, asked, encoded);
    xml.text("Marker", encoded.apply(marker)).text("IsTruncated", page.truncated());
    if (page.truncated() && !asked.delimiter().isEmpty()) {
      xml.text("NextMarker", encoded.apply(page.last()));
    }
    contents(xml, page, encoded, bucket.facts().owner());
    return S3Response.of(xml);
  }

  public S3Response second(S3Request request) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    UnaryOperator<String> encoded = encoding(request);
    Optional<String> token = request.parameter("continuation-token");
    String start = request.parameter("start-after").orElse("");
    String after = token.map(ListOperations::read).orElse(start);
    ListingPage.Question asked = question(request, after, after, "max-keys");
    ListingPage<StoredObject> page = ListingPage.of(bucket.objects(), asked, StoredObject::key);
    XmlWriter xml = XmlWriter.of("ListBucketResult");
    asked(xml, request, asked, encoded);
    xml.text("KeyCount", page.things().size() + page.prefixes().size());
    xml.text("IsTruncated", page.truncated());
    token.ifPresent(value -> xml.text("ContinuationToken", value));
    if (!start.isEmpty()) {
      xml.text("StartAfter", encoded.apply(start));
    }
    if (page.truncated()) {
      xml.text("NextContinuationToken", token(page.last()));
    }
    boolean owners = request.parameter("fetch-owner").filter("true"::equals).isPresent();
    contents(xml, page, encoded, owners ? bucket.facts().owner() : null);
    return S3Response.of(xml);
  }

  private static void contents(
      XmlWriter xml, ListingPage<StoredObject> page, UnaryOperator<String> encoded, String owner) {
    for (StoredObject object : page.things()) {
      xml.open("Contents");
      object(xml, object, encoded);
      if (owner != null) {
        xml.owner("Owner", owner);
      }
      xml.close();
    }
    prefixes(xml, page.prefixes(), encoded);
  }

  private static String token(String last) {
    return Base64.getUrlEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException foreign) {
      throw S3ErrorCode.INVALID_ARGUMENT.error("The continuation token provided is incorrect");
    }
  }

  public S3Response versions(S3Request request) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    UnaryOperator<String> encoded = encoding(request);
    String marker = request.parameter("key-marker").orElse("");
    ListingPage.Question asked = question(request, marker, marker, "max-keys");
    ListingPage<StoredObject> page = ListingPage.of(bucket.objects(), asked, StoredObject::key);
    XmlWriter xml = XmlWriter.of("ListVersionsResult");
    asked(xml, request, asked, encoded);
    xml.text("KeyMarker", encoded.apply(marker))
        .text("VersionIdMarker", request.parameter("version-id-marker").orElse(""))
        .text("IsTruncated", page.truncated());
    if (page.truncated()) {
      xml.text("NextKeyMarker", encoded.apply(page.last())).text("NextVersionIdMarker", "null");
    }
    for (StoredObject object : page.things()) {
      xml.open("Version");
      object(xml, object, encoded);
      xml.text("VersionId", "null").text("IsLatest", true);
      xml.owner("Owner", bucket.facts().owner()).close();
    }
    prefixes(xml, page.prefixes(), encoded);
    return S3Response.of(xml);
  }

  public S3Response uploads(S3Request request) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    UnaryOperator<String> encoded = encoding(request);
    String marker = request.parameter("key-marker").orElse("");
    String idMarker = request.parameter("upload-id-marker").orElse("");
    String after = marker.isEmpty() ? "" : marker + "\0" + (idMarker.isEmpty() ? "\uffff" : "");
    ListingPage.Question asked = question(request, after, marker, "max-uploads");
    ListingPage<OpenUpload> page =
        ListingPage.of(inOrder(bucket, marker, idMarker), asked, upload -> upload.key() + "\0");
    XmlWriter xml =
        XmlWriter.of("ListMultipartUploadsResult")
            .text("Bucket", request.bucket())
            .text("KeyMarker", encoded.apply(marker))
            .text("UploadIdMarker", idMarker)
            .text("Prefix", encoded.apply(asked.prefix()))
            .text("MaxUploads", asked.most())
            .text("IsTruncated", page.truncated());
    next(xml, page, encoded);
    if (!asked.delimiter().isEmpty()) {
      xml.text("Delimiter", encoded.apply(asked.delimiter()));
    }
    request.parameter("encoding-type").ifPresent(type -> xml.text("EncodingType", type));
    page.things().forEach(upload -> upload(xml, bucket, upload, encoded));
    prefixes(xml, page.prefixes(), encoded);
    return S3Response.of(xml);
  }

  private static void next(
      XmlWriter xml, ListingPage<OpenUpload> page, UnaryOperator<String> encoded) {
    if (page.truncated()) {
      boolean upload = page.last().endsWith("\0");
      String key = upload ? page.last().substring(0, page.last().length() - 1) : page.last();
      xml.text("NextKeyMarker", encoded.apply(key));
      xml.text(
          "NextUploadIdMarker", upload ? page.things().get(page.things().size() - 1).id() : "");
    }
  }

  private static void upload(
      XmlWriter xml, Bucket bucket, OpenUpload upload, UnaryOperator<String> encoded) {
    xml.open("Upload")
        .text("Key", encoded.apply(upload.key()))
        .text("UploadId", upload.id())
        .owner("Initiator", bucket.facts().owner())
        .owner("Owner", bucket.facts().owner())
        .text("StorageClass", "STANDARD")
        .text("Initiated", upload.begun())
        .close();
  }

  /** By key, those of a key by when they began; without those up to the markers. */
  private static NavigableMap<String, OpenUpload> inOrder(
      Bucket bucket, String marker, String idMarker) {
    NavigableMap<String, OpenUpload> found = new TreeMap<>(KeyOrder.BYTES);
    OpenUpload last = bucket.uploads().get(idMarker);
    Comparator<OpenUpload> order =
        Comparator.comparing(OpenUpload::begun).thenComparing(OpenUpload::id);
    for (OpenUpload upload : bucket.uploads().values()) {
      boolean passed =
          upload.key().equals(marker) && last != null && order.compare(upload, last) <= 0;
      if (!passed) {
        String rank = "%020d".formatted(upload.begun().toEpochMilli()) + upload.id();
        found.put(upload.key() + "\0" + rank, upload);
      }
    }
    return found;
  }
}
