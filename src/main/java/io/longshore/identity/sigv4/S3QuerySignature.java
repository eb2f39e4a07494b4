package io.longshore.identity.sigv4;

import io.longshore.api.ApiError;
import io.longshore.identity.key.AccessKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A Signature Version 2 in the query of an S3 request.
 *
 * <p>Source: "Signing and authenticating REST requests" of the S3 user guide.
 *
 * @param toSign the text that the signature covers
 */
record S3QuerySignature(
    String accessKey, Instant expires, String signature, Optional<String> token, String toSign) {

  private static final String TOKEN = "x-amz-security-token";

  /** The signed query parameters, beside those that begin with {@code response-}. */
  private static final Set<String> SIGNED =
      Set.of(
          "acl",
          "cors",
          "delete",
          "lifecycle",
          "location",
          "logging",
          "notification",
          "partNumber",
          "policy",
          "requestPayment",
          "tagging",
          "torrent",
          "uploadId",
          "uploads",
          "versionId",
          "versioning",
          "versions",
          "website");

  static Optional<S3QuerySignature> of(SignedRequest request, String bucketInHost) {
    Optional<String> key = PresignedQuery.value(request.query(), "AWSAccessKeyId");
    Optional<String> signature = PresignedQuery.value(request.query(), "Signature");
    Optional<String> expires = PresignedQuery.value(request.query(), "Expires");
    if (key.isEmpty() || signature.isEmpty() || expires.isEmpty()) {
      return Optional.empty();
    }
    requireNoHeaderSignature(request);
    if (!expires.get().matches("[0-9]{1,12}")) {
      throw new ApiError(
          S3SignatureError.ACCESS_DENIED, "Invalid date (should be seconds since epoch).");
    }
    Optional<String> token = PresignedQuery.value(request.query(), TOKEN);
    String toSign =
        String.join(
                "\n",
                request.method(),
                first(request, "content-md5"),
                contentType(request),
                expires.get(),
                amzHeaders(request, token))
            + resource(request, bucketInHost);
    return Optional.of(
        new S3QuerySignature(
            key.get(),
            Instant.ofEpochSecond(Long.parseLong(expires.get())),
            signature.get(),
            token,
            toSign));
  }

  /** curl and urllib send the type of a form by default, which the client did not sign. */
  private static String contentType(SignedRequest request) {
    String type = first(request, "content-type");
    return type.equals("application/x-www-form-urlencoded") ? "" : type;
  }

  private static void requireNoHeaderSignature(SignedRequest request) {
    if (!request.values("authorization").isEmpty()) {
      throw new ApiError(S3SignatureError.INVALID_REQUEST, "Only one auth mechanism is allowed.");
    }
  }

  private static String first(SignedRequest request, String name) {
    return request.values(name).stream().findFirst().orElse("");
  }

  /** Lines of {@code name:value}, each terminated by a line feed. */
  private static String amzHeaders(SignedRequest request, Optional<String> token) {
    Map<String, String> found = new TreeMap<>();
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith("x-amz-")) {
        found.put(name, CanonicalRequest.header(request.values(name)));
      }
    }
    token.ifPresent(value -> found.put(TOKEN, value));
    StringBuilder text = new StringBuilder();
    found.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    return text.toString();
  }

  private static String resource(SignedRequest request, String bucketInHost) {
    Map<String, String> found = new TreeMap<>();
    for (String piece : request.query().split("&")) {
      int equals = piece.indexOf('=');
      String name = PresignedQuery.decode(equals < 0 ? piece : piece.substring(0, equals));
      if (SIGNED.contains(name) || name.startsWith("response-")) {
        String value = equals < 0 ? "" : PresignedQuery.decode(piece.substring(equals + 1));
        found.put(name, value.isEmpty() ? name : name + "=" + value);
      }
    }
    String path = (bucketInHost.isEmpty() ? "" : "/" + bucketInHost) + request.path();
    return found.isEmpty() ? path : path + "?" + String.join("&", List.copyOf(found.values()));
  }

  boolean matches(AccessKey key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] expected = mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8));
      byte[] text = Base64.getEncoder().encode(expected);
      return MessageDigest.isEqual(text, signature.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }

  @Override
  public String toString() {
    return "S3QuerySignature[" + accessKey + "]"; // without the signature
  }
}
