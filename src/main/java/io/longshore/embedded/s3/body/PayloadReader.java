package io.longshore.embedded.s3.body;

import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.S3Request;
import io.longshore.embedded.s3.checksum.ChecksumAlgorithm;
import io.longshore.embedded.s3.checksum.MessageDigests;
import io.longshore.embedded.s3.data.ContentFile;
import io.longshore.identity.sigv4.S3SignatureVerifier;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads the payload of a request: decodes chunks, computes digests, and compares them with the
 * digests, checksum and length that the request declares.
 */
final class PayloadReader {

  private static final String STREAMING_PREFIX = "STREAMING-";
  private static final String TRAILER_SUFFIX = "-TRAILER";

  private final S3Request request;
  private final Consumer<Buffer> data;
  private final MessageDigest md5 = MessageDigests.create("MD5");
  private final MessageDigest sha256;
  private final AwsChunkedDecoder chunked;
  private final ChecksumAlgorithm algorithm;
  private final ChecksumAlgorithm.Calculation checksum;
  private long size;

  /**
   * @param defaultAlgorithm the checksum algorithm if the request names none; may be null
   * @param data receives the decoded bytes
   */
  PayloadReader(S3Request request, ChecksumAlgorithm defaultAlgorithm, Consumer<Buffer> data) {
    this.request = request;
    this.data = data;
    String signed = request.signed().payload();
    boolean streaming = signed.startsWith(STREAMING_PREFIX);
    boolean hashed = !streaming && !signed.equals(S3SignatureVerifier.UNSIGNED);
    this.sha256 = hashed ? MessageDigests.create("SHA-256") : null;
    this.chunked =
        streaming
            ? new AwsChunkedDecoder(
                request.signed().chunks(), signed.endsWith(TRAILER_SUFFIX), this::accept)
            : null;
    this.algorithm = requestedAlgorithm().orElse(defaultAlgorithm);
    this.checksum = algorithm == null ? null : algorithm.start();
  }

  private Optional<ChecksumAlgorithm> requestedAlgorithm() {
    return Stream.of(ChecksumAlgorithm.values())
        .filter(each -> request.header(each.header()).isPresent())
        .findFirst()
        .or(
            () ->
                request.header("x-amz-trailer").flatMap(n -> ChecksumAlgorithm.ofHeader(n.strip())))
        .or(() -> request.header("x-amz-sdk-checksum-algorithm").map(ChecksumAlgorithm::of));
  }

  void add(Buffer buffer) {
    if (chunked != null) {
      chunked.accept(buffer);
    } else {
      accept(buffer);
    }
  }

  private void accept(Buffer buffer) {
    byte[] bytes = buffer.getBytes();
    md5.update(bytes);
    if (sha256 != null) {
      sha256.update(bytes);
    }
    if (checksum != null) {
      checksum.update(bytes, 0, bytes.length);
    }
    size += bytes.length;
    data.accept(buffer);
  }

  /** Verifies the complete payload and returns its description. */
  ContentFile end(String file) {
    Map<String, String> trailers = chunked == null ? Map.of() : chunked.end();
    Optional<String> length = request.header("x-amz-decoded-content-length");
    if (length.filter(declared -> !declared.equals(Long.toString(size))).isPresent()) {
      throw S3ErrorCode.INCOMPLETE_BODY.error();
    }
    if (sha256 != null
        && !MessageDigests.hex(sha256.digest()).equalsIgnoreCase(request.signed().payload())) {
      throw S3ErrorCode.CONTENT_SHA256.error();
    }
    byte[] digest = md5.digest();
    verifyMd5(digest);
    String value = checksum == null ? null : Base64.getEncoder().encodeToString(checksum.value());
    if (checksum != null) {
      String header = algorithm.header();
      Optional.ofNullable(trailers.get(header))
          .or(() -> request.header(header))
          .ifPresent(declared -> verifyChecksum(declared, value));
    }
    return new ContentFile(file, size, MessageDigests.hex(digest), value);
  }

  ChecksumAlgorithm algorithm() {
    return algorithm;
  }

  private void verifyMd5(byte[] digest) {
    Optional<String> declared = request.header("content-md5");
    if (declared.isPresent()
        && !MessageDigest.isEqual(decode(declared.get(), digest.length), digest)) {
      throw S3ErrorCode.BAD_DIGEST.error(
          "The Content-MD5 you specified did not match what we received.");
    }
  }

  private void verifyChecksum(String declared, String value) {
    decode(declared, algorithm.length());
    if (!declared.equals(value)) {
      throw S3ErrorCode.BAD_DIGEST.error(
          "The %s you specified did not match the calculated checksum.".formatted(algorithm));
    }
  }

  private static byte[] decode(String base64, int length) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      if (bytes.length == length) {
        return bytes;
      }
    } catch (IllegalArgumentException notBase64) {
      throw S3ErrorCode.INVALID_DIGEST.error();
    }
    throw S3ErrorCode.INVALID_DIGEST.error();
  }
}
