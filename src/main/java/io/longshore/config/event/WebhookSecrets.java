package io.longshore.config.event;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The secrets that sign the requests of a webhook, as Standard Webhooks writes them: one, or two
 * while one is replaced by another, separated by white space.
 */
public final class WebhookSecrets {

  private static final String PREFIX = "whsec_";
  private static final int LEAST_BYTES = 24;
  private static final int MOST_BYTES = 64;
  private static final int MOST_SECRETS = 2;

  private WebhookSecrets() {}

  /**
   * The keys of the secrets, the current one first.
   *
   * @throws IllegalArgumentException if the text is something else; its message has nothing of it
   */
  public static List<byte[]> keys(String text) {
    List<byte[]> keys = Arrays.stream(text.strip().split("\\s+")).map(WebhookSecrets::key).toList();
    if (keys.size() > MOST_SECRETS || !keys.stream().allMatch(WebhookSecrets::isLongEnough)) {
      throw new IllegalArgumentException(
          "secret must be one or two secrets of whsec_ and 24 to 64 random bytes in base64");
    }
    return keys;
  }

  private static byte[] key(String secret) {
    try {
      return secret.startsWith(PREFIX)
          ? Base64.getDecoder().decode(secret.substring(PREFIX.length()))
          : new byte[0];
    } catch (IllegalArgumentException malformed) {
      return new byte[0];
    }
  }

  private static boolean isLongEnough(byte[] key) {
    return key.length >= LEAST_BYTES && key.length <= MOST_BYTES;
  }
}
