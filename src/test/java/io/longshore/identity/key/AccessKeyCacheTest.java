package io.longshore.identity.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.identity.key.AccessKeyReader.Read;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long and how many reads of access keys are cached. */
class AccessKeyCacheTest {

  private static final long AGE = AccessKeyCache.MAX_AGE.toNanos();

  private final AtomicLong now = new AtomicLong(-AGE / 2);
  private final AccessKeyCache cache = new AccessKeyCache(now::get);

  @Test
  void a_read_expires_counted_from_the_start_of_its_statement() {
    long start = now.get();
    now.addAndGet(AGE / 4);
    cache.put("id", key("id", start));
    cache.put("none", none(start));

    now.set(start + AGE - 1);
    assertThat(cache.find("id")).contains(key("id", start));
    assertThat(cache.find("none")).contains(none(start));
    now.set(start + AGE);
    assertThat(cache.find("id")).isEmpty();
    assertThat(cache.find("none")).isEmpty();
  }

  @Test
  void a_read_that_took_longer_than_its_maximum_age_is_not_cached() {
    long start = now.get();
    now.addAndGet(2 * AGE);

    cache.put("id", key("id", start));

    assertThat(cache.find("id")).isEmpty();
  }

  @Test
  void a_newer_read_replaces_an_older_one() {
    cache.put("id", none(now.get()));
    cache.put("id", key("id", now.get()));
    assertThat(cache.find("id").orElseThrow().key()).isPresent();

    now.addAndGet(AGE / 2);
    cache.put("id", none(now.get()));
    now.addAndGet(AGE * 3 / 4);
    assertThat(cache.find("id")).hasValueSatisfying(read -> assertThat(read.key()).isEmpty());
    assertThat(cache.isKnown("id")).isFalse();
  }

  @Test
  void an_id_stays_known_after_its_read_has_expired() {
    cache.put("id", key("id", now.get()));
    cache.put("none", none(now.get()));
    now.addAndGet(100 * AGE);

    assertThat(cache.find("id")).isEmpty();
    assertThat(cache.isKnown("id")).isTrue();
    assertThat(cache.isKnown("none")).isFalse();
  }

  @Test
  void unknown_ids_are_bounded_and_evict_no_known_key() {
    cache.put("id", key("id", now.get()));
    IntStream.range(0, 100_000).forEach(i -> cache.put("none" + i, none(now.get())));

    long kept = IntStream.range(0, 100_000).filter(i -> has("none" + i)).count();
    assertThat(kept).isBetween(1L, (long) AccessKeyCache.MAX_UNKNOWN_KEYS);
    assertThat(has("id")).isTrue();
    assertThat(cache.isKnown("id")).isTrue();
  }

  @Test
  void known_keys_are_bounded() {
    IntStream.range(0, 20_000).forEach(i -> cache.put("id" + i, key("id" + i, now.get())));

    assertThat(IntStream.range(0, 20_000).filter(i -> has("id" + i)).count())
        .isBetween(1L, (long) AccessKeyCache.MAX_KEYS);
    assertThat(IntStream.range(0, 20_000).filter(i -> cache.isKnown("id" + i)).count())
        .isBetween(1L, (long) AccessKeyCache.MAX_KEYS);
  }

  private boolean has(String id) {
    return cache.find(id).isPresent();
  }

  private static Read key(String id, long at) {
    AccessKey key = new AccessKey(id, "secret", "111122223333", true);
    return new Read(Optional.of(key), at);
  }

  private static Read none(long at) {
    return new Read(Optional.empty(), at);
  }
}
