package io.longshore.identity.sigv4;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.longshore.identity.key.AccessKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Derives the signing keys of SigV4 and caches those of verified requests. Thread-safe. */
public final class SigningKeyCache {

  private static final String HMAC = "HmacSHA256";
  private static final int MAX_KEYS = 1024;
  private static final Duration MAX_IDLE = Duration.ofHours(1);

  private record Slot(String secret, CredentialScope scope) {}

  /** A key is valid for one day, so unused keys expire. */
  private final Cache<Slot, byte[]> derived =
      Caffeine.newBuilder()
          .maximumSize(MAX_KEYS)
          .expireAfterAccess(MAX_IDLE)
          .executor(Runnable::run)
          .build();

  /** The signing key of a scope, cached when a request of it was verified before. */
  byte[] of(AccessKey key, CredentialScope scope) {
    byte[] known = derived.getIfPresent(new Slot(key.secret(), scope));
    return known != null ? known : derive(key.secret(), scope);
  }

  /**
   * Derives a cached key again, so that the time of a refusal does not reveal whether the key is
   * cached.
   */
  void deriveAgain(AccessKey key, CredentialScope scope) {
    if (derived.asMap().containsKey(new Slot(key.secret(), scope))) {
      derive(key.secret(), scope);
    }
  }

  /** Caches the key of a verified request. Others are not cached, so they cannot evict any. */
  void remember(AccessKey key, CredentialScope scope, byte[] signingKey) {
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
