package io.longshore.embedded.s3;

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
final class Payload {

  private static final String STREAMING = "STREAMING-";
  private static final String TRAILER = "-TRAILER";

  private final S3Request request;
  private final Consumer<Buffer> data;
  private final MessageDigest md5 = Digests.begin("MD5");
  private final MessageDigest sha256;
  private final ChunkedBody chunks;
  private final Algorithm algorithm;
  private final Algorithm.Running sum;
  private long size;

  /**
   * @param otherwise the checksum that is wanted where the request names none; may be null
   * @param data takes what the body is
   */
  Payload(S3Request request, Algorithm otherwise, Consumer<Buffer> data) {
    this.request = request;
    this.data = data;
    String signed = request.signed().payload();
    boolean streaming = signed.startsWith(STREAMING);
    boolean hashed = !streaming && !signed.equals(S3SignatureVerifier.UNSIGNED);
    this.sha256 = hashed ? Digests.begin("SHA-256") : null;
    this.chunks =
        streaming
            ? new ChunkedBody(request.signed().chunks(), signed.endsWith(TRAILER), this::take)
            : null;
    this.algorithm = named().orElse(otherwise);
    this.sum = algorithm == null ? null : algorithm.begin();
  }

  private Optional<Algorithm> named() {
    return Stream.of(Algorithm.values())
        .filter(each -> request.header(each.header()).isPresent())
        .findFirst()
        .or(() -> request.header("x-amz-trailer").flatMap(n -> Algorithm.ofHeader(n.strip())))
        .or(() -> request.header("x-amz-sdk-checksum-algorithm").map(Algorithm::of));
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
  Piece end(String file) {
    Map<String, String> trailers = chunks == null ? Map.of() : chunks.end();
    Optional<String> length = request.header("x-amz-decoded-content-length");
    if (length.filter(said -> !said.equals(Long.toString(size))).isPresent()) {
      throw Code.INCOMPLETE_BODY.error();
    }
    if (sha256 != null
        && !Digests.hex(sha256.digest()).equalsIgnoreCase(request.signed().payload())) {
      throw Code.CONTENT_SHA256.error();
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
    return new Piece(file, size, Digests.hex(digest), value);
  }

  Algorithm algorithm() {
    return algorithm;
  }

  private void compareMd5(byte[] digest) {
    Optional<String> said = request.header("content-md5");
    if (said.isPresent() && !MessageDigest.isEqual(decoded(said.get(), digest.length), digest)) {
      throw Code.BAD_DIGEST.error("The Content-MD5 you specified did not match what we received.");
    }
  }

  private void compareSum(String said, String value) {
    decoded(said, algorithm.bytes());
    if (!said.equals(value)) {
      throw Code.BAD_DIGEST.error(
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
      throw Code.INVALID_DIGEST.error();
    }
    throw Code.INVALID_DIGEST.error();
  }
}
