package io.longshore.identity.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts bytes as text by AES-256-GCM under the server's key of one purpose, so that every
 * replica can decrypt it. A text can be decrypted for its purpose and context only, and only
 * unchanged. Thread-safe.
 */
public final class SealedText {

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final List<byte[]> keys;
  private final SecureRandom random;

  public SealedText(ServerKeys keys, String purpose, SecureRandom random) {
    this.keys = keys.of(purpose);
    this.random = random;
  }

  /** Encrypts under the current key; the text is of the alphabet of base64 for URLs. */
  public String seal(String context, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, keys.get(0), nonce, context).doFinal(plain);
      byte[] all =
          ByteBuffer.allocate(nonce.length + encrypted.length).put(nonce).put(encrypted).array();
      return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java has " + CIPHER, impossible);
    }
  }

  /** Decrypts; empty when the text was changed, or is of another purpose or context. */
  public Optional<byte[]> open(String context, String sealed) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(sealed);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (bytes.length < NONCE_BYTES + TAG_BITS / 8) {
      return Optional.empty();
    }
    return keys.stream().flatMap(key -> open(key, context, bytes).stream()).findFirst();
  }

  private static Optional<byte[]> open(byte[] key, String context, byte[] sealed) {
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, context);
      return Optional.of(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
    } catch (GeneralSecurityException changed) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, String context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
