package io.longshore.identity.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.identity.key.AccessKey;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which signing keys are cached, and how many. */
class SigningKeyCacheTest {

  private static final AccessKey KEY = new AccessKey("AKIAEXAMPLE", "secret", "111122223333", true);

  private final SigningKeyCache cache = new SigningKeyCache();

  @Test
  void a_key_is_cached_once_a_request_was_verified_with_it() {
    byte[] first = cache.of(KEY, scope(1));
    assertThat(cache.of(KEY, scope(1))).isEqualTo(first).isNotSameAs(first);

    cache.remember(KEY, scope(1), first);
    assertThat(cache.of(KEY, scope(1))).isSameAs(first);
    assertThat(cache.of(KEY, scope(2))).isNotEqualTo(first);
  }

  @Test
  void cached_keys_are_bounded() {
    byte[][] all = new byte[5000][];
    for (int i = 0; i < all.length; i++) {
      all[i] = SigningKeyCache.derive(KEY.secret(), scope(i));
      cache.remember(KEY, scope(i), all[i]);
    }

    assertThat(
            IntStream.range(0, all.length).filter(i -> cache.of(KEY, scope(i)) == all[i]).count())
        .isBetween(1L, 1024L);
  }

  private static CredentialScope scope(int region) {
    return new CredentialScope("20261130", "region-" + region, "personalize");
  }
}
