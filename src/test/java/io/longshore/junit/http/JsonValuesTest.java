package io.longshore.junit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValuesTest {

  private static final ObjectMapper JACKSON = new ObjectMapper();

  @Property(tries = 300)
  void what_is_written_is_what_jackson_reads(@ForAll("objects") Map<String, Object> value)
      throws Exception {
    assertThat(JACKSON.readValue(JsonValues.write(value), Map.class)).isEqualTo(value);
  }

  @Property(tries = 300)
  void what_jackson_writes_is_read(@ForAll("objects") Map<String, Object> value) throws Exception {
    assertThat(JsonValues.parse(JACKSON.writerWithDefaultPrettyPrinter().writeValueAsString(value)))
        .isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[1", "{\"a\"}", "{\"a\":}", "tru", "1 2", "\"", "\"\\u12\"", "[1;2]"})
  void what_is_not_json_is_refused(String text) {
    assertThatThrownBy(() -> JsonValues.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Not JSON");
  }

  @Provide
  static Arbitrary<Map<String, Object>> objects() {
    Arbitrary<Object> plain =
        Arbitraries.oneOf(
            Arbitraries.strings().asGeneric(),
            Arbitraries.longs().between(Integer.MAX_VALUE + 1L, 999_999_999_999L).asGeneric(),
            Arbitraries.doubles().ofScale(3).map(number -> number + 0.0001).asGeneric(),
            Arbitraries.of(true, false).asGeneric());
    Arbitrary<Object> nested =
        Arbitraries.oneOf(
            plain,
            plain.list().ofMaxSize(3).<Object>map(List::copyOf),
            Arbitraries.maps(Arbitraries.strings().ofMaxLength(3), plain)
                .ofMaxSize(3)
                .<Object>map(LinkedHashMap::new));
    return Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), nested).ofMaxSize(4);
  }
}
