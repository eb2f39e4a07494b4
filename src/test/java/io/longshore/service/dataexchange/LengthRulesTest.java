package io.longshore.service.dataexchange;

import static io.longshore.service.dataexchange.DataExchangeSamples.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The lengths of names and descriptions. */
class LengthRulesTest {

  private static final String EMOJI = "\ud83d\ude00";

  @Test
  void a_name_has_1_to_256_characters_and_an_emoji_is_one() {
    assertThat(LengthRules.name(EMOJI.repeat(256))).hasSize(512);
    assertRefused(() -> LengthRules.name(EMOJI.repeat(257)), "Name", "256", "257");
    assertRefused(() -> LengthRules.name(""), "Name", "0");
  }

  @Test
  void a_name_or_description_of_blanks_is_refused() {
    assertRefused(() -> LengthRules.name(" \t"), "Name");
    assertRefused(() -> LengthRules.description("\n"), "Description");
  }

  @Test
  void a_description_has_at_most_16384_characters() {
    assertThat(LengthRules.description("d".repeat(16_384))).hasSize(16_384);
    assertRefused(() -> LengthRules.description("d".repeat(16_385)), "Description", "16385");
  }

  @Test
  void the_name_of_an_asset_is_counted_in_bytes() {
    assertThat(LengthRules.assetName(EMOJI.repeat(256))).hasSize(512);
    assertRefused(() -> LengthRules.assetName(EMOJI.repeat(256) + "a"), "1025");
    assertRefused(() -> LengthRules.assetName(""), "1024");
  }
}
