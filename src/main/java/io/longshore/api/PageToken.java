package io.longshore.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Where the next page of a list begins, as opaque text. Bound to whoever asked for what: a token of
 * another account, operation or filter, or one that was changed, is none.
 *
 * @param scope account, region, operation and filters
 */
public record PageToken(List<String> scope) {

  private static final int SEAL_BYTES = 12;

  public PageToken {
    scope = List.copyOf(scope);
  }

  /** The token that stands for that position. */
  public String at(String position) {
    byte[] text = position.getBytes(StandardCharsets.UTF_8);
    byte[] token = Arrays.copyOf(seal(text), SEAL_BYTES + text.length);
    System.arraycopy(text, 0, token, SEAL_BYTES, text.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The position that the token stands for, or empty when it is none of this scope. */
  public Optional<String> position(String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (bytes.length < SEAL_BYTES) {
      return Optional.empty();
    }
    byte[] text = Arrays.copyOfRange(bytes, SEAL_BYTES, bytes.length);
    return Arrays.equals(seal(text), Arrays.copyOf(bytes, SEAL_BYTES))
        ? Optional.of(new String(text, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private byte[] seal(byte[] position) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : scope) {
        digest.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
      }
      digest.update((byte) 0);
      return Arrays.copyOf(digest.digest(position), SEAL_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }
}
