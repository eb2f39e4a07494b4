package io.longshore.identity.sigv4;

import static io.longshore.api.CommonError.INCOMPLETE_SIGNATURE;

import io.longshore.api.ApiError;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The signature parameters of a presigned request's query. */
final class PresignedQuery {

  static final String SIGNATURE = "X-Amz-Signature";
  static final String TOKEN = "X-Amz-Security-Token";
  private static final String ALGORITHM = "X-Amz-Algorithm";
  private static final String CREDENTIAL = "X-Amz-Credential";
  private static final String DATE = "X-Amz-Date";
  private static final String EXPIRES = "X-Amz-Expires";
  private static final String SIGNED_HEADERS = "X-Amz-SignedHeaders";
  private static final List<String> ALL =
      List.of(ALGORITHM, CREDENTIAL, DATE, EXPIRES, SIGNED_HEADERS, SIGNATURE, TOKEN);
  private static final long MAX_SECONDS = 604_800;

  private final Map<String, String> values;

  private PresignedQuery(Map<String, String> values) {
    this.values = values;
  }

  /** Parses a query; empty when it has no signature parameter. */
  static Optional<PresignedQuery> of(String query) {
    Map<String, String> found = new HashMap<>();
    for (String piece : query.split("&")) {
      int equals = piece.indexOf('=');
      String name = decode(equals < 0 ? piece : piece.substring(0, equals));
      if (ALL.contains(name)
          && found.put(name, equals < 0 ? "" : decode(piece.substring(equals + 1))) != null) {
        throw incomplete("The query parameter '" + name + "' may occur only once.");
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(new PresignedQuery(found));
  }

  /** The credential parameter, parsed as by {@link #of}; empty when there is not exactly one. */
  static Optional<String> credential(String query) {
    try {
      return of(query).map(found -> found.values.get(CREDENTIAL));
    } catch (ApiError ambiguous) {
      return Optional.empty();
    }
  }

  /** Whether the query has that parameter, percent-encoded or not. */
  static boolean has(String query, String parameter) {
    for (String piece : query.split("&")) {
      int equals = piece.indexOf('=');
      if (decode(equals < 0 ? piece : piece.substring(0, equals)).equals(parameter)) {
        return true;
      }
    }
    return false;
  }

  AuthorizationHeader authorization() {
    if (!AuthorizationHeader.ALGORITHM.equals(required(ALGORITHM))) {
      throw incomplete(ALGORITHM + " must be " + AuthorizationHeader.ALGORITHM + ".");
    }
    return AuthorizationHeader.of(
        required(CREDENTIAL), required(SIGNED_HEADERS), required(SIGNATURE));
  }

  SigningTime time() {
    return SigningTime.ofQuery(required(DATE));
  }

  /** The validity in seconds, from the signature's date on. */
  long expires() {
    String seconds = required(EXPIRES);
    boolean digits = !seconds.isEmpty() && seconds.length() <= 6;
    digits = digits && seconds.chars().allMatch(c -> c >= '0' && c <= '9');
    long number = digits ? Long.parseLong(seconds) : 0;
    if (number < 1 || number > MAX_SECONDS) {
      throw incomplete(EXPIRES + " must be 1 to " + MAX_SECONDS + " seconds.");
    }
    return number;
  }

  Optional<String> token() {
    return Optional.ofNullable(values.get(TOKEN));
  }

  private String required(String name) {
    String value = values.get(name);
    if (value == null) {
      throw incomplete("A signature in the query requires the parameter '" + name + "'.");
    }
    return value;
  }

  /** The first value of a parameter. */
  static Optional<String> value(String query, String name) {
    for (String piece : query.split("&")) {
      int equals = piece.indexOf('=');
      if (equals > 0 && decode(piece.substring(0, equals)).equals(name)) {
        return Optional.of(decode(piece.substring(equals + 1)));
      }
    }
    return Optional.empty();
  }

  static String decode(String text) {
    return new String(CanonicalRequest.decode(text), StandardCharsets.UTF_8);
  }

  private static ApiError incomplete(String message) {
    return new ApiError(INCOMPLETE_SIGNATURE, message);
  }
}
