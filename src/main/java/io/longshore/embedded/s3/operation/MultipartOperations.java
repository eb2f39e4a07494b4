package io.longshore.embedded.s3.operation;

import io.longshore.embedded.s3.S3Address;
import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.S3Request;
import io.longshore.embedded.s3.S3Response;
import io.longshore.embedded.s3.body.ReceivedBody;
import io.longshore.embedded.s3.body.XmlElement;
import io.longshore.embedded.s3.body.XmlWriter;
import io.longshore.embedded.s3.checksum.ChecksumAlgorithm;
import io.longshore.embedded.s3.checksum.ObjectChecksum;
import io.longshore.embedded.s3.data.Bucket;
import io.longshore.embedded.s3.data.BucketFiles;
import io.longshore.embedded.s3.data.Buckets;
import io.longshore.embedded.s3.data.ContentFile;
import io.longshore.embedded.s3.data.ObjectContent;
import io.longshore.embedded.s3.data.ObjectTags;
import io.longshore.embedded.s3.data.OpenUpload;
import io.longshore.embedded.s3.data.StoredObject;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * CreateMultipartUpload, UploadPart, CompleteMultipartUpload, AbortMultipartUpload and ListParts.
 */
public final class MultipartOperations {

  private static final int MAX_PARTS = 10_000;
  private static final long MIN_PART_BYTES = 5L << 20;
  private static final String ALGORITHM = "x-amz-checksum-algorithm";
  private static final String TYPE = "x-amz-checksum-type";

  private final Buckets buckets;

  public MultipartOperations(Buckets buckets) {
    this.buckets = buckets;
  }

  public static int partNumber(S3Request request) {
    return request.integer("partNumber", 1, MAX_PARTS, 0);
  }

  public S3Response create(S3Request request) {
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    ChecksumAlgorithm algorithm = request.header(ALGORITHM).map(ChecksumAlgorithm::of).orElse(null);
    boolean fullObject = isFullObject(request.header(TYPE), algorithm);
    OpenUpload upload =
        new OpenUpload(
            BucketFiles.randomHex(24),
            request.key(),
            Instant.now(),
            ObjectHeaders.of(request),
            ObjectTags.ofHeader(request),
            algorithm,
            fullObject,
            new ConcurrentSkipListMap<>());
    bucket.createUpload(upload);
    S3Response response =
        S3Response.of(
            XmlWriter.of("InitiateMultipartUploadResult")
                .text("Bucket", request.bucket())
                .text("Key", request.key())
                .text("UploadId", upload.id()));
    if (algorithm != null) {
      response
          .with(ALGORITHM, algorithm.name())
          .with(TYPE, fullObject ? "FULL_OBJECT" : "COMPOSITE");
    }
    return response;
  }

  /** Whether the checksum of the object covers all bytes (FULL_OBJECT). */
  private static boolean isFullObject(Optional<String> type, ChecksumAlgorithm algorithm) {
    boolean fullObject =
        type.map("FULL_OBJECT"::equals).orElse(algorithm == ChecksumAlgorithm.CRC64NVME);
    boolean known = type.isEmpty() || fullObject || type.get().equals("COMPOSITE");
    boolean compatible =
        algorithm == null
            ? type.isEmpty()
            : fullObject ? algorithm.isCrc() : algorithm != ChecksumAlgorithm.CRC64NVME;
    if (!known || !compatible) {
      throw S3ErrorCode.INVALID_REQUEST.error(
          "The %s type cannot be used with the %s checksum algorithm."
              .formatted(type.orElse("COMPOSITE"), algorithm));
    }
    return fullObject;
  }

  public S3Response uploadPart(S3Request request, ReceivedBody body) {
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    String id = request.query().get("uploadId");
    ChecksumAlgorithm algorithm = bucket.upload(id, request.key()).algorithm();
    if (algorithm != null && body.algorithm() != algorithm) {
      throw S3ErrorCode.INVALID_REQUEST.error(
          "Checksum Type mismatch occurred, expected checksum Type: %s, actual checksum Type: %s"
              .formatted(algorithm, body.algorithm()));
    }
    OpenUpload.Part part =
        new OpenUpload.Part(partNumber(request), ObjectWriteOperations.now(), body.file());
    bucket.addPart(id, request.key(), part);
    S3Response response = S3Response.of(200).with("ETag", '"' + body.file().md5() + '"');
    if (body.file().checksum() != null) {
      response.with(body.algorithm().header(), body.file().checksum());
    }
    return response;
  }

  public S3Response complete(S3Request request, Buffer body) {
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    String id = request.query().get("uploadId");
    List<XmlElement> listedParts = XmlElement.read(body, "CompleteMultipartUpload").all("Part");
    StoredObject object = alreadyCompleted(bucket, request, id);
    if (object == null) {
      object =
          bucket.completeUpload(
              id,
              request.key(),
              upload -> createObject(bucket, upload, listedParts, request),
              Preconditions.ofWrite(request));
    }
    XmlWriter xml =
        XmlWriter.of("CompleteMultipartUploadResult")
            .text("Location", location(request))
            .text("Bucket", request.bucket())
            .text("Key", request.key())
            .text("ETag", object.quotedEtag());
    if (object.checksum() != null) {
      xml.text(object.checksum().algorithm().element(), object.checksum().value());
      xml.text("ChecksumType", object.checksum().type());
    }
    S3Response response = S3Response.of(xml);
    ObjectWriteOperations.addEncryption(object, response);
    return response;
  }

  /** The object that the upload already created, so a retried completion succeeds. */
  private static StoredObject alreadyCompleted(Bucket bucket, S3Request request, String id) {
    return bucket.find(request.key()).filter(object -> id.equals(object.uploadId())).orElse(null);
  }

  private static String location(S3Request request) {
    String path = request.address().inHost() ? "" : "/" + request.bucket();
    return request.base() + path + "/" + S3Address.encode(request.key());
  }

  private static StoredObject createObject(
      Bucket bucket, OpenUpload upload, List<XmlElement> listedParts, S3Request request) {
    List<ContentFile> files = partFiles(upload, listedParts);
    ObjectChecksum checksum =
        StoredObject.multipartChecksum(upload.algorithm(), upload.fullObject(), files);
    verifyChecksum(request, checksum);
    StoredObject object =
        new StoredObject(
            upload.key(),
            StoredObject.multipartEtag(files),
            ObjectWriteOperations.now(),
            upload.headers(),
            upload.tags(),
            checksum,
            true,
            upload.id(),
            new ObjectContent(bucket.data(), files));
    request
        .header("x-amz-mp-object-size")
        .filter(declared -> !declared.equals(Long.toString(object.size())))
        .ifPresent(
            declared -> {
              throw S3ErrorCode.INVALID_REQUEST.error(
                  "The size of the parts differs from x-amz-mp-object-size.");
            });
    return object;
  }

  private static void verifyChecksum(S3Request request, ObjectChecksum checksum) {
    if (checksum != null) {
      request
          .header(checksum.algorithm().header())
          .filter(declared -> !declared.split("-")[0].equals(checksum.value().split("-")[0]))
          .ifPresent(
              declared -> {
                throw S3ErrorCode.BAD_DIGEST.error();
              });
    }
  }

  private static List<ContentFile> partFiles(OpenUpload upload, List<XmlElement> listedParts) {
    List<ContentFile> files = new ArrayList<>();
    int previous = 0;
    if (listedParts.isEmpty()) {
      throw S3ErrorCode.MALFORMED_XML.error("You must specify at least one part.");
    }
    for (XmlElement listedPart : listedParts) {
      String digits = listedPart.required("PartNumber").strip();
      int number = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
      if (number <= previous) {
        throw S3ErrorCode.INVALID_PART_ORDER.error();
      }
      previous = number;
      files.add(partFile(upload, number, listedPart));
    }
    for (ContentFile file : files.subList(0, files.size() - 1)) {
      if (file.size() < MIN_PART_BYTES) {
        throw S3ErrorCode.ENTITY_TOO_SMALL.error();
      }
    }
    return files;
  }

  private static ContentFile partFile(OpenUpload upload, int number, XmlElement listedPart) {
    OpenUpload.Part part = upload.parts().get(number);
    String etag = listedPart.required("ETag").replace("\"", "").strip();
    if (part == null || !part.file().md5().equals(etag)) {
      throw S3ErrorCode.INVALID_PART.error();
    }
    if (upload.algorithm() != null) {
      listedPart
          .value(upload.algorithm().element())
          .filter(value -> !value.equals(part.file().checksum()))
          .ifPresent(
              value -> {
                throw S3ErrorCode.INVALID_PART.error();
              });
    }
    return part.file();
  }

  public S3Response abort(S3Request request) {
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    bucket.abortUpload(request.query().get("uploadId"), request.key());
    return S3Response.of(204);
  }

  public S3Response listParts(S3Request request) {
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    OpenUpload upload = bucket.upload(request.query().get("uploadId"), request.key());
    int requestedLimit = request.integer("max-parts", 0, Integer.MAX_VALUE, 1000);
    int limit = Math.min(requestedLimit, 1000);
    int after = request.integer("part-number-marker", 0, Integer.MAX_VALUE, 0);
    List<OpenUpload.Part> parts =
        upload.parts().tailMap(after, false).values().stream().limit(limit + 1L).toList();
    List<OpenUpload.Part> page = parts.subList(0, Math.min(limit, parts.size()));
    XmlWriter xml =
        XmlWriter.of("ListPartsResult")
            .text("Bucket", request.bucket())
            .text("Key", request.key())
            .text("UploadId", upload.id())
            .text("PartNumberMarker", after)
            .text("NextPartNumberMarker", page.isEmpty() ? 0 : page.get(page.size() - 1).number())
            .text("MaxParts", limit)
            .text("IsTruncated", parts.size() > page.size())
            .text("StorageClass", "STANDARD")
            .owner("Initiator", bucket.properties().owner())
            .owner("Owner", bucket.properties().owner());
    if (upload.algorithm() != null) {
      xml.text("ChecksumAlgorithm", upload.algorithm());
      xml.text("ChecksumType", upload.fullObject() ? "FULL_OBJECT" : "COMPOSITE");
    }
    page.forEach(part -> writePart(xml, upload, part));
    return S3Response.of(xml);
  }

  private static void writePart(XmlWriter xml, OpenUpload upload, OpenUpload.Part part) {
    xml.open("Part")
        .text("PartNumber", part.number())
        .text("LastModified", part.modified())
        .text("ETag", '"' + part.file().md5() + '"')
        .text("Size", part.file().size());
    if (upload.algorithm() != null) {
      xml.optional(upload.algorithm().element(), part.file().checksum());
    }
    xml.close();
  }
}
