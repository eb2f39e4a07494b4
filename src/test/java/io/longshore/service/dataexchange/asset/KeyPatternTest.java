package io.longshore.service.dataexchange.asset;

import static io.longshore.service.dataexchange.DataExchangeSamples.assertRefused;
import static io.longshore.service.dataexchange.DataExchangeSamples.asset;
import static io.longshore.service.dataexchange.DataExchangeSamples.dataSet;
import static io.longshore.service.dataexchange.DataExchangeSamples.revision;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which key patterns are accepted, and the keys that they make. */
class KeyPatternTest {

  @ParameterizedTest
  @CsvSource({
    "${Asset.Id}, asset-1",
    "${DataSet.Id}/${Asset.Id}, set-1/asset-1",
    "${DataSet.Name}/${Asset.Id}, Prices/asset-1",
    "${Revision.Id}-${Asset.Id}, rev-1-asset-1",
    "${Revision.CreatedAt}/${Asset.Id}, 2026-03-07T23:05:09.120Z/asset-1",
    "${Revision.CreatedAt.Year}${Revision.CreatedAt.Month}${Revision.CreatedAt.Day}/${Asset.Id}, 20260307/asset-1",
    "in/${Asset.Name}.csv, in/a b.csv",
    "${Asset.Name}${Asset.Name}, a ba b"
  })
  void each_reference_stands_for_its_value(String pattern, String key) {
    assertThat(KeyPattern.of("KeyPattern", pattern).key(dataSet(), revision(), asset("a b")))
        .isEqualTo(key);
  }

  @Test
  void a_value_that_looks_like_a_reference_or_a_group_is_copied() {
    KeyPattern pattern = KeyPattern.of("KeyPattern", "x/${Asset.Name}/${Asset.Id}");

    assertThat(pattern.key(dataSet(), revision(), asset("${Asset.Id}$1\\")))
        .isEqualTo("x/${Asset.Id}$1\\/asset-1");
  }

  @Test
  void an_unknown_reference_is_refused_with_the_known_ones() {
    assertRefused(
        () -> KeyPattern.of("To.KeyPattern", "${Asset.Name}/${Asset.Size}"),
        "To.KeyPattern",
        "'Asset.Size'",
        "Revision.CreatedAt.Day");
    assertRefused(() -> KeyPattern.of("KeyPattern", "${asset.name}"), "'asset.name'");
    assertRefused(() -> KeyPattern.of("KeyPattern", "${}${Asset.Id}"), "''");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"prices.csv", "${DataSet.Name}/${Revision.Id}", "${Asset.Name", "$Asset.Name"})
  void a_pattern_that_gives_all_assets_one_key_is_refused(String pattern) {
    assertRefused(() -> KeyPattern.of("KeyPattern", pattern), "KeyPattern", "${Asset.Id}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/${Asset.Name}",
        "../${Asset.Name}",
        "a/../${Asset.Name}",
        "a/./${Asset.Id}",
        "${Asset.Id}/..",
        "a\n${Asset.Name}"
      })
  void fixed_text_follows_the_rules_of_keys(String pattern) {
    assertRefused(() -> KeyPattern.of("KeyPattern", pattern), "KeyPattern must");
  }

  @Test
  void fixed_text_of_more_bytes_than_a_key_has_is_refused() {
    assertThat(KeyPattern.of("KeyPattern", "k".repeat(1023) + "${Asset.Name}").prefix())
        .hasSize(1023);
    assertRefused(() -> KeyPattern.of("KeyPattern", "k".repeat(1024) + "${Asset.Name}"), "1025");
  }

  @Test
  void the_prefix_is_what_precedes_the_first_reference() {
    assertThat(KeyPattern.of("KeyPattern", "a/$b{/${DataSet.Id}/c/${Asset.Name}").prefix())
        .isEqualTo("a/$b{/");
    assertThat(KeyPattern.of("KeyPattern", KeyPattern.BY_NAME).prefix()).isEmpty();
  }
}
