package io.longshore.embedded.s3.operation;

import io.longshore.embedded.s3.S3Address;
import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.S3Request;
import io.longshore.embedded.s3.S3Response;
import io.longshore.embedded.s3.body.XmlWriter;
import io.longshore.embedded.s3.checksum.ChecksumAlgorithm;
import io.longshore.embedded.s3.checksum.MessageDigests;
import io.longshore.embedded.s3.checksum.ObjectChecksum;
import io.longshore.embedded.s3.data.Bucket;
import io.longshore.embedded.s3.data.BucketFiles;
import io.longshore.embedded.s3.data.Buckets;
import io.longshore.embedded.s3.data.ContentFile;
import io.longshore.embedded.s3.data.ObjectContent;
import io.longshore.embedded.s3.data.ObjectContent.Slice;
import io.longshore.embedded.s3.data.ObjectTags;
import io.longshore.embedded.s3.data.OpenUpload;
import io.longshore.embedded.s3.data.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** CopyObject and UploadPartCopy. Bytes whose digest is known are linked, others are read. */
public final class CopyOperations {

  private static final String SOURCE = "x-amz-copy-source";
  private static final long MOST = 5L << 30;
  private static final int BLOCK = 256 * 1024;

  private final Buckets buckets;

  public CopyOperations(Buckets buckets) {
    this.buckets = buckets;
  }

  /** An object that is opened for reading. */
  private record Source(Bucket bucket, StoredObject object) {}

  private Source source(S3Request request) {
    String header = request.header(SOURCE).orElseThrow(S3ErrorCode.INVALID_ARGUMENT::error);
    int question = header.indexOf("?versionId=");
    String path = S3Address.decoded(question < 0 ? header : header.substring(0, question));
    String version = question < 0 ? "null" : header.substring(question + "?versionId=".length());
    String bare = path.startsWith("/") ? path.substring(1) : path;
    int slash = bare.indexOf('/');
    if (slash < 1 || slash == bare.length() - 1) {
      throw S3ErrorCode.INVALID_ARGUMENT.error(
          "Copy Source must mention the source bucket and key.");
    }
    Bucket bucket = buckets.of(bare.substring(0, slash), request.visitor());
    request
        .header("x-amz-source-expected-bucket-owner")
        .filter(owner -> !owner.equals(bucket.facts().owner()))
        .ifPresent(
            owner -> {
              throw S3ErrorCode.ACCESS_DENIED.error();
            });
    if (!version.equals("null")) {
      throw S3ErrorCode.NO_SUCH_VERSION.error();
    }
    StoredObject object = bucket.object(bare.substring(slash + 1));
    while (!object.content().open()) {
      object = bucket.object(bare.substring(slash + 1));
    }
    return new Source(bucket, object);
  }

  public S3Response object(S3Request request) throws IOException {
    Bucket into = buckets.of(request.bucket(), request.visitor());
    Source source = source(request);
    try {
      Preconditions.ofSource(request, source.object());
      refuseNothing(request, source);
      StoredObject made = copied(request, source, into);
      into.put(made, Preconditions.ofWrite(request));
      XmlWriter xml = XmlWriter.of("CopyObjectResult");
      result(xml, made.quotedEtag(), made);
      S3Response answer = S3Response.of(xml);
      ObjectWriteOperations.encryption(made, answer);
      return answer;
    } finally {
      source.object().content().close();
    }
  }

  private static void result(XmlWriter xml, String etag, StoredObject made) {
    xml.text("LastModified", made.modified()).text("ETag", etag);
    if (made.sum() != null) {
      xml.text(made.sum().algorithm().element(), made.sum().value());
      xml.text("ChecksumType", made.sum().type());
    }
  }

  private static boolean replaces(S3Request request, String what) {
    return request.header("x-amz-" + what + "-directive").filter("REPLACE"::equals).isPresent();
  }

  private static void refuseNothing(S3Request request, Source source) {
    boolean itself =
        source.bucket().facts().name().equals(request.bucket())
            && source.object().key().equals(request.key());
    boolean changes =
        replaces(request, "metadata")
            || request.header("x-amz-storage-class").isPresent()
            || request.header("x-amz-server-side-encryption").isPresent()
            || request.header("x-amz-checksum-algorithm").isPresent()
            || request.header("x-amz-website-redirect-location").isPresent();
    if (itself && !changes) {
      throw S3ErrorCode.INVALID_REQUEST.error(
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata, storage class, website redirect location or"
              + " encryption attributes.");
    }
    if (source.object().size() > MOST) {
      throw S3ErrorCode.INVALID_REQUEST.error(
          "The specified copy source is larger than the maximum allowable size for a copy source:"
              + " 5368709120");
    }
  }

  private static StoredObject copied(S3Request request, Source source, Bucket into)
      throws IOException {
    StoredObject from = source.object();
    Map<String, String> headers = headers(request, from);
    Optional<ChecksumAlgorithm> asked =
        request.header("x-amz-checksum-algorithm").map(ChecksumAlgorithm::of);
    ChecksumAlgorithm algorithm = asked.orElse(from.sum() == null ? null : from.sum().algorithm());
    List<ContentFile> pieces = whole(from, algorithm, into.data());
    ObjectChecksum sum =
        algorithm == null ? null : new ObjectChecksum(algorithm, true, pieces.get(0).sum());
    return new StoredObject(
        request.key(),
        pieces.get(0).md5(),
        ObjectWriteOperations.now(),
        headers,
        replaces(request, "tagging") ? ObjectTags.ofHeader(request) : from.tags(),
        sum,
        false,
        null,
        new ObjectContent(into.data(), pieces));
  }

  private static Map<String, String> headers(S3Request request, StoredObject from) {
    Map<String, String> headers = ObjectHeaders.of(request);
    if (replaces(request, "metadata")) {
      return headers;
    }
    Map<String, String> kept = new TreeMap<>(from.headers());
    for (String own : List.of("x-amz-storage-class", "x-amz-server-side-encryption")) {
      kept.remove(own); // these two are those of the request, always
      Optional.ofNullable(headers.get(own)).ifPresent(value -> kept.put(own, value));
    }
    return kept;
  }

  /** One piece with all bytes: a copy is no object of parts any more. */
  private static List<ContentFile> whole(
      StoredObject from, ChecksumAlgorithm algorithm, BucketFiles into) throws IOException {
    return List.of(piece(from, new ByteRange(0, from.size()), algorithm, into));
  }

  /** A piece with these bytes: the very file, where it holds them and no more. */
  private static ContentFile piece(
      StoredObject from, ByteRange range, ChecksumAlgorithm algorithm, BucketFiles into)
      throws IOException {
    List<Slice> slices = from.content().slices(range.first(), range.length());
    ChecksumAlgorithm known = from.sum() == null ? null : from.sum().algorithm();
    if (slices.size() == 1) {
      Slice slice = slices.get(0);
      for (ContentFile piece : from.content().pieces()) {
        boolean same = slice.file().endsWith(piece.file()) && slice.length() == piece.size();
        if (same && (algorithm == null || algorithm == known && piece.sum() != null)) {
          String sum = algorithm == null ? null : piece.sum();
          return new ContentFile(into.linked(slice.file()), piece.size(), piece.md5(), sum);
        }
      }
    }
    return read(slices, algorithm, into);
  }

  private static ContentFile read(List<Slice> slices, ChecksumAlgorithm algorithm, BucketFiles into)
      throws IOException {
    String name = into.name();
    MessageDigest md5 = MessageDigests.begin("MD5");
    ChecksumAlgorithm.Running sum = algorithm == null ? null : algorithm.begin();
    long size = 0;
    try (OutputStream out = Files.newOutputStream(into.path(name), StandardOpenOption.CREATE_NEW)) {
      for (Slice slice : slices) {
        read(slice, md5, sum, out);
        size += slice.length();
      }
    } catch (IOException failure) {
      into.delete(name);
      throw failure;
    }
    String value = sum == null ? null : Base64.getEncoder().encodeToString(sum.value());
    return new ContentFile(name, size, MessageDigests.hex(md5.digest()), value);
  }

  private static void read(
      Slice slice, MessageDigest md5, ChecksumAlgorithm.Running sum, OutputStream out)
      throws IOException {
    byte[] block = new byte[BLOCK];
    try (FileChannel channel = FileChannel.open(slice.file())) {
      InputStream in = Channels.newInputStream(channel.position(slice.offset()));
      for (long left = slice.length(); left > 0; ) {
        int count = in.read(block, 0, (int) Math.min(left, block.length));
        if (count < 0) {
          throw new IOException(slice.file() + " is too short");
        }
        md5.update(block, 0, count);
        if (sum != null) {
          sum.update(block, 0, count);
        }
        out.write(block, 0, count);
        left -= count;
      }
    }
  }

  public S3Response part(S3Request request) throws IOException {
    Bucket into = buckets.of(request.bucket(), request.visitor());
    String id = request.query().get("uploadId");
    OpenUpload upload = into.upload(id, request.key());
    Source source = source(request);
    try {
      Preconditions.ofSource(request, source.object());
      ByteRange range = range(request, source.object());
      ContentFile piece = piece(source.object(), range, upload.algorithm(), into.data());
      OpenUpload.Part part =
          new OpenUpload.Part(
              MultipartOperations.partNumber(request), ObjectWriteOperations.now(), piece);
      try {
        into.add(id, request.key(), part);
      } catch (RuntimeException refused) {
        into.data().delete(piece.file());
        throw refused;
      }
      XmlWriter xml = XmlWriter.of("CopyPartResult").text("LastModified", part.modified());
      xml.text("ETag", '"' + piece.md5() + '"');
      return S3Response.of(
          piece.sum() == null ? xml : xml.text(upload.algorithm().element(), piece.sum()));
    } finally {
      source.object().content().close();
    }
  }

  private static ByteRange range(S3Request request, StoredObject from) {
    ByteRange range =
        request
            .header("x-amz-copy-source-range")
            .map(header -> range(header, from.size()))
            .orElse(new ByteRange(0, from.size()));
    if (range.length() > MOST) {
      throw S3ErrorCode.INVALID_REQUEST.error("A part may have 5 GiB.");
    }
    return range;
  }

  private static ByteRange range(String header, long size) {
    boolean exact = header.matches("bytes=[0-9]+-[0-9]+");
    ByteRange range = exact ? ByteRange.of(header, size).orElse(null) : null;
    if (range == null || !header.endsWith("-" + (range.first() + range.length() - 1))) {
      throw S3ErrorCode.INVALID_ARGUMENT.error(
          "The x-amz-copy-source-range value must be of the form bytes=first-last where first and"
              + " last are the zero-based offsets of the first and last bytes to copy");
    }
    return range;
  }
}
