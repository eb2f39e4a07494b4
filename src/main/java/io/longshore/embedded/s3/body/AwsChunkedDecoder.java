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
 * Decodes the encoding aws-chunked: chunks with sizes and optional signatures, followed by optional
 * trailers. Source: "Signature calculations: transferring payload in multiple chunks" in the S3 API
 * reference.
 */
final class AwsChunkedDecoder implements Consumer<Buffer> {

  private static final int MAX_LINE_LENGTH = 1024;
  private static final String SIGNATURE = ";chunk-signature=";
  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

  private enum State {
    SIZE,
    DATA,
    AFTER_DATA,
    TRAILER,
    ENDED
  }

  private final Optional<ChunkSignatures> signatures;
  private final boolean signedTrailers;
  private final Consumer<Buffer> data;
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder signedText = new StringBuilder();
  private final Map<String, String> trailers = new TreeMap<>();
  private MessageDigest digest = MessageDigests.create("SHA-256");
  private State state = State.SIZE;
  private long remaining;
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
      if (state == State.DATA) {
        int count = (int) Math.min(remaining, buffer.length() - at);
        readData(buffer.slice(at, at + count));
        at += count;
      } else {
        at = readLine(buffer, at);
      }
    }
  }

  private void readData(Buffer bytes) {
    if (signatures.isPresent()) {
      digest.update(bytes.getBytes());
    }
    data.accept(bytes);
    remaining -= bytes.length();
    if (remaining == 0) {
      verifyChunk();
      state = State.AFTER_DATA;
    }
  }

  private int readLine(Buffer buffer, int from) {
    int at = from;
    while (at < buffer.length()) {
      char c = (char) (buffer.getByte(at++) & 255);
      if (c == '\n') {
        String complete = line.toString();
        line.setLength(0);
        parseLine(
            complete.endsWith("\r") ? complete.substring(0, complete.length() - 1) : complete);
        return at;
      }
      line.append(c);
      if (line.length() > MAX_LINE_LENGTH) {
        throw S3ErrorCode.INCOMPLETE_BODY.error("A chunk of the body has no valid size.");
      }
    }
    return at;
  }

  private void parseLine(String text) {
    switch (state) {
      case SIZE -> parseSize(text);
      case AFTER_DATA -> {
        if (!text.isEmpty()) {
          throw S3ErrorCode.INCOMPLETE_BODY.error("A chunk of the body is longer than its size.");
        }
        state = State.SIZE;
      }
      case TRAILER -> parseTrailer(text);
      default -> {
        if (!text.isEmpty()) {
          throw S3ErrorCode.INCOMPLETE_BODY.error("The body continues after its last chunk.");
        }
      }
    }
  }

  private void parseSize(String text) {
    int end = text.indexOf(';');
    String digits = end < 0 ? text : text.substring(0, end);
    if (!digits.matches("[0-9a-fA-F]{1,12}")) {
      throw S3ErrorCode.INCOMPLETE_BODY.error("A chunk of the body has no valid size.");
    }
    int at = text.indexOf(SIGNATURE);
    signature = at < 0 ? "" : text.substring(at + SIGNATURE.length());
    remaining = Long.parseLong(digits, 16);
    state = remaining == 0 ? State.TRAILER : State.DATA;
    if (remaining == 0) {
      verifyChunk();
    }
  }

  private void parseTrailer(String text) {
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
      signedText.append(name).append(':').append(value).append('\n');
    }
  }

  private void verifyChunk() {
    if (signatures.isPresent()) {
      byte[] sha256 = digest.digest();
      digest = MessageDigests.create("SHA-256");
      if (!signatures.get().isOfNext(sha256, signature)) {
        throw signatureMismatch();
      }
    }
  }

  private static S3Error signatureMismatch() {
    return new S3Error(
        403, "SignatureDoesNotMatch", "The signature of a chunk of the body does not match.");
  }

  /** Verifies that the body is complete and returns its trailers. */
  Map<String, String> end() {
    boolean complete = state == State.ENDED || state == State.TRAILER && line.isEmpty();
    if (!complete) {
      throw S3ErrorCode.INCOMPLETE_BODY.error();
    }
    if (signedTrailers && signatures.isPresent()) {
      String trailerSignature = trailers.getOrDefault(TRAILER_SIGNATURE, "");
      if (!signatures.get().isOfTrailers(signedText.toString(), trailerSignature)) {
        throw signatureMismatch();
      }
    }
    return trailers;
  }
}
