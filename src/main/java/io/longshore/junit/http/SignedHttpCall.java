package io.longshore.junit.http;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A request with an AWS Signature Version 4 in its headers.
 *
 * @param service the signing name
 * @param path starts with a slash; each of its segments is encoded
 * @param query names and values, not encoded
 */
record SignedHttpCall(
    String service, String region, String method, String path, Map<String, String> query) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int DATE_LENGTH = 8;
  private static final String SIGNED_HEADERS = "host;x-amz-content-sha256;x-amz-date";

  URI uri(URI endpoint) {
    return endpoint.resolve(path + (query.isEmpty() ? "" : "?" + encodedQuery()));
  }

  /** The headers to send, without Host, which the HTTP client writes itself. */
  Map<String, String> headers(
      URI endpoint, String accessKeyId, String secret, byte[] body, Instant now) {
    String time = TIME.format(now);
    String hash = hex(sha256(body));
    String scope =
        String.join("/", time.substring(0, DATE_LENGTH), region, service, "aws4_request");
    String canonical = canonical(endpoint, hash, time);
    String toSign =
        String.join("\n", "AWS4-HMAC-SHA256", time, scope, hex(sha256(bytes(canonical))));
    byte[] key = bytes("AWS4" + secret);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-amz-content-sha256", hash);
    headers.put("x-amz-date", time);
    headers.put(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(accessKeyId, scope, SIGNED_HEADERS, hex(hmac(key, toSign))));
    return headers;
  }

  private String canonical(URI endpoint, String hash, String time) {
    return String.join(
        "\n",
        method,
        service.equals("s3") ? path : path.replace("%", "%25"),
        encodedQuery(),
        "host:" + endpoint.getRawAuthority(),
        "x-amz-content-sha256:" + hash,
        "x-amz-date:" + time,
        "",
        SIGNED_HEADERS,
        hash);
  }

  private String encodedQuery() {
    return new TreeMap<>(query)
        .entrySet().stream()
            .map(pair -> encode(pair.getKey()) + "=" + encode(pair.getValue()))
            .collect(Collectors.joining("&"));
  }

  /** Encodes all but the unreserved characters of RFC 3986. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent); // every JDK has it
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent); // every JDK has it
    }
  }
}
