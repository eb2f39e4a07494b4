package io.longshore.service.personalize.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.personalize.schema.Field;
import io.longshore.service.personalize.schema.FieldType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvValuesTest {

  private static final Field ID = new Field("ITEM_ID", FieldType.STRING, false, false, false);
  private static final Field GENRES = new Field("GENRES", FieldType.STRING, true, true, false);
  private static final Field PLOT = new Field("PLOT", FieldType.STRING, true, false, true);

  private static final Field TITLE = new Field("TITLE", FieldType.STRING, true, false, false);
  private static final Field IMPRESSION =
      new Field("IMPRESSION", FieldType.STRING, true, false, false);

  @Test
  void texts_have_the_lengths_of_the_guide() {
    assertThat(fits(ID, "x".repeat(256))).isTrue();
    assertThat(fits(ID, "x".repeat(257))).isFalse();
    assertThat(fits(GENRES, "x".repeat(1000))).isTrue();
    assertThat(fits(GENRES, "x".repeat(1001))).isFalse();
    assertThat(fits(IMPRESSION, "i|".repeat(500))).isTrue();
    assertThat(fits(IMPRESSION, "i|".repeat(500) + "i")).isFalse();
    assertThat(fits(TITLE, "x".repeat(1001))).isTrue();
    assertThat(fits(PLOT, "x".repeat(20_000))).isTrue();
    assertThat(fits(PLOT, "x".repeat(20_001))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"舟", "ふ", "フ", "𠀀"})
  void chinese_and_japanese_texts_have_at_most_seven_thousand_characters(String character) {
    String padding = "x".repeat(7000 - character.length());

    assertThat(fits(PLOT, character + padding)).isTrue();
    assertThat(fits(PLOT, character + padding + "x")).isFalse();
  }

  @Test
  void half_a_character_is_none_and_ids_have_no_control_characters() {
    assertThat(fits(GENRES, "⛵ 😀")).isTrue();
    assertThat(fits(GENRES, "\ud83d")).isFalse();
    assertThat(fits(GENRES, "\ude00\ud83d")).isFalse();
    assertThat(fits(GENRES, "x\ude00")).isFalse();
    assertThat(fits(GENRES, "a\0b")).isFalse();
    assertThat(fits(GENRES, "a\nb\u007f")).isTrue();
    assertThat(fits(ID, "a\nb")).isFalse();
    assertThat(fits(ID, "a\u007fb")).isFalse();
    assertThat(fits(ID, "")).isFalse();
  }

  @Test
  void a_line_tells_an_empty_text_from_none() {
    assertThat(CsvValues.line(Arrays.asList("a", null, "", "b,c", "say \"hi\"", "1\n2")))
        .isEqualTo("a,,\"\",\"b,c\",\"say \"\"hi\"\"\",\"1\n2\"");
  }

  private static boolean fits(Field field, String text) {
    return CsvValues.fault(field, text).isEmpty();
  }
}
