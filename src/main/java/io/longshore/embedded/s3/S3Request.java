package io.longshore.embedded.s3;

import io.longshore.identity.sigv4.S3SignatureVerifier.Signed;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request whose sender is known.
 *
 * @param query the first value of each parameter
 * @param base where this server was called, such as {@code http://127.0.0.1:4566}
 */
public record S3Request(
    String method,
    S3Address address,
    Map<String, String> query,
    MultiMap headers,
    Signed signed,
    S3Caller visitor,
    String base) {

  public String bucket() {
    return address.bucket();
  }

  public String key() {
    return address.key();
  }

  public boolean asks(String parameter) {
    return query.containsKey(parameter);
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** A header. Of those that are S3's own, presigned URLs carry some as parameters. */
  public Optional<String> header(String name) {
    String value = headers.get(name);
    if (value == null && name.startsWith("x-amz-")) {
      for (Map.Entry<String, String> each : query.entrySet()) {
        value = each.getKey().equalsIgnoreCase(name) ? each.getValue() : value;
      }
    }
    return Optional.ofNullable(value);
  }

  /** The headers and parameters that begin so, by their names in lower case. */
  public Map<String, String> headersFrom(String prefix) {
    Map<String, String> found = new TreeMap<>();
    query.forEach(
        (name, value) -> {
          if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
            found.put(lower(name), value);
          }
        });
    headers.forEach(
        (name, value) -> {
          if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
            found.merge(lower(name), value, (one, other) -> one + "," + other);
          }
        });
    return found;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** A number of a parameter, within those bounds. */
  public int number(String parameter, int least, int most, int otherwise) {
    String value = query.get(parameter);
    if (value == null || value.isEmpty()) {
      return otherwise;
    }
    if (!value.matches("[0-9]{1,9}")
        || Integer.parseInt(value) < least
        || Integer.parseInt(value) > most) {
      throw S3ErrorCode.INVALID_ARGUMENT.error(
          parameter + " must be a whole number of " + least + " to " + most + ".");
    }
    return Integer.parseInt(value);
  }
}
