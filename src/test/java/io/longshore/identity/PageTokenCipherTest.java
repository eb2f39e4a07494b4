package io.longshore.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.Principal;
import io.longshore.identity.key.ServerKeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PageTokenCipherTest {

  private static final Principal ME = new Principal("111122223333", "us-east-1", "AKIDA");
  private static final String LIST = "pinpoint.GetApps";
  private static final String TOKEN = "1763668800000:0123456789abcdef";

  private final ServerKeys keys = ServerKeys.of(new byte[32]);
  private Instant now = Instant.parse("2026-11-22T02:00:00Z");
  private final PageTokenCipher seal = new PageTokenCipher(keys, () -> now, new SecureRandom());

  @Test
  void a_token_opens_for_the_same_caller_and_list_in_every_replica() {
    PageTokenCipher other = new PageTokenCipher(keys, () -> now, new SecureRandom());
    String sealed = seal.encrypt(ME, LIST, TOKEN);

    assertThat(other.decrypt(ME, LIST, sealed)).contains(TOKEN);
    assertThat(other.decrypt(new Principal(ME.account(), ME.region(), "AKIDB"), LIST, sealed))
        .contains(TOKEN); // another key of the account
    assertThat(seal.decrypt(ME, LIST, seal.encrypt(ME, LIST, ""))).contains("");
  }

  @Test
  void it_says_nothing_and_is_never_the_same_twice() {
    assertThat(seal.encrypt(ME, LIST, TOKEN))
        .isNotEqualTo(seal.encrypt(ME, LIST, TOKEN))
        .matches("[A-Za-z0-9_-]+")
        .doesNotContain("MTc2MzY2ODgw");
  }

  @Test
  void it_opens_for_nobody_else() {
    String sealed = seal.encrypt(ME, LIST, TOKEN);

    assertThat(seal.decrypt(new Principal("444455556666", "us-east-1", "AKIDA"), LIST, sealed))
        .isEmpty();
    assertThat(seal.decrypt(new Principal("111122223333", "eu-west-1", "AKIDA"), LIST, sealed))
        .isEmpty();
    assertThat(seal.decrypt(ME, "pinpoint.GetSegments", sealed)).isEmpty();
    byte[] another = new byte[32];
    another[0] = 1;
    assertThat(
            new PageTokenCipher(ServerKeys.of(another), () -> now, new SecureRandom())
                .decrypt(ME, LIST, sealed))
        .isEmpty();
  }

  @Test
  void it_opens_for_a_day() {
    String sealed = seal.encrypt(ME, LIST, TOKEN);

    now = now.plus(Duration.ofHours(24)).minusSeconds(1);
    assertThat(seal.decrypt(ME, LIST, sealed)).contains(TOKEN);
    now = now.plusSeconds(1);
    assertThat(seal.decrypt(ME, LIST, sealed)).isEmpty();
  }

  @Test
  void with_any_letter_changed_or_cut_off_it_is_none() {
    String sealed = seal.encrypt(ME, LIST, TOKEN);
    for (int i = 0; i < sealed.length() - 1; i++) { // the last letter has bits that mean nothing
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(seal.decrypt(ME, LIST, sealed.substring(0, i) + other + sealed.substring(i + 1)))
          .isEmpty();
      assertThat(seal.decrypt(ME, LIST, sealed.substring(0, i))).isEmpty();
    }
    assertThat(seal.decrypt(ME, LIST, "no base64 at all!")).isEmpty();
  }
}
