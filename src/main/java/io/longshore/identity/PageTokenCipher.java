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
 * What a list gives out for its next page, sealed by AES-256-GCM: nobody reads or changes it, and
 * it opens only for the same account, region and operation, for a day.
 */
public final class PageTokenCipher {

  static final Duration GOOD_FOR = Duration.ofHours(24);

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

  /** One that leaves tokens as they are. */
  public static PageTokenCipher none() {
    return new PageTokenCipher(List.of(), InstantSource.system(), new SecureRandom());
  }

  /** The token, for that caller's next call of the operation. */
  public String seal(Principal who, String operation, String token) {
    if (keys.isEmpty()) {
      return token;
    }
    byte[] text = token.getBytes(StandardCharsets.UTF_8);
    long until = clock.instant().plus(GOOD_FOR).getEpochSecond();
    byte[] plain = ByteBuffer.allocate(Long.BYTES + text.length).putLong(until).put(text).array();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.get(0), nonce, who, operation);
      byte[] sealed = cipher.doFinal(plain);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java has " + CIPHER, impossible);
    }
  }

  /** What was sealed, or empty when it was sealed for others, changed, or too long ago. */
  public Optional<String> open(Principal who, String operation, String sealed) {
    if (keys.isEmpty()) {
      return Optional.of(sealed);
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(sealed);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    return keys.stream()
        .flatMap(key -> opened(key, bytes, who, operation).stream())
        .findFirst()
        .map(ByteBuffer::wrap)
        .filter(plain -> clock.instant().isBefore(Instant.ofEpochSecond(plain.getLong())))
        .map(plain -> StandardCharsets.UTF_8.decode(plain).toString());
  }

  private static Optional<byte[]> opened(
      byte[] key, byte[] sealed, Principal who, String operation) {
    if (sealed.length < NONCE_BYTES + Long.BYTES + TAG_BITS / 8) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, who, operation);
      return Optional.of(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
    } catch (GeneralSecurityException changed) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, Principal who, String operation)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    String scope = String.join("\n", who.account(), who.region(), operation);
    cipher.updateAAD(scope.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
