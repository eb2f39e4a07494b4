package io.longshore.service.personalize.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.service.personalize.PersonalizeFixture;
import io.longshore.service.personalize.schema.RecordSchema;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** Texts of properties as nobody should send them. */
class PropertiesParserTest {

  private static final RecordSchema ITEMS = RecordSchema.parse(PersonalizeFixture.ITEMS);
  private static final Set<String> NAMES = Set.of("itemid", "genres", "numberofratings");
  private static final String WHOLE =
      "{\"genres\":[\"a\",\"b c\"],\"numberOfRatings\":12,\"ITEM_ID\":\"i\"}";

  @Property(tries = 5000, seed = "20261121")
  void what_does_not_fit_gets_the_services_own_error(@ForAll("texts") String text) {
    boolean taken = taken(text);

    Statistics.collect(taken ? "taken" : "refused");
    if (taken) {
      assertThat(new JsonObject(text).fieldNames())
          .allMatch(name -> NAMES.contains(name.replace("_", "").toLowerCase(Locale.ROOT)));
    }
  }

  private static boolean taken(String text) {
    try {
      PropertiesParser properties = new PropertiesParser(ITEMS);
      Map<String, String> cells = properties.read(text, Set.of());
      cells.putIfAbsent("ITEM_ID", "i");
      properties.checked(cells);
      return true;
    } catch (ApiError refused) {
      assertThat(refused.code().shape()).isEqualTo("InvalidInputException");
      assertThat(refused.getMessage()).isNotBlank();
      return false;
    }
  }

  @Provide
  static Arbitrary<String> texts() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, broken()),
        Tuple.of(3, strange()),
        Tuple.of(1, Arbitraries.strings().ofMaxLength(60)));
  }

  /** The whole with some characters replaced. */
  private static Arbitrary<String> broken() {
    Arbitrary<Integer> at = Arbitraries.integers().between(0, WHOLE.length() - 1);
    Arbitrary<String> put =
        Arbitraries.of(
            "",
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "1e9",
            "-",
            "\\u0000",
            "\\ud800",
            "\\",
            "\uD83D\uDE00",
            "\u0000",
            "x");
    return Combinators.combine(at, at, put)
        .as(
            (from, length, text) -> {
              int to = Math.min(WHOLE.length(), from + length % 7);
              return WHOLE.substring(0, from) + text + WHOLE.substring(to);
            });
  }

  /** JSON, but of other names, types and sizes. */
  private static Arbitrary<String> strange() {
    Arbitrary<String> name =
        Arbitraries.of("genres", "GENRES", "gen_res", "numberOfRatings", "ITEM_ID", "price", "");
    Arbitrary<String> value =
        Arbitraries.of(
            "null",
            "true",
            "1.5",
            "1e400",
            "2147483648",
            "-0",
            "\"\"",
            "\"a|b\"",
            "[]",
            "[[]]",
            "[null]",
            "[\"a|b\"]",
            "{}",
            "\"" + "g".repeat(1001) + "\"",
            "\"\\n\"",
            "[1]");
    return Combinators.combine(name, value, name, value)
        .as((a, x, b, y) -> "{\"" + a + "\":" + x + ",\"" + b + "\":" + y + "}");
  }
}
