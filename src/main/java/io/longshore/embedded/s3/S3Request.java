package io.longshore.embedded.s3;

import io.longshore.identity.sigv4.S3SignatureVerifier.Signed;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An authenticated S3 request.
 *
 * @param query the first value of each query parameter
 * @param base the base URL that the client used, such as {@code http://127.0.0.1:4566}
 */
public record S3Request(
    String method,
    S3Address address,
    Map<String, String> query,
    MultiMap headers,
    Signed signed,
    S3Caller caller,
    String base) {

  public String bucket() {
    return address.bucket();
  }

  public String key() {
    return address.key();
  }

  public boolean hasParameter(String parameter) {
    return query.containsKey(parameter);
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /**
   * A header, or the query parameter of the same name for {@code x-amz-} headers (presigned URLs).
   */
  public Optional<String> header(String name) {
    String value = headers.get(name);
    if (value == null && name.startsWith("x-amz-")) {
      for (Map.Entry<String, String> each : query.entrySet()) {
        value = each.getKey().equalsIgnoreCase(name) ? each.getValue() : value;
      }
    }
    return Optional.ofNullable(value);
  }

  /** The headers and query parameters with a prefix, by their names in lower case. */
  public Map<String, String> headersWithPrefix(String prefix) {
    Map<String, String> matches = new TreeMap<>();
    query.forEach(
        (name, value) -> {
          if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
            matches.put(lower(name), value);
          }
        });
    headers.forEach(
        (name, value) -> {
          if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
            matches.merge(lower(name), value, (one, other) -> one + "," + other);
          }
        });
    return matches;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The value of a numeric query parameter, within inclusive bounds. */
  public int integer(String parameter, int min, int max, int defaultValue) {
    String value = query.get(parameter);
    if (value == null || value.isEmpty()) {
      return defaultValue;
    }
    if (!value.matches("[0-9]{1,9}")
        || Integer.parseInt(value) < min
        || Integer.parseInt(value) > max) {
      throw S3ErrorCode.INVALID_ARGUMENT.error(
          parameter + " must be an integer from " + min + " to " + max + ".");
    }
    return Integer.parseInt(value);
  }
}
