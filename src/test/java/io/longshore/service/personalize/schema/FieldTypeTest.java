package io.longshore.service.personalize.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTypeTest {

  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,19}");
  private static final Pattern REAL =
      Pattern.compile(
          "[+-]?([0-9]{1,400}(\\.[0-9]{0,400})?|\\.[0-9]{1,400})([eE][+-]?[0-9]{1,3})?");

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0.0", "1.", ".5", "+1e3", "1E-7", "123456789.125", "00"})
  void decimals_are_floats(String text) {
    assertThat(FieldType.FLOAT.holds(text)).isTrue();
    assertThat(FieldType.DOUBLE.holds(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "+",
        "e3",
        "1e",
        "1e+",
        "NaN",
        "Infinity",
        "0x1p3",
        "1f",
        "1d",
        " 1",
        "1 ",
        "1,5",
        "--1",
        "1e1000",
        "1e999",
        "١"
      })
  void what_only_looks_like_a_number_is_none(String text) {
    assertThat(FieldType.FLOAT.holds(text)).isFalse();
    assertThat(FieldType.DOUBLE.holds(text)).isFalse();
    assertThat(FieldType.LONG.holds(text)).isFalse();
    assertThat(FieldType.INT.holds(text)).isFalse();
  }

  @Test
  void whole_numbers_have_the_bounds_of_their_type() {
    assertThat(FieldType.INT.holds("2147483647")).isTrue();
    assertThat(FieldType.INT.holds("2147483648")).isFalse();
    assertThat(FieldType.LONG.holds("-9223372036854775808")).isTrue();
    assertThat(FieldType.LONG.holds("9223372036854775808")).isFalse();
    assertThat(FieldType.LONG.holds("1.0")).isFalse();
    assertThat(FieldType.FLOAT.holds("1e39")).isFalse();
    assertThat(FieldType.DOUBLE.holds("1e39")).isTrue();
    assertThat(FieldType.DOUBLE.holds("9".repeat(401))).isFalse();
  }

  @Test
  void the_form_of_numbers_is_that_of_the_patterns() {
    Random random = new Random(5);
    String alphabet = "0123456789..eE+-- x";
    for (int n = 0; n < 200_000; n++) {
      StringBuilder made = new StringBuilder();
      int length = random.nextInt(8);
      while (made.length() < length) {
        made.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String text = made.toString();
      boolean real = REAL.matcher(text).matches() && Double.isFinite(Double.parseDouble(text));
      assertThat(FieldType.DOUBLE.holds(text)).as(text).isEqualTo(real);
      assertThat(FieldType.LONG.holds(text)).as(text).isEqualTo(WHOLE.matcher(text).matches());
    }
  }
}
