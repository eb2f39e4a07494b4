package io.longshore.identity.key;

import io.longshore.identity.sigv4.SigningKeyCache;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Envelope encryption of secrets at rest: each secret is encrypted by AES-256-GCM under a data key
 * of its own, which is wrapped under the master key. So a new master key requires new wrappings
 * only. A secret can be decrypted only for the purpose that it was encrypted for. Thread-safe.
 */
final class SecretEnvelope {

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /**
   * An encrypted secret.
   *
   * @param master the name of the master key, a hash of it
   * @param wrapped the encrypted data key
   * @param secret encrypted under the data key
   */
  record EncryptedSecret(String master, byte[] wrapped, byte[] secret) {}

  private record Master(String name, byte[] key) {}

  private final SecureRandom random;
  private final List<Master> masters = new ArrayList<>();

  /**
   * @param master the current master key, 32 bytes in base64
   * @param former the previous master key, for decryption only
   */
  SecretEnvelope(String master, Optional<String> former, SecureRandom random) {
    this.random = random;
    masters.add(master(master));
    former.ifPresent(text -> masters.add(master(text)));
  }

  private static Master master(String base64) {
    byte[] key = Base64.getDecoder().decode(base64);
    byte[] digest = SigningKeyCache.sha256(key);
    return new Master(
        HexFormat.of().formatHex(SigningKeyCache.sha256(digest)).substring(0, 16), key);
  }

  /** The name of the current master key. */
  String master() {
    return masters.get(0).name();
  }

  EncryptedSecret encrypt(String secret, String purpose) {
    byte[] dataKey = bytes(KEY_BYTES);
    return new EncryptedSecret(
        master(),
        encrypt(masters.get(0).key(), dataKey, "key of " + purpose),
        encrypt(dataKey, secret.getBytes(StandardCharsets.UTF_8), purpose));
  }

  /** The secret; empty when its master key is not configured, or it was changed or moved. */
  Optional<String> decrypt(EncryptedSecret encrypted, String purpose) {
    return unwrap(encrypted, purpose)
        .flatMap(dataKey -> decrypt(dataKey, encrypted.secret(), purpose))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** The secret with its data key wrapped under the current master key; empty as above. */
  Optional<EncryptedSecret> rewrap(EncryptedSecret encrypted, String purpose) {
    return unwrap(encrypted, purpose)
        .map(
            dataKey ->
                new EncryptedSecret(
                    master(),
                    encrypt(masters.get(0).key(), dataKey, "key of " + purpose),
                    encrypted.secret()));
  }

  private Optional<byte[]> unwrap(EncryptedSecret encrypted, String purpose) {
    return masters.stream()
        .filter(master -> master.name().equals(encrypted.master()))
        .findFirst()
        .flatMap(master -> decrypt(master.key(), encrypted.wrapped(), "key of " + purpose));
  }

  private byte[] encrypt(byte[] key, byte[] plain, String purpose) {
    byte[] nonce = bytes(NONCE_BYTES);
    try {
      byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, key, nonce, purpose).doFinal(plain);
      return ByteBuffer.allocate(nonce.length + encrypted.length).put(nonce).put(encrypted).array();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }

  private static Optional<byte[]> decrypt(byte[] key, byte[] encrypted, String purpose) {
    if (encrypted.length <= NONCE_BYTES) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOf(encrypted, NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, purpose);
      return Optional.of(cipher.doFinal(encrypted, NONCE_BYTES, encrypted.length - NONCE_BYTES));
    } catch (AEADBadTagException changed) {
      return Optional.empty();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, String purpose)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
