package io.longshore.events.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as Standard Webhooks 1.0 describes it: HMAC-SHA256 of id, time and body. With two
 * keys there are two signatures, so that the receiver may change to the new key at any time.
 */
final class WebhookSignature {

  private static final String ALGORITHM = "HmacSHA256";

  private final List<SecretKeySpec> keys;

  WebhookSignature(List<byte[]> keys) {
    this.keys = keys.stream().map(key -> new SecretKeySpec(key, ALGORITHM)).toList();
  }

  /** The value of the header webhook-signature. */
  String of(String id, Instant at, String body) {
    byte[] signed = (id + "." + at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8);
    return keys.stream()
        .map(key -> "v1," + Base64.getEncoder().encodeToString(mac(key, signed)))
        .collect(Collectors.joining(" "));
  }

  private static byte[] mac(SecretKeySpec key, byte[] signed) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(signed);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
