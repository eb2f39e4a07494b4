package io.longshore.identity.sigv4;

import io.longshore.identity.key.AccessKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Derives the signing keys of SigV4 and caches those of verified requests. Thread-safe. */
public final class SigningKeyCache {

  private static final String HMAC = "HmacSHA256";
  private static final int MOST = 1024;

  private record Slot(String secret, CredentialScope scope) {}

  private final Map<Slot, byte[]> derived = new ConcurrentHashMap<>();

  /** The signing key of a scope, cached when a request of it was verified before. */
  byte[] of(AccessKey key, CredentialScope scope) {
    byte[] known = derived.get(new Slot(key.secret(), scope));
    return known != null ? known : derive(key.secret(), scope);
  }

  /**
   * Derives a cached key again, so that the time of a refusal does not reveal whether the key is
   * cached.
   */
  void deriveAgain(AccessKey key, CredentialScope scope) {
    if (derived.containsKey(new Slot(key.secret(), scope))) {
      derive(key.secret(), scope);
    }
  }

  /** Caches the key of a verified request. Others are not cached, so they cannot evict any. */
  void remember(AccessKey key, CredentialScope scope, byte[] signingKey) {
    if (derived.size() >= MOST) {
      derived.clear();
    }
    derived.put(new Slot(key.secret(), scope), signingKey);
  }

  static byte[] derive(String secret, CredentialScope scope) {
    byte[] day = hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), scope.day());
    byte[] region = hmac(day, scope.region());
    return hmac(hmac(region, scope.service()), CredentialScope.TERMINATOR);
  }

  static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }

  public static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }
}
