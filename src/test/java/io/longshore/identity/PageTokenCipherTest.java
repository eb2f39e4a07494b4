package io.longshore.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.Principal;
import io.longshore.identity.key.ServerKeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PageTokenCipherTest {

  private static final Principal CALLER = new Principal("111122223333", "us-east-1", "AKIDA");
  private static final String LIST = "pinpoint.GetApps";
  private static final String TOKEN = "1763668800000:0123456789abcdef";

  private final ServerKeys keys = ServerKeys.of(new byte[32]);
  private Instant now = Instant.parse("2026-11-22T02:00:00Z");
  private final PageTokenCipher cipher = new PageTokenCipher(keys, () -> now, new SecureRandom());

  @Test
  void a_token_can_be_decrypted_for_the_same_account_and_operation_on_every_replica() {
    PageTokenCipher other = new PageTokenCipher(keys, () -> now, new SecureRandom());
    String token = cipher.encrypt(CALLER, LIST, TOKEN);

    assertThat(other.decrypt(CALLER, LIST, token)).contains(TOKEN);
    assertThat(
            other.decrypt(new Principal(CALLER.account(), CALLER.region(), "AKIDB"), LIST, token))
        .contains(TOKEN); // another key of the account
    assertThat(cipher.decrypt(CALLER, LIST, cipher.encrypt(CALLER, LIST, ""))).contains("");
  }

  @Test
  void a_token_reveals_nothing_and_is_different_each_time() {
    assertThat(cipher.encrypt(CALLER, LIST, TOKEN))
        .isNotEqualTo(cipher.encrypt(CALLER, LIST, TOKEN))
        .matches("[A-Za-z0-9_-]+")
        .doesNotContain("MTc2MzY2ODgw");
  }

  @Test
  void a_token_cannot_be_decrypted_for_another_account_region_operation_or_key() {
    String token = cipher.encrypt(CALLER, LIST, TOKEN);

    assertThat(cipher.decrypt(new Principal("444455556666", "us-east-1", "AKIDA"), LIST, token))
        .isEmpty();
    assertThat(cipher.decrypt(new Principal("111122223333", "eu-west-1", "AKIDA"), LIST, token))
        .isEmpty();
    assertThat(cipher.decrypt(CALLER, "pinpoint.GetSegments", token)).isEmpty();
    byte[] another = new byte[32];
    another[0] = 1;
    assertThat(
            new PageTokenCipher(ServerKeys.of(another), () -> now, new SecureRandom())
                .decrypt(CALLER, LIST, token))
        .isEmpty();
  }

  @Test
  void a_token_is_valid_for_a_day() {
    String token = cipher.encrypt(CALLER, LIST, TOKEN);

    now = now.plus(Duration.ofHours(24)).minusSeconds(1);
    assertThat(cipher.decrypt(CALLER, LIST, token)).contains(TOKEN);
    now = now.plusSeconds(1);
    assertThat(cipher.decrypt(CALLER, LIST, token)).isEmpty();
  }

  @Test
  void a_token_with_a_changed_or_missing_character_is_invalid() {
    String token = cipher.encrypt(CALLER, LIST, TOKEN);
    for (int i = 0; i < token.length() - 1; i++) { // the last character has unused bits
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(
              cipher.decrypt(CALLER, LIST, token.substring(0, i) + other + token.substring(i + 1)))
          .isEmpty();
      assertThat(cipher.decrypt(CALLER, LIST, token.substring(0, i))).isEmpty();
    }
    assertThat(cipher.decrypt(CALLER, LIST, "no base64 at all!")).isEmpty();
  }
}
