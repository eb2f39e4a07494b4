package io.longshore.identity.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.identity.key.SecretEnvelope.EncryptedSecret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretEnvelopeTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String FIRST = master();
  private static final String SECOND = master();

  private final SecretEnvelope envelope = new SecretEnvelope(FIRST, Optional.empty(), RANDOM);

  @Test
  void an_encrypted_secret_can_be_decrypted_and_does_not_contain_the_plain_text() {
    EncryptedSecret encrypted = envelope.encrypt("the canary", "AKIA1");

    assertThat(envelope.decrypt(encrypted, "AKIA1")).contains("the canary");
    assertThat(new String(encrypted.secret(), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("canary");
    assertThat(envelope.encrypt("the canary", "AKIA1").secret()).isNotEqualTo(encrypted.secret());
  }

  @Test
  void a_secret_cannot_be_decrypted_for_another_purpose_or_by_another_master_key() {
    EncryptedSecret encrypted = envelope.encrypt("the canary", "AKIA1");

    assertThat(envelope.decrypt(encrypted, "AKIA2")).isEmpty();
    assertThat(new SecretEnvelope(SECOND, Optional.empty(), RANDOM).decrypt(encrypted, "AKIA1"))
        .isEmpty();
  }

  @Test
  void a_secret_with_one_changed_bit_cannot_be_decrypted() {
    EncryptedSecret encrypted = envelope.encrypt("the canary", "AKIA1");
    for (int i = 0; i < encrypted.secret().length; i++) {
      byte[] changed = encrypted.secret().clone();
      changed[i] ^= 1;
      assertThat(
              envelope.decrypt(
                  new EncryptedSecret(encrypted.master(), encrypted.wrapped(), changed), "AKIA1"))
          .isEmpty();
    }
    for (int i = 0; i < encrypted.wrapped().length; i++) {
      byte[] changed = encrypted.wrapped().clone();
      changed[i] ^= 1;
      assertThat(
              envelope.decrypt(
                  new EncryptedSecret(encrypted.master(), changed, encrypted.secret()), "AKIA1"))
          .isEmpty();
    }
  }

  @Test
  void a_new_master_key_rewraps_what_the_former_one_encrypted() {
    EncryptedSecret encrypted = envelope.encrypt("the canary", "AKIA1");
    SecretEnvelope both = new SecretEnvelope(SECOND, Optional.of(FIRST), RANDOM);

    assertThat(both.decrypt(encrypted, "AKIA1")).contains("the canary");
    EncryptedSecret rewrapped = both.rewrap(encrypted, "AKIA1").orElseThrow();

    assertThat(new SecretEnvelope(SECOND, Optional.empty(), RANDOM).decrypt(rewrapped, "AKIA1"))
        .contains("the canary");
    assertThat(envelope.decrypt(rewrapped, "AKIA1")).isEmpty();
  }

  private static String master() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
