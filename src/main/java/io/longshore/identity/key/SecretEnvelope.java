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
 * Secrets at rest: each is sealed by AES-256-GCM under a key of its own, and that key is wrapped
 * under the master key, so a new master key asks for new wrappings only. What is sealed for one
 * purpose cannot be opened for another.
 */
final class SecretEnvelope {

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /**
   * A sealed secret.
   *
   * @param master the name of the master key; says nothing about it
   */
  record Sealed(String master, byte[] wrapped, byte[] secret) {}

  private record Master(String name, byte[] key) {}

  private final SecureRandom random;
  private final List<Master> masters = new ArrayList<>();

  /**
   * @param master 32 bytes in base64; seals and opens
   * @param former the one before, which opens only
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

  /** The name of the master key that seals. */
  String master() {
    return masters.get(0).name();
  }

  Sealed seal(String secret, String purpose) {
    byte[] own = bytes(KEY_BYTES);
    return new Sealed(
        master(),
        encrypt(masters.get(0).key(), own, "key of " + purpose),
        encrypt(own, secret.getBytes(StandardCharsets.UTF_8), purpose));
  }

  /** The secret; empty when its master key is none of ours, or it was changed or moved. */
  Optional<String> open(Sealed sealed, String purpose) {
    return unwrap(sealed, purpose)
        .flatMap(own -> decrypt(own, sealed.secret(), purpose))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** The same under the master key that seals. */
  Optional<Sealed> rewrap(Sealed sealed, String purpose) {
    return unwrap(sealed, purpose)
        .map(
            own ->
                new Sealed(
                    master(),
                    encrypt(masters.get(0).key(), own, "key of " + purpose),
                    sealed.secret()));
  }

  private Optional<byte[]> unwrap(Sealed sealed, String purpose) {
    return masters.stream()
        .filter(master -> master.name().equals(sealed.master()))
        .findFirst()
        .flatMap(master -> decrypt(master.key(), sealed.wrapped(), "key of " + purpose));
  }

  private byte[] encrypt(byte[] key, byte[] plain, String purpose) {
    byte[] nonce = bytes(NONCE_BYTES);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, purpose).doFinal(plain);
      return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }

  private static Optional<byte[]> decrypt(byte[] key, byte[] sealed, String purpose) {
    if (sealed.length <= NONCE_BYTES) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, purpose);
      return Optional.of(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
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
