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
 * The bucket and key that a request addresses.
 *
 * @param bucket empty for a request to the service
 * @param key empty for a request to the bucket
 * @param inHost whether the bucket name is in the Host header (virtual-hosted style)
 */
public record S3Address(String bucket, String key, boolean inHost) {

  private static final Pattern IP = Pattern.compile("[0-9.]+|\\[.*\\]");
  private static final int MAX_KEY_BYTES = 1024;

  /**
   * Parses the address of a request.
   *
   * @param host the Host header without the port
   * @param path the path, still percent-encoded
   * @param hostSuffixes the host names that may follow a bucket name in the Host header
   */
  static S3Address of(String host, String path, Collection<String> hostSuffixes) {
    String bucket = bucketFromHost(host.toLowerCase(Locale.ROOT), hostSuffixes);
    if (!path.startsWith("/")) {
      throw S3ErrorCode.INVALID_URI.error();
    }
    String remainder = path.substring(1);
    if (!bucket.isEmpty()) {
      return new S3Address(bucket, parseKey(remainder), true);
    }
    int slash = remainder.indexOf('/');
    return slash < 0
        ? new S3Address(decode(remainder), "", false)
        : new S3Address(
            decode(remainder.substring(0, slash)), parseKey(remainder.substring(slash + 1)), false);
  }

  private static String bucketFromHost(String host, Collection<String> hostSuffixes) {
    for (String suffix : hostSuffixes) {
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
        "The host "
            + host
            + " is unknown, so it is unclear whether it contains the bucket name. Add the host, or"
            + " its suffix after the bucket name, to the setting s3.hosts (now "
            + hostSuffixes
            + ").");
  }

  private static String parseKey(String encoded) {
    String key = decode(encoded);
    if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
      throw S3ErrorCode.KEY_TOO_LONG.error();
    }
    return key;
  }

  /** Decodes percent-encoding once. A plus sign stays a plus sign. */
  public static String decode(String encoded) {
    byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
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

  /** Percent-encodes a key as a listing with {@code encoding-type=url} does. */
  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean unreserved =
          b >= 'a' && b <= 'z'
              || b >= 'A' && b <= 'Z'
              || b >= '0' && b <= '9'
              || "-._~/*".indexOf(b) >= 0;
      if (unreserved) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append("%02X".formatted(b & 255));
      }
    }
    return encoded.toString();
  }

  /** The parameters of a query string in their order, as pairs of name and value. */
  public static List<String[]> parseQuery(String query) {
    List<String[]> parameters = new ArrayList<>();
    for (String parameter : query.split("&")) {
      if (!parameter.isEmpty()) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        String value = equals < 0 ? "" : parameter.substring(equals + 1).replace("+", "%20");
        parameters.add(new String[] {decode(name), decode(value)});
      }
    }
    return parameters;
  }
}
