package io.longshore.embedded.s3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which bucket and key a request means.
 *
 * @param bucket empty for the service itself
 * @param key empty for the bucket itself
 * @param inHost whether the bucket stands in the Host
 */
public record S3Address(String bucket, String key, boolean inHost) {

  private static final Pattern IP = Pattern.compile("[0-9.]+|\\[.*\\]");
  private static final int LONGEST_KEY = 1024;

  /**
   * Reads it.
   *
   * @param host without its port
   * @param path as it came
   * @param suffixes before which a bucket may stand in the Host
   */
  static S3Address of(String host, String path, Collection<String> suffixes) {
    String bucket = bucketIn(host.toLowerCase(Locale.ROOT), suffixes);
    if (!path.startsWith("/")) {
      throw S3ErrorCode.INVALID_URI.error();
    }
    String rest = path.substring(1);
    if (!bucket.isEmpty()) {
      return new S3Address(bucket, key(rest), true);
    }
    int slash = rest.indexOf('/');
    return slash < 0
        ? new S3Address(decoded(rest), "", false)
        : new S3Address(decoded(rest.substring(0, slash)), key(rest.substring(slash + 1)), false);
  }

  private static String bucketIn(String host, Collection<String> suffixes) {
    for (String suffix : suffixes) {
      if (host.equals(suffix)) {
        return "";
      }
      if (host.endsWith("." + suffix)) {
        return host.substring(0, host.length() - suffix.length() - 1);
      }
    }
    if (IP.matcher(host).matches() || host.indexOf('.') < 0) {
      return "";
    }
    throw S3ErrorCode.INVALID_REQUEST.error(
        "The Host "
            + host
            + " is not known here, so the bucket may stand in it or not: name it, or what follows"
            + " the bucket in it, in the setting s3.hosts, which has "
            + suffixes
            + ".");
  }

  private static String key(String raw) {
    String key = decoded(raw);
    if (key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
      throw S3ErrorCode.KEY_TOO_LONG.error();
    }
    return key;
  }

  /** Percent signs decoded once; a plus is a plus. */
  public static String decoded(String raw) {
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
        int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
        if (low < 0) {
          throw S3ErrorCode.INVALID_URI.error();
        }
        decoded.put((byte) (high << 4 | low));
        i += 2;
      } else {
        decoded.put(bytes[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException notUtf8) {
      throw S3ErrorCode.INVALID_URI.error();
    }
  }

  /** Encoded as a listing's encoding-type url has it. */
  public static String encoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          b >= 'a' && b <= 'z'
              || b >= 'A' && b <= 'Z'
              || b >= '0' && b <= '9'
              || "-._~/*".indexOf(b) >= 0;
      if (plain) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append("%02X".formatted(b & 255));
      }
    }
    return encoded.toString();
  }

  /** The parameters of a query, in order. */
  public static List<String[]> parameters(String query) {
    List<String[]> found = new ArrayList<>();
    for (String piece : query.split("&")) {
      if (!piece.isEmpty()) {
        int equals = piece.indexOf('=');
        String name = equals < 0 ? piece : piece.substring(0, equals);
        String value = equals < 0 ? "" : piece.substring(equals + 1).replace("+", "%20");
        found.add(new String[] {decoded(name), decoded(value)});
      }
    }
    return found;
  }
}
