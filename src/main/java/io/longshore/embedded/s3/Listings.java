package io.longshore.embedded.s3;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** ListObjects, ListObjectsV2, ListObjectVersions, ListMultipartUploads. */
final class Listings {

  private static final int MOST = 1000;

  private final Buckets buckets;

  Listings(Buckets buckets) {
    this.buckets = buckets;
  }

  private static UnaryOperator<String> encoding(S3Request request) {
    Optional<String> type = request.parameter("encoding-type");
    if (type.filter(value -> !value.equals("url")).isPresent()) {
      throw Code.INVALID_ARGUMENT.error("Invalid Encoding Method specified in Request");
    }
    return type.isPresent() ? Address::encoded : text -> text;
  }

  private static Page.Question question(S3Request request, String after, String told, String most) {
    return new Page.Question(
        request.parameter("prefix").orElse(""),
        request.parameter("delimiter").orElse(""),
        after,
        told,
        Math.min(MOST, request.number(most, 0, Integer.MAX_VALUE, MOST)));
  }

  private static void asked(
      Xml xml, S3Request request, Page.Question asked, UnaryOperator<String> encoded) {
    xml.text("Name", request.bucket()).text("Prefix", encoded.apply(asked.prefix()));
    if (!asked.delimiter().isEmpty()) {
      xml.text("Delimiter", encoded.apply(asked.delimiter()));
    }
    xml.text("MaxKeys", asked.most());
    request.parameter("encoding-type").ifPresent(type -> xml.text("EncodingType", type));
  }

  private static void prefixes(Xml xml, List<String> prefixes, UnaryOperator<String> encoded) {
    for (String prefix : prefixes) {
      xml.open("CommonPrefixes").text("Prefix", encoded.apply(prefix)).close();
    }
  }

  private static void object(Xml xml, StoredObject object, UnaryOperator<String> encoded) {
    xml.text("Key", encoded.apply(object.key()))
        .text("LastModified", object.modified())
        .text("ETag", object.quotedEtag());
    if (object.sum() != null) {
      xml.text("ChecksumAlgorithm", object.sum().algorithm());
      xml.text("ChecksumType", object.sum().type());
    }
    xml.text("Size", object.size()).text("StorageClass", ObjectReads.storageClass(object));
  }

  S3Answer first(S3Request request) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    UnaryOperator<String> encoded = encoding(request);
    String marker = request.parameter("marker").orElse("");
    Page.Question asked = question(request, marker, marker, "max-keys");
    Page<StoredObject> page = Page.of(bucket.objects(), asked, StoredObject::key);
    Xml xml = Xml.of("ListBucketResult");
    asked(xml, request, asked, encoded);
    xml.text("Marker", encoded.apply(marker)).text("IsTruncated", page.truncated());
    if (page.truncated() && !asked.delimiter().isEmpty()) {
      xml.text("NextMarker", encoded.apply(page.last()));
    }
    contents(xml, page, encoded, bucket.facts().owner());
    return S3Answer.of(xml);
  }

  S3Answer second(S3Request request) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    UnaryOperator<String> encoded = encoding(request);
    Optional<String> token = request.parameter("continuation-token");
    String start = request.parameter("start-after").orElse("");
    String after = token.map(Listings::read).orElse(start);
    Page.Question asked = question(request, after, after, "max-keys");
    Page<StoredObject> page = Page.of(bucket.objects(), asked, StoredObject::key);
    Xml xml = Xml.of("ListBucketResult");
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
    return S3Answer.of(xml);
  }

  private static void contents(
      Xml xml, Page<StoredObject> page, UnaryOperator<String> encoded, String owner) {
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
      throw Code.INVALID_ARGUMENT.error("The continuation token provided is incorrect");
    }
  }

  S3Answer versions(S3Request request) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    UnaryOperator<String> encoded = encoding(request);
    String marker = request.parameter("key-marker").orElse("");
    Page.Question asked = question(request, marker, marker, "max-keys");
    Page<StoredObject> page = Page.of(bucket.objects(), asked, StoredObject::key);
    Xml xml = Xml.of("ListVersionsResult");
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
    return S3Answer.of(xml);
  }

  S3Answer uploads(S3Request request) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    UnaryOperator<String> encoded = encoding(request);
    String marker = request.parameter("key-marker").orElse("");
    String idMarker = request.parameter("upload-id-marker").orElse("");
    String after = marker.isEmpty() ? "" : marker + "\0" + (idMarker.isEmpty() ? "\uffff" : "");
    Page.Question asked = question(request, after, marker, "max-uploads");
    Page<OpenUpload> page =
        Page.of(inOrder(bucket, marker, idMarker), asked, upload -> upload.key() + "\0");
    Xml xml =
        Xml.of("ListMultipartUploadsResult")
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
    return S3Answer.of(xml);
  }

  private static void next(Xml xml, Page<OpenUpload> page, UnaryOperator<String> encoded) {
    if (page.truncated()) {
      boolean upload = page.last().endsWith("\0");
      String key = upload ? page.last().substring(0, page.last().length() - 1) : page.last();
      xml.text("NextKeyMarker", encoded.apply(key));
      xml.text(
          "NextUploadIdMarker", upload ? page.things().get(page.things().size() - 1).id() : "");
    }
  }

  private static void upload(
      Xml xml, Bucket bucket, OpenUpload upload, UnaryOperator<String> encoded) {
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
