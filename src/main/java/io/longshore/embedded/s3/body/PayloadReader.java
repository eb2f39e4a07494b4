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
 * The bytes of a body as they come: taken out of their chunks, hashed, and compared in the end with
 * all that was said of them.
 */
final class PayloadReader {

  private static final String STREAMING = "STREAMING-";
  private static final String TRAILER = "-TRAILER";

  private final S3Request request;
  private final Consumer<Buffer> data;
  private final MessageDigest md5 = MessageDigests.begin("MD5");
  private final MessageDigest sha256;
  private final AwsChunkedDecoder chunks;
  private final ChecksumAlgorithm algorithm;
  private final ChecksumAlgorithm.Running sum;
  private long size;

  /**
   * @param otherwise the checksum that is wanted where the request names none; may be null
   * @param data takes what the body is
   */
  PayloadReader(S3Request request, ChecksumAlgorithm otherwise, Consumer<Buffer> data) {
    this.request = request;
    this.data = data;
    String signed = request.signed().payload();
    boolean streaming = signed.startsWith(STREAMING);
    boolean hashed = !streaming && !signed.equals(S3SignatureVerifier.UNSIGNED);
    this.sha256 = hashed ? MessageDigests.begin("SHA-256") : null;
    this.chunks =
        streaming
            ? new AwsChunkedDecoder(request.signed().chunks(), signed.endsWith(TRAILER), this::take)
            : null;
    this.algorithm = named().orElse(otherwise);
    this.sum = algorithm == null ? null : algorithm.begin();
  }

  private Optional<ChecksumAlgorithm> named() {
    return Stream.of(ChecksumAlgorithm.values())
        .filter(each -> request.header(each.header()).isPresent())
        .findFirst()
        .or(
            () ->
                request.header("x-amz-trailer").flatMap(n -> ChecksumAlgorithm.ofHeader(n.strip())))
        .or(() -> request.header("x-amz-sdk-checksum-algorithm").map(ChecksumAlgorithm::of));
  }

  void add(Buffer buffer) {
    if (chunks != null) {
      chunks.accept(buffer);
    } else {
      take(buffer);
    }
  }

  private void take(Buffer buffer) {
    byte[] bytes = buffer.getBytes();
    md5.update(bytes);
    if (sha256 != null) {
      sha256.update(bytes);
    }
    if (sum != null) {
      sum.update(bytes, 0, bytes.length);
    }
    size += bytes.length;
    data.accept(buffer);
  }

  /** Compares, once all has come; the piece that it is. */
  ContentFile end(String file) {
    Map<String, String> trailers = chunks == null ? Map.of() : chunks.end();
    Optional<String> length = request.header("x-amz-decoded-content-length");
    if (length.filter(said -> !said.equals(Long.toString(size))).isPresent()) {
      throw S3ErrorCode.INCOMPLETE_BODY.error();
    }
    if (sha256 != null
        && !MessageDigests.hex(sha256.digest()).equalsIgnoreCase(request.signed().payload())) {
      throw S3ErrorCode.CONTENT_SHA256.error();
    }
    byte[] digest = md5.digest();
    compareMd5(digest);
    String value = sum == null ? null : Base64.getEncoder().encodeToString(sum.value());
    if (sum != null) {
      String header = algorithm.header();
      Optional.ofNullable(trailers.get(header))
          .or(() -> request.header(header))
          .ifPresent(said -> compareSum(said, value));
    }
    return new ContentFile(file, size, MessageDigests.hex(digest), value);
  }

  ChecksumAlgorithm algorithm() {
    return algorithm;
  }

  private void compareMd5(byte[] digest) {
    Optional<String> said = request.header("content-md5");
    if (said.isPresent() && !MessageDigest.isEqual(decoded(said.get(), digest.length), digest)) {
      throw S3ErrorCode.BAD_DIGEST.error(
          "The Content-MD5 you specified did not match what we received.");
    }
  }

  private void compareSum(String said, String value) {
    decoded(said, algorithm.bytes());
    if (!said.equals(value)) {
      throw S3ErrorCode.BAD_DIGEST.error(
          "The %s you specified did not match the calculated checksum.".formatted(algorithm));
    }
  }

  private static byte[] decoded(String base64, int length) {
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
