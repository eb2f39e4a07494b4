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

  private static final int MAX_ENTRIES = 1000;

  private final Buckets buckets;

  public ListOperations(Buckets buckets) {
    this.buckets = buckets;
  }

  private static UnaryOperator<String> encoder(S3Request request) {
    Optional<String> type = request.parameter("encoding-type");
    if (type.filter(value -> !value.equals("url")).isPresent()) {
      throw S3ErrorCode.INVALID_ARGUMENT.error("Invalid Encoding Method specified in Request");
    }
    return type.isPresent() ? S3Address::encode : text -> text;
  }

  private static ListingPage.Query query(
      S3Request request, String after, String lastPrefix, String limitParameter) {
    return new ListingPage.Query(
        request.parameter("prefix").orElse(""),
        request.parameter("delimiter").orElse(""),
        after,
        lastPrefix,
        Math.min(MAX_ENTRIES, request.integer(limitParameter, 0, Integer.MAX_VALUE, MAX_ENTRIES)));
  }

  private static void writeQuery(
      XmlWriter xml, S3Request request, ListingPage.Query query, UnaryOperator<String> encoder) {
    xml.text("Name", request.bucket()).text("Prefix", encoder.apply(query.prefix()));
    if (!query.delimiter().isEmpty()) {
      xml.text("Delimiter", encoder.apply(query.delimiter()));
    }
    xml.text("MaxKeys", query.limit());
    request.parameter("encoding-type").ifPresent(type -> xml.text("EncodingType", type));
  }

  private static void writePrefixes(
      XmlWriter xml, List<String> prefixes, UnaryOperator<String> encoder) {
    for (String prefix : prefixes) {
      xml.open("CommonPrefixes").text("Prefix", encoder.apply(prefix)).close();
    }
  }

  private static void writeObject(
      XmlWriter xml, StoredObject object, UnaryOperator<String> encoder) {
    xml.text("Key", encoder.apply(object.key()))
        .text("LastModified", object.modified())
        .text("ETag", object.quotedEtag());
    if (object.checksum() != null) {
      xml.text("ChecksumAlgorithm", object.checksum().algorithm());
      xml.text("ChecksumType", object.checksum().type());
    }
    xml.text("Size", object.size()).text("StorageClass", ObjectReadOperations.storageClass(object));
  }

  public S3Response listV1(S3Request request) {
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    UnaryOperator<String> encoder = encoder(request);
    String marker = request.parameter("marker").orElse("");
    ListingPage.Query query = query(request, marker, marker, "max-keys");
    ListingPage<StoredObject> page = ListingPage.of(bucket.objects(), query, StoredObject::key);
    XmlWriter xml = XmlWriter.of("ListBucketResult");
    writeQuery(xml, request, query, encoder);
    xml.text("Marker", encoder.apply(marker)).text("IsTruncated", page.truncated());
    if (page.truncated() && !query.delimiter().isEmpty()) {
      xml.text("NextMarker", encoder.apply(page.last()));
    }
    writeContents(xml, page, encoder, bucket.properties().owner());
    return S3Response.of(xml);
  }

  public S3Response listV2(S3Request request) {
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    UnaryOperator<String> encoder = encoder(request);
    Optional<String> token = request.parameter("continuation-token");
    String startAfter = request.parameter("start-after").orElse("");
    String after = token.map(ListOperations::decodeToken).orElse(startAfter);
    ListingPage.Query query = query(request, after, after, "max-keys");
    ListingPage<StoredObject> page = ListingPage.of(bucket.objects(), query, StoredObject::key);
    XmlWriter xml = XmlWriter.of("ListBucketResult");
    writeQuery(xml, request, query, encoder);
    xml.text("KeyCount", page.entries().size() + page.prefixes().size());
    xml.text("IsTruncated", page.truncated());
    token.ifPresent(value -> xml.text("ContinuationToken", value));
    if (!startAfter.isEmpty()) {
      xml.text("StartAfter", encoder.apply(startAfter));
    }
    if (page.truncated()) {
      xml.text("NextContinuationToken", encodeToken(page.last()));
    }
    boolean fetchOwner = request.parameter("fetch-owner").filter("true"::equals).isPresent();
    writeContents(xml, page, encoder, fetchOwner ? bucket.properties().owner() : null);
    return S3Response.of(xml);
  }

  private static void writeContents(
      XmlWriter xml, ListingPage<StoredObject> page, UnaryOperator<String> encoder, String owner) {
    for (StoredObject object : page.entries()) {
      xml.open("Contents");
      writeObject(xml, object, encoder);
      if (owner != null) {
        xml.owner("Owner", owner);
      }
      xml.close();
    }
    writePrefixes(xml, page.prefixes(), encoder);
  }

  private static String encodeToken(String last) {
    return Base64.getUrlEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8));
  }

  private static String decodeToken(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw S3ErrorCode.INVALID_ARGUMENT.error("The continuation token provided is incorrect");
    }
  }

  public S3Response listVersions(S3Request request) {
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    UnaryOperator<String> encoder = encoder(request);
    String marker = request.parameter("key-marker").orElse("");
    ListingPage.Query query = query(request, marker, marker, "max-keys");
    ListingPage<StoredObject> page = ListingPage.of(bucket.objects(), query, StoredObject::key);
    XmlWriter xml = XmlWriter.of("ListVersionsResult");
    writeQuery(xml, request, query, encoder);
    xml.text("KeyMarker", encoder.apply(marker))
        .text("VersionIdMarker", request.parameter("version-id-marker").orElse(""))
        .text("IsTruncated", page.truncated());
    if (page.truncated()) {
      xml.text("NextKeyMarker", encoder.apply(page.last())).text("NextVersionIdMarker", "null");
    }
    for (StoredObject object : page.entries()) {
      xml.open("Version");
      writeObject(xml, object, encoder);
      xml.text("VersionId", "null").text("IsLatest", true);
      xml.owner("Owner", bucket.properties().owner()).close();
    }
    writePrefixes(xml, page.prefixes(), encoder);
    return S3Response.of(xml);
  }

  public S3Response listUploads(S3Request request) {
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    UnaryOperator<String> encoder = encoder(request);
    String marker = request.parameter("key-marker").orElse("");
    String idMarker = request.parameter("upload-id-marker").orElse("");
    String after = marker.isEmpty() ? "" : marker + "\0" + (idMarker.isEmpty() ? "\uffff" : "");
    ListingPage.Query query = query(request, after, marker, "max-uploads");
    ListingPage<OpenUpload> page =
        ListingPage.of(
            uploadsAfter(bucket, marker, idMarker), query, upload -> upload.key() + "\0");
    XmlWriter xml =
        XmlWriter.of("ListMultipartUploadsResult")
            .text("Bucket", request.bucket())
            .text("KeyMarker", encoder.apply(marker))
            .text("UploadIdMarker", idMarker)
            .text("Prefix", encoder.apply(query.prefix()))
            .text("MaxUploads", query.limit())
            .text("IsTruncated", page.truncated());
    writeNextMarkers(xml, page, encoder);
    if (!query.delimiter().isEmpty()) {
      xml.text("Delimiter", encoder.apply(query.delimiter()));
    }
    request.parameter("encoding-type").ifPresent(type -> xml.text("EncodingType", type));
    page.entries().forEach(upload -> writeUpload(xml, bucket, upload, encoder));
    writePrefixes(xml, page.prefixes(), encoder);
    return S3Response.of(xml);
  }

  private static void writeNextMarkers(
      XmlWriter xml, ListingPage<OpenUpload> page, UnaryOperator<String> encoder) {
    if (page.truncated()) {
      boolean endsWithUpload = page.last().endsWith("\0");
      String key =
          endsWithUpload ? page.last().substring(0, page.last().length() - 1) : page.last();
      xml.text("NextKeyMarker", encoder.apply(key));
      xml.text(
          "NextUploadIdMarker",
          endsWithUpload ? page.entries().get(page.entries().size() - 1).id() : "");
    }
  }

  private static void writeUpload(
      XmlWriter xml, Bucket bucket, OpenUpload upload, UnaryOperator<String> encoder) {
    xml.open("Upload")
        .text("Key", encoder.apply(upload.key()))
        .text("UploadId", upload.id())
        .owner("Initiator", bucket.properties().owner())
        .owner("Owner", bucket.properties().owner())
        .text("StorageClass", "STANDARD")
        .text("Initiated", upload.initiated())
        .close();
  }

  /** The uploads after the markers, by key, initiation time and id. */
  private static NavigableMap<String, OpenUpload> uploadsAfter(
      Bucket bucket, String marker, String idMarker) {
    NavigableMap<String, OpenUpload> sorted = new TreeMap<>(KeyOrder.BYTES);
    OpenUpload last = bucket.uploads().get(idMarker);
    Comparator<OpenUpload> order =
        Comparator.comparing(OpenUpload::initiated).thenComparing(OpenUpload::id);
    for (OpenUpload upload : bucket.uploads().values()) {
      boolean beforeMarker =
          upload.key().equals(marker) && last != null && order.compare(upload, last) <= 0;
      if (!beforeMarker) {
        String sortKey = "%020d".formatted(upload.initiated().toEpochMilli()) + upload.id();
        sorted.put(upload.key() + "\0" + sortKey, upload);
      }
    }
    return sorted;
  }
}
