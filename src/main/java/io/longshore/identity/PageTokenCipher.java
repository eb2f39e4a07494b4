package io.longshore.identity;

import io.longshore.api.Principal;
import io.longshore.identity.key.ServerKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts page tokens by AES-256-GCM. A token can be decrypted for the same account, region and
 * operation only, and for {@link #VALIDITY}. Thread-safe.
 */
public final class PageTokenCipher {

  static final Duration VALIDITY = Duration.ofHours(24);

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final List<byte[]> keys;
  private final InstantSource clock;
  private final SecureRandom random;

  public PageTokenCipher(ServerKeys keys, InstantSource clock, SecureRandom random) {
    this(keys.of("page tokens"), clock, random);
  }

  private PageTokenCipher(List<byte[]> keys, InstantSource clock, SecureRandom random) {
    this.keys = keys;
    this.clock = clock;
    this.random = random;
  }

  /** Leaves tokens as they are. */
  public static PageTokenCipher none() {
    return new PageTokenCipher(List.of(), InstantSource.system(), new SecureRandom());
  }

  /** Encrypts a token for the caller's next call of the operation. */
  public String encrypt(Principal principal, String operation, String token) {
    if (keys.isEmpty()) {
      return token;
    }
    byte[] text = token.getBytes(StandardCharsets.UTF_8);
    long expiry = clock.instant().plus(VALIDITY).getEpochSecond();
    byte[] plain = ByteBuffer.allocate(Long.BYTES + text.length).putLong(expiry).put(text).array();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.get(0), nonce, principal, operation);
      byte[] encrypted = cipher.doFinal(plain);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              ByteBuffer.allocate(nonce.length + encrypted.length)
                  .put(nonce)
                  .put(encrypted)
                  .array());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java has " + CIPHER, impossible);
    }
  }

  /** Decrypts a token; empty when it was changed, has expired, or is for other calls. */
  public Optional<String> decrypt(Principal principal, String operation, String token) {
    if (keys.isEmpty()) {
      return Optional.of(token);
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    return keys.stream()
        .flatMap(key -> decrypt(key, bytes, principal, operation).stream())
        .findFirst()
        .map(ByteBuffer::wrap)
        .filter(plain -> clock.instant().isBefore(Instant.ofEpochSecond(plain.getLong())))
        .map(plain -> StandardCharsets.UTF_8.decode(plain).toString());
  }

  private static Optional<byte[]> decrypt(
      byte[] key, byte[] token, Principal principal, String operation) {
    if (token.length < NONCE_BYTES + Long.BYTES + TAG_BITS / 8) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOf(token, NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, principal, operation);
      return Optional.of(cipher.doFinal(token, NONCE_BYTES, token.length - NONCE_BYTES));
    } catch (GeneralSecurityException changed) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(
      int mode, byte[] key, byte[] nonce, Principal principal, String operation)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    String scope = String.join("\n", principal.account(), principal.region(), operation);
    cipher.updateAAD(scope.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
