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

/** Multipart uploads, from their beginning to the object. */
public final class MultipartOperations {

  private static final int MOST_PARTS = 10_000;
  private static final long LEAST_PART = 5L << 20;
  private static final String ALGORITHM = "x-amz-checksum-algorithm";
  private static final String TYPE = "x-amz-checksum-type";

  private final Buckets buckets;

  public MultipartOperations(Buckets buckets) {
    this.buckets = buckets;
  }

  public static int partNumber(S3Request request) {
    return request.number("partNumber", 1, MOST_PARTS, 0);
  }

  public S3Response create(S3Request request) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    ChecksumAlgorithm algorithm = request.header(ALGORITHM).map(ChecksumAlgorithm::of).orElse(null);
    boolean whole = isWhole(request.header(TYPE), algorithm);
    OpenUpload upload =
        new OpenUpload(
            BucketFiles.random(24),
            request.key(),
            Instant.now(),
            ObjectHeaders.of(request),
            ObjectTags.ofHeader(request),
            algorithm,
            whole,
            new ConcurrentSkipListMap<>());
    bucket.begin(upload);
    S3Response answer =
        S3Response.of(
            XmlWriter.of("InitiateMultipartUploadResult")
                .text("Bucket", request.bucket())
                .text("Key", request.key())
                .text("UploadId", upload.id()));
    if (algorithm != null) {
      answer.with(ALGORITHM, algorithm.name()).with(TYPE, whole ? "FULL_OBJECT" : "COMPOSITE");
    }
    return answer;
  }

  /** Whether the checksum of the object is to be made over all bytes. */
  private static boolean isWhole(Optional<String> type, ChecksumAlgorithm algorithm) {
    boolean whole =
        type.map("FULL_OBJECT"::equals).orElse(algorithm == ChecksumAlgorithm.CRC64NVME);
    boolean known = type.isEmpty() || whole || type.get().equals("COMPOSITE");
    boolean fits =
        algorithm == null
            ? type.isEmpty()
            : whole ? algorithm.isCrc() : algorithm != ChecksumAlgorithm.CRC64NVME;
    if (!known || !fits) {
      throw S3ErrorCode.INVALID_REQUEST.error(
          "The %s type cannot be used with the %s checksum algorithm."
              .formatted(type.orElse("COMPOSITE"), algorithm));
    }
    return whole;
  }

  public S3Response part(S3Request request, ReceivedBody body) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    String id = request.query().get("uploadId");
    ChecksumAlgorithm algorithm = bucket.upload(id, request.key()).algorithm();
    if (algorithm != null && body.algorithm() != algorithm) {
      throw S3ErrorCode.INVALID_REQUEST.error(
          "Checksum Type mismatch occurred, expected checksum Type: %s, actual checksum Type: %s"
              .formatted(algorithm, body.algorithm()));
    }
    OpenUpload.Part part =
        new OpenUpload.Part(partNumber(request), ObjectWriteOperations.now(), body.piece());
    bucket.add(id, request.key(), part);
    S3Response answer = S3Response.of(200).with("ETag", '"' + body.piece().md5() + '"');
    if (body.piece().sum() != null) {
      answer.with(body.algorithm().header(), body.piece().sum());
    }
    return answer;
  }

  public S3Response complete(S3Request request, Buffer body) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    String id = request.query().get("uploadId");
    List<XmlElement> listed = XmlElement.read(body, "CompleteMultipartUpload").all("Part");
    StoredObject made = again(bucket, request, id);
    if (made == null) {
      made =
          bucket.complete(
              id,
              request.key(),
              upload -> object(bucket, upload, listed, request),
              Preconditions.ofWrite(request));
    }
    XmlWriter xml =
        XmlWriter.of("CompleteMultipartUploadResult")
            .text("Location", location(request))
            .text("Bucket", request.bucket())
            .text("Key", request.key())
            .text("ETag", made.quotedEtag());
    if (made.sum() != null) {
      xml.text(made.sum().algorithm().element(), made.sum().value());
      xml.text("ChecksumType", made.sum().type());
    }
    S3Response answer = S3Response.of(xml);
    ObjectWriteOperations.encryption(made, answer);
    return answer;
  }

  /** Who asks for it once more, because the first answer was lost, is told the same. */
  private static StoredObject again(Bucket bucket, S3Request request, String id) {
    return bucket.find(request.key()).filter(object -> id.equals(object.upload())).orElse(null);
  }

  private static String location(S3Request request) {
    String path = request.address().inHost() ? "" : "/" + request.bucket();
    return request.base() + path + "/" + S3Address.encoded(request.key());
  }

  private static StoredObject object(
      Bucket bucket, OpenUpload upload, List<XmlElement> listed, S3Request request) {
    List<ContentFile> pieces = pieces(upload, listed);
    ObjectChecksum sum = StoredObject.sum(upload.algorithm(), upload.whole(), pieces);
    compare(request, sum);
    StoredObject made =
        new StoredObject(
            upload.key(),
            StoredObject.etag(pieces),
            ObjectWriteOperations.now(),
            upload.headers(),
            upload.tags(),
            sum,
            true,
            upload.id(),
            new ObjectContent(bucket.data(), pieces));
    request
        .header("x-amz-mp-object-size")
        .filter(said -> !said.equals(Long.toString(made.size())))
        .ifPresent(
            said -> {
              throw S3ErrorCode.INVALID_REQUEST.error("The parts have another size than was said.");
            });
    return made;
  }

  private static void compare(S3Request request, ObjectChecksum sum) {
    if (sum != null) {
      request
          .header(sum.algorithm().header())
          .filter(said -> !said.split("-")[0].equals(sum.value().split("-")[0]))
          .ifPresent(
              said -> {
                throw S3ErrorCode.BAD_DIGEST.error();
              });
    }
  }

  private static List<ContentFile> pieces(OpenUpload upload, List<XmlElement> listed) {
    List<ContentFile> pieces = new ArrayList<>();
    int before = 0;
    if (listed.isEmpty()) {
      throw S3ErrorCode.MALFORMED_XML.error("You must specify at least one part.");
    }
    for (XmlElement each : listed) {
      String digits = each.required("PartNumber").strip();
      int number = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
      if (number <= before) {
        throw S3ErrorCode.INVALID_PART_ORDER.error();
      }
      before = number;
      pieces.add(piece(upload, number, each));
    }
    for (ContentFile piece : pieces.subList(0, pieces.size() - 1)) {
      if (piece.size() < LEAST_PART) {
        throw S3ErrorCode.ENTITY_TOO_SMALL.error();
      }
    }
    return pieces;
  }

  private static ContentFile piece(OpenUpload upload, int number, XmlElement said) {
    OpenUpload.Part part = upload.parts().get(number);
    String etag = said.required("ETag").replace("\"", "").strip();
    if (part == null || !part.piece().md5().equals(etag)) {
      throw S3ErrorCode.INVALID_PART.error();
    }
    if (upload.algorithm() != null) {
      said.value(upload.algorithm().element())
          .filter(value -> !value.equals(part.piece().sum()))
          .ifPresent(
              value -> {
                throw S3ErrorCode.INVALID_PART.error();
              });
    }
    return part.piece();
  }

  public S3Response abort(S3Request request) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    bucket.abort(request.query().get("uploadId"), request.key());
    return S3Response.of(204);
  }

  public S3Response parts(S3Request request) {
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    OpenUpload upload = bucket.upload(request.query().get("uploadId"), request.key());
    int most = request.number("max-parts", 0, Integer.MAX_VALUE, 1000);
    int limit = Math.min(most, 1000);
    int after = request.number("part-number-marker", 0, Integer.MAX_VALUE, 0);
    List<OpenUpload.Part> found =
        upload.parts().tailMap(after, false).values().stream().limit(limit + 1L).toList();
    List<OpenUpload.Part> page = found.subList(0, Math.min(limit, found.size()));
    XmlWriter xml =
        XmlWriter.of("ListPartsResult")
            .text("Bucket", request.bucket())
            .text("Key", request.key())
            .text("UploadId", upload.id())
            .text("PartNumberMarker", after)
            .text("NextPartNumberMarker", page.isEmpty() ? 0 : page.get(page.size() - 1).number())
            .text("MaxParts", limit)
            .text("IsTruncated", found.size() > page.size())
            .text("StorageClass", "STANDARD")
            .owner("Initiator", bucket.facts().owner())
            .owner("Owner", bucket.facts().owner());
    if (upload.algorithm() != null) {
      xml.text("ChecksumAlgorithm", upload.algorithm());
      xml.text("ChecksumType", upload.whole() ? "FULL_OBJECT" : "COMPOSITE");
    }
    page.forEach(part -> part(xml, upload, part));
    return S3Response.of(xml);
  }

  private static void part(XmlWriter xml, OpenUpload upload, OpenUpload.Part part) {
    xml.open("Part")
        .text("PartNumber", part.number())
        .text("LastModified", part.modified())
        .text("ETag", '"' + part.piece().md5() + '"')
        .text("Size", part.piece().size());
    if (upload.algorithm() != null) {
      xml.maybe(upload.algorithm().element(), part.piece().sum());
    }
    xml.close();
  }
}
