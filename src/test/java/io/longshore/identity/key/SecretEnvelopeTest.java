package io.longshore.identity.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.identity.key.SecretEnvelope.Sealed;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretEnvelopeTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String FIRST = master();
  private static final String SECOND = master();

  private final SecretEnvelope vault = new SecretEnvelope(FIRST, Optional.empty(), RANDOM);

  @Test
  void what_is_sealed_can_be_opened_and_does_not_show() {
    Sealed sealed = vault.seal("the canary", "AKIA1");

    assertThat(vault.open(sealed, "AKIA1")).contains("the canary");
    assertThat(new String(sealed.secret(), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("canary");
    assertThat(vault.seal("the canary", "AKIA1").secret()).isNotEqualTo(sealed.secret());
  }

  @Test
  void it_cannot_be_opened_for_another_purpose_or_by_another_master_key() {
    Sealed sealed = vault.seal("the canary", "AKIA1");

    assertThat(vault.open(sealed, "AKIA2")).isEmpty();
    assertThat(new SecretEnvelope(SECOND, Optional.empty(), RANDOM).open(sealed, "AKIA1"))
        .isEmpty();
  }

  @Test
  void one_changed_bit_of_it_opens_nothing() {
    Sealed sealed = vault.seal("the canary", "AKIA1");
    for (int i = 0; i < sealed.secret().length; i++) {
      byte[] changed = sealed.secret().clone();
      changed[i] ^= 1;
      assertThat(vault.open(new Sealed(sealed.master(), sealed.wrapped(), changed), "AKIA1"))
          .isEmpty();
    }
    for (int i = 0; i < sealed.wrapped().length; i++) {
      byte[] changed = sealed.wrapped().clone();
      changed[i] ^= 1;
      assertThat(vault.open(new Sealed(sealed.master(), changed, sealed.secret()), "AKIA1"))
          .isEmpty();
    }
  }

  @Test
  void a_new_master_key_opens_what_the_former_sealed_and_wraps_it_anew() {
    Sealed sealed = vault.seal("the canary", "AKIA1");
    SecretEnvelope both = new SecretEnvelope(SECOND, Optional.of(FIRST), RANDOM);

    assertThat(both.open(sealed, "AKIA1")).contains("the canary");
    Sealed anew = both.rewrap(sealed, "AKIA1").orElseThrow();

    assertThat(new SecretEnvelope(SECOND, Optional.empty(), RANDOM).open(anew, "AKIA1"))
        .contains("the canary");
    assertThat(vault.open(anew, "AKIA1")).isEmpty();
  }

  private static String master() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
