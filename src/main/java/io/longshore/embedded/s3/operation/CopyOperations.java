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

/**
 * CopyObject and UploadPartCopy. A file is linked if its digests are known, otherwise it is read
 * and written again.
 */
public final class CopyOperations {

  private static final String COPY_SOURCE = "x-amz-copy-source";
  private static final long MAX_BYTES = 5L << 30;
  private static final int BUFFER_BYTES = 256 * 1024;

  private final Buckets buckets;

  public CopyOperations(Buckets buckets) {
    this.buckets = buckets;
  }

  /** The source of a copy, with its content opened for reading. */
  private record Source(Bucket bucket, StoredObject object) {}

  private Source openSource(S3Request request) {
    String header = request.header(COPY_SOURCE).orElseThrow(S3ErrorCode.INVALID_ARGUMENT::error);
    int question = header.indexOf("?versionId=");
    String path = S3Address.decode(question < 0 ? header : header.substring(0, question));
    String version = question < 0 ? "null" : header.substring(question + "?versionId=".length());
    String bucketAndKey = path.startsWith("/") ? path.substring(1) : path;
    int slash = bucketAndKey.indexOf('/');
    if (slash < 1 || slash == bucketAndKey.length() - 1) {
      throw S3ErrorCode.INVALID_ARGUMENT.error(
          "Copy Source must mention the source bucket and key.");
    }
    Bucket bucket = buckets.get(bucketAndKey.substring(0, slash), request.caller());
    request
        .header("x-amz-source-expected-bucket-owner")
        .filter(owner -> !owner.equals(bucket.properties().owner()))
        .ifPresent(
            owner -> {
              throw S3ErrorCode.ACCESS_DENIED.error();
            });
    if (!version.equals("null")) {
      throw S3ErrorCode.NO_SUCH_VERSION.error();
    }
    StoredObject object = bucket.object(bucketAndKey.substring(slash + 1));
    while (!object.content().open()) {
      object = bucket.object(bucketAndKey.substring(slash + 1));
    }
    return new Source(bucket, object);
  }

  public S3Response copyObject(S3Request request) throws IOException {
    Bucket target = buckets.get(request.bucket(), request.caller());
    Source source = openSource(request);
    try {
      Preconditions.ofSource(request, source.object());
      validateSource(request, source);
      StoredObject copy = createCopy(request, source, target);
      target.put(copy, Preconditions.ofWrite(request));
      XmlWriter xml = XmlWriter.of("CopyObjectResult");
      writeResult(xml, copy.quotedEtag(), copy);
      S3Response response = S3Response.of(xml);
      ObjectWriteOperations.addEncryption(copy, response);
      return response;
    } finally {
      source.object().content().close();
    }
  }

  private static void writeResult(XmlWriter xml, String etag, StoredObject copy) {
    xml.text("LastModified", copy.modified()).text("ETag", etag);
    if (copy.checksum() != null) {
      xml.text(copy.checksum().algorithm().element(), copy.checksum().value());
      xml.text("ChecksumType", copy.checksum().type());
    }
  }

  private static boolean replaces(S3Request request, String directive) {
    return request
        .header("x-amz-" + directive + "-directive")
        .filter("REPLACE"::equals)
        .isPresent();
  }

  private static void validateSource(S3Request request, Source source) {
    boolean sameObject =
        source.bucket().properties().name().equals(request.bucket())
            && source.object().key().equals(request.key());
    boolean changesMetadata =
        replaces(request, "metadata")
            || request.header("x-amz-storage-class").isPresent()
            || request.header("x-amz-server-side-encryption").isPresent()
            || request.header("x-amz-checksum-algorithm").isPresent()
            || request.header("x-amz-website-redirect-location").isPresent();
    if (sameObject && !changesMetadata) {
      throw S3ErrorCode.INVALID_REQUEST.error(
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata, storage class, website redirect location or"
              + " encryption attributes.");
    }
    if (source.object().size() > MAX_BYTES) {
      throw S3ErrorCode.INVALID_REQUEST.error(
          "The specified copy source is larger than the maximum allowable size for a copy source:"
              + " 5368709120");
    }
  }

  private static StoredObject createCopy(S3Request request, Source source, Bucket target)
      throws IOException {
    StoredObject from = source.object();
    Map<String, String> headers = headers(request, from);
    Optional<ChecksumAlgorithm> requested =
        request.header("x-amz-checksum-algorithm").map(ChecksumAlgorithm::of);
    ChecksumAlgorithm algorithm =
        requested.orElse(from.checksum() == null ? null : from.checksum().algorithm());
    List<ContentFile> files = copyWhole(from, algorithm, target.data());
    ObjectChecksum checksum =
        algorithm == null ? null : new ObjectChecksum(algorithm, true, files.get(0).checksum());
    return new StoredObject(
        request.key(),
        files.get(0).md5(),
        ObjectWriteOperations.now(),
        headers,
        replaces(request, "tagging") ? ObjectTags.ofHeader(request) : from.tags(),
        checksum,
        false,
        null,
        new ObjectContent(target.data(), files));
  }

  private static Map<String, String> headers(S3Request request, StoredObject from) {
    Map<String, String> headers = ObjectHeaders.of(request);
    if (replaces(request, "metadata")) {
      return headers;
    }
    Map<String, String> result = new TreeMap<>(from.headers());
    for (String name : List.of("x-amz-storage-class", "x-amz-server-side-encryption")) {
      result.remove(name); // S3 takes these two headers from the request only
      Optional.ofNullable(headers.get(name)).ifPresent(value -> result.put(name, value));
    }
    return result;
  }

  /** Copies all bytes into one file. A copy is never a multipart object. */
  private static List<ContentFile> copyWhole(
      StoredObject from, ChecksumAlgorithm algorithm, BucketFiles target) throws IOException {
    return List.of(copyRange(from, new ByteRange(0, from.size()), algorithm, target));
  }

  /** A file with the bytes of a range: a link if the range is exactly one file of the source. */
  private static ContentFile copyRange(
      StoredObject from, ByteRange range, ChecksumAlgorithm algorithm, BucketFiles target)
      throws IOException {
    List<Slice> slices = from.content().slices(range.first(), range.length());
    ChecksumAlgorithm known = from.checksum() == null ? null : from.checksum().algorithm();
    if (slices.size() == 1) {
      Slice slice = slices.get(0);
      for (ContentFile file : from.content().files()) {
        boolean entireFile = slice.file().endsWith(file.name()) && slice.length() == file.size();
        if (entireFile && (algorithm == null || algorithm == known && file.checksum() != null)) {
          String checksum = algorithm == null ? null : file.checksum();
          return new ContentFile(target.link(slice.file()), file.size(), file.md5(), checksum);
        }
      }
    }
    return rewrite(slices, algorithm, target);
  }

  private static ContentFile rewrite(
      List<Slice> slices, ChecksumAlgorithm algorithm, BucketFiles target) throws IOException {
    String name = target.newName();
    MessageDigest md5 = MessageDigests.create("MD5");
    ChecksumAlgorithm.Calculation checksum = algorithm == null ? null : algorithm.start();
    long size = 0;
    try (OutputStream out =
        Files.newOutputStream(target.path(name), StandardOpenOption.CREATE_NEW)) {
      for (Slice slice : slices) {
        copy(slice, md5, checksum, out);
        size += slice.length();
      }
    } catch (IOException failure) {
      target.delete(name);
      throw failure;
    }
    String value = checksum == null ? null : Base64.getEncoder().encodeToString(checksum.value());
    return new ContentFile(name, size, MessageDigests.hex(md5.digest()), value);
  }

  private static void copy(
      Slice slice, MessageDigest md5, ChecksumAlgorithm.Calculation checksum, OutputStream out)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (FileChannel channel = FileChannel.open(slice.file())) {
      InputStream in = Channels.newInputStream(channel.position(slice.offset()));
      for (long remaining = slice.length(); remaining > 0; ) {
        int count = in.read(buffer, 0, (int) Math.min(remaining, buffer.length));
        if (count < 0) {
          throw new IOException(slice.file() + " is shorter than its recorded size");
        }
        md5.update(buffer, 0, count);
        if (checksum != null) {
          checksum.update(buffer, 0, count);
        }
        out.write(buffer, 0, count);
        remaining -= count;
      }
    }
  }

  public S3Response copyPart(S3Request request) throws IOException {
    Bucket target = buckets.get(request.bucket(), request.caller());
    String id = request.query().get("uploadId");
    OpenUpload upload = target.upload(id, request.key());
    Source source = openSource(request);
    try {
      Preconditions.ofSource(request, source.object());
      ByteRange range = range(request, source.object());
      ContentFile file = copyRange(source.object(), range, upload.algorithm(), target.data());
      OpenUpload.Part part =
          new OpenUpload.Part(
              MultipartOperations.partNumber(request), ObjectWriteOperations.now(), file);
      try {
        target.addPart(id, request.key(), part);
      } catch (RuntimeException failure) {
        target.data().delete(file.name());
        throw failure;
      }
      XmlWriter xml = XmlWriter.of("CopyPartResult").text("LastModified", part.modified());
      xml.text("ETag", '"' + file.md5() + '"');
      return S3Response.of(
          file.checksum() == null ? xml : xml.text(upload.algorithm().element(), file.checksum()));
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
    if (range.length() > MAX_BYTES) {
      throw S3ErrorCode.INVALID_REQUEST.error("A part must not exceed 5 GiB.");
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
