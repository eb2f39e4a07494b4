package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StorableTextTest {

  @Test
  void what_no_text_can_hold_is_replaced() {
    assertThat(StorableText.of("a\0b\ud83dc\ude00", 100)).isEqualTo("a\ufffdb\ufffdc\ufffd");
    assertThat(StorableText.of("sound 😀\n\u2028", 100)).isEqualTo("sound 😀\n\u2028");
  }

  @Test
  void a_character_is_never_cut_in_two() {
    assertThat(StorableText.of("ab😀", 3)).isEqualTo("ab");
    assertThat(StorableText.of("ab😀", 4)).isEqualTo("ab😀");
    assertThat(StorableText.of("abc", 2)).isEqualTo("ab");
  }
}
