package io.longshore.embedded.s3.body;

import io.longshore.embedded.s3.S3Error;
import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.checksum.MessageDigests;
import io.longshore.identity.sigv4.ChunkSignatures;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Takes a body of the encoding aws-chunked apart: chunks with their sizes, each perhaps signed, and
 * trailers behind the last. Source: "Signature calculations: transferring payload in multiple
 * chunks" of the S3 API reference.
 */
final class AwsChunkedDecoder implements Consumer<Buffer> {

  private static final int LONGEST_LINE = 1024;
  private static final String SIGNATURE = ";chunk-signature=";
  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

  private enum State {
    SIZE,
    BYTES,
    AFTER_BYTES,
    TRAILER,
    ENDED
  }

  private final Optional<ChunkSignatures> signatures;
  private final boolean signedTrailers;
  private final Consumer<Buffer> data;
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder toSign = new StringBuilder();
  private final Map<String, String> trailers = new TreeMap<>();
  private MessageDigest digest = MessageDigests.begin("SHA-256");
  private State state = State.SIZE;
  private long left;
  private String signature = "";

  AwsChunkedDecoder(
      Optional<ChunkSignatures> signatures, boolean signedTrailers, Consumer<Buffer> data) {
    this.signatures = signatures;
    this.signedTrailers = signedTrailers;
    this.data = data;
  }

  @Override
  public void accept(Buffer buffer) {
    int at = 0;
    while (at < buffer.length()) {
      if (state == State.BYTES) {
        int count = (int) Math.min(left, buffer.length() - at);
        bytes(buffer.slice(at, at + count));
        at += count;
      } else {
        at = text(buffer, at);
      }
    }
  }

  private void bytes(Buffer bytes) {
    if (signatures.isPresent()) {
      digest.update(bytes.getBytes());
    }
    data.accept(bytes);
    left -= bytes.length();
    if (left == 0) {
      verifyChunk();
      state = State.AFTER_BYTES;
    }
  }

  private int text(Buffer buffer, int from) {
    int at = from;
    while (at < buffer.length()) {
      char c = (char) (buffer.getByte(at++) & 255);
      if (c == '\n') {
        String whole = line.toString();
        line.setLength(0);
        line(whole.endsWith("\r") ? whole.substring(0, whole.length() - 1) : whole);
        return at;
      }
      line.append(c);
      if (line.length() > LONGEST_LINE) {
        throw S3ErrorCode.INCOMPLETE_BODY.error("A chunk of the body has no size.");
      }
    }
    return at;
  }

  private void line(String text) {
    switch (state) {
      case SIZE -> size(text);
      case AFTER_BYTES -> {
        if (!text.isEmpty()) {
          throw S3ErrorCode.INCOMPLETE_BODY.error("A chunk of the body is longer than its size.");
        }
        state = State.SIZE;
      }
      case TRAILER -> trailer(text);
      default -> {
        if (!text.isEmpty()) {
          throw S3ErrorCode.INCOMPLETE_BODY.error("Something follows the last chunk.");
        }
      }
    }
  }

  private void size(String text) {
    int end = text.indexOf(';');
    String digits = end < 0 ? text : text.substring(0, end);
    if (!digits.matches("[0-9a-fA-F]{1,12}")) {
      throw S3ErrorCode.INCOMPLETE_BODY.error("A chunk of the body has no size.");
    }
    int at = text.indexOf(SIGNATURE);
    signature = at < 0 ? "" : text.substring(at + SIGNATURE.length());
    left = Long.parseLong(digits, 16);
    state = left == 0 ? State.TRAILER : State.BYTES;
    if (left == 0) {
      verifyChunk();
    }
  }

  private void trailer(String text) {
    int colon = text.indexOf(':');
    if (text.isEmpty()) {
      state = State.ENDED;
      return;
    }
    if (colon < 1) {
      throw S3ErrorCode.INCOMPLETE_BODY.error("A trailer of the body has no name.");
    }
    String name = text.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    String value = text.substring(colon + 1).strip();
    trailers.put(name, value);
    if (!name.equals(TRAILER_SIGNATURE)) {
      toSign.append(name).append(':').append(value).append('\n');
    }
  }

  private void verifyChunk() {
    if (signatures.isPresent()) {
      byte[] sha256 = digest.digest();
      digest = MessageDigests.begin("SHA-256");
      if (!signatures.get().isOfNext(sha256, signature)) {
        throw wrong();
      }
    }
  }

  private static S3Error wrong() {
    return new S3Error(
        403, "SignatureDoesNotMatch", "A chunk of the body has not the signature that it needs.");
  }

  /** What followed the last chunk, once all has come. */
  Map<String, String> end() {
    boolean whole = state == State.ENDED || state == State.TRAILER && line.isEmpty();
    if (!whole) {
      throw S3ErrorCode.INCOMPLETE_BODY.error();
    }
    if (signedTrailers && signatures.isPresent()) {
      String given = trailers.getOrDefault(TRAILER_SIGNATURE, "");
      if (!signatures.get().isOfTrailers(toSign.toString(), given)) {
        throw wrong();
      }
    }
    return trailers;
  }
}
