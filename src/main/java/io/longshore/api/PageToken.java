package io.longshore.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Encodes the position of a list's next page as opaque text. A token is valid only for the scope
 * that it was made for, and unchanged.
 *
 * @param scope account, region, operation and filters
 */
public record PageToken(List<String> scope) {

  private static final int CHECKSUM_BYTES = 12;

  public PageToken {
    scope = List.copyOf(scope);
  }

  /** The token of a position. */
  public String at(String position) {
    byte[] text = position.getBytes(StandardCharsets.UTF_8);
    byte[] token = Arrays.copyOf(checksum(text), CHECKSUM_BYTES + text.length);
    System.arraycopy(text, 0, token, CHECKSUM_BYTES, text.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The position of a token; empty when the token is not valid for this scope. */
  public Optional<String> position(String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (bytes.length < CHECKSUM_BYTES) {
      return Optional.empty();
    }
    byte[] text = Arrays.copyOfRange(bytes, CHECKSUM_BYTES, bytes.length);
    return Arrays.equals(checksum(text), Arrays.copyOf(bytes, CHECKSUM_BYTES))
        ? Optional.of(new String(text, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private byte[] checksum(byte[] position) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : scope) {
        digest.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
      }
      digest.update((byte) 0);
      return Arrays.copyOf(digest.digest(position), CHECKSUM_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }
}
