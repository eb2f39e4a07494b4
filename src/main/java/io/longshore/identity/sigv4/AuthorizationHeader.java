package io.longshore.identity.sigv4;

import static io.longshore.api.CommonError.INCOMPLETE_SIGNATURE;

import io.longshore.api.ApiError;
import java.util.List;

/**
 * A parsed {@code AWS4-HMAC-SHA256} Authorization header. Errors name the wrong part and never
 * repeat what was sent.
 */
record AuthorizationHeader(
    String accessKey, CredentialScope scope, List<String> signedHeaders, String signature) {

  static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final int MAX_SIGNED_HEADERS = 64;

  static AuthorizationHeader parse(String header) {
    if (!header.startsWith(ALGORITHM + " ")) {
      throw incomplete("Authorization must be of algorithm " + ALGORITHM + ".");
    }
    String credential = null;
    String signedHeaders = null;
    String signature = null;
    for (String part : header.substring(ALGORITHM.length() + 1).split(",", -1)) {
      String trimmed = part.strip();
      int equals = trimmed.indexOf('=');
      String name = equals < 0 ? "" : trimmed.substring(0, equals);
      String value = trimmed.substring(equals + 1);
      switch (name) {
        case "Credential" -> credential = single(credential, value, name);
        case "SignedHeaders" -> signedHeaders = single(signedHeaders, value, name);
        case "Signature" -> signature = single(signature, value, name);
        default -> throw incomplete("Authorization has an unknown part.");
      }
    }
    return of(
        required(credential, "Credential"),
        required(signedHeaders, "SignedHeaders"),
        required(signature, "Signature"));
  }

  static AuthorizationHeader of(String credential, String signedHeaders, String signature) {
    String[] parts = credential.split("/", -1);
    if (parts.length != 5) {
      throw incomplete("Credential must have 5 slash-delimited parts.");
    }
    if (!isWord(parts[0], 128, false)) {
      throw incomplete("Credential must begin with an access key id.");
    }
    if (parts[1].length() != 8 || !digits(parts[1])) {
      throw incomplete("Credential must have a date of 8 digits.");
    }
    if (!isWord(parts[2], 64, true) || !isWord(parts[3], 64, true)) {
      throw incomplete("Credential must name a region and a service.");
    }
    if (!parts[4].equals(CredentialScope.TERMINATOR)) {
      throw incomplete("Credential must end in " + CredentialScope.TERMINATOR + ".");
    }
    CredentialScope scope = new CredentialScope(parts[1], parts[2], parts[3]);
    return new AuthorizationHeader(parts[0], scope, names(signedHeaders), hexadecimal(signature));
  }

  private static List<String> names(String signedHeaders) {
    List<String> names = List.of(signedHeaders.split(";", -1));
    String previous = "";
    for (String name : names) {
      if (!headerName(name) || name.compareTo(previous) <= 0) {
        throw incomplete("SignedHeaders must be lower-case names, sorted, each once.");
      }
      previous = name;
    }
    if (names.size() > MAX_SIGNED_HEADERS) {
      throw incomplete("SignedHeaders may have at most " + MAX_SIGNED_HEADERS + " names.");
    }
    return names;
  }

  private static String hexadecimal(String signature) {
    boolean valid =
        signature.length() == 64 && signature.chars().allMatch(AuthorizationHeader::isHexDigit);
    if (!valid) {
      throw incomplete("Signature must be 64 lower-case hexadecimal digits.");
    }
    return signature;
  }

  private static String single(String previous, String value, String name) {
    if (previous != null) {
      throw incomplete("Authorization header has '" + name + "' twice.");
    }
    return value;
  }

  private static String required(String value, String name) {
    if (value == null) {
      throw incomplete("Authorization header requires '" + name + "' parameter.");
    }
    return value;
  }

  private static boolean isHexDigit(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
  }

  private static boolean digits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isWord(String text, int max, boolean dashed) {
    return !text.isEmpty()
        && text.length() <= max
        && text.chars().allMatch(c -> alphanumeric(c) || c == (dashed ? '-' : '_'));
  }

  private static boolean alphanumeric(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  private static boolean headerName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(c -> alphanumeric(c) && !(c >= 'A' && c <= 'Z') || "-_.".indexOf(c) >= 0);
  }

  private static ApiError incomplete(String message) {
    return new ApiError(INCOMPLETE_SIGNATURE, message);
  }
}
