package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StorableTextTest {

  @Test
  void characters_that_text_cannot_store_are_replaced() {
    assertThat(StorableText.of("a\0b\ud83dc\ude00", 100)).isEqualTo("a\ufffdb\ufffdc\ufffd");
    assertThat(StorableText.of("sound 😀\n\u2028", 100)).isEqualTo("sound 😀\n\u2028");
  }

  @Test
  void surrogate_pairs_are_not_split() {
    assertThat(StorableText.of("ab😀", 3)).isEqualTo("ab");
    assertThat(StorableText.of("ab😀", 4)).isEqualTo("ab😀");
    assertThat(StorableText.of("abc", 2)).isEqualTo("ab");
  }
}
