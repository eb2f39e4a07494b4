package io.longshore.service.cleanroomsml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.job.PermanentFailure;
import io.longshore.service.cleanroomsml.training.InteractionColumns.Interaction;
import io.longshore.service.cleanroomsml.training.InteractionColumns.Positions;
import io.longshore.transfer.read.CsvRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the rows of a training table become interactions. */
class InteractionColumnsTest {

  private static final List<String> HEADER = List.of("when", "what", "who", "more");

  private final InteractionColumns all = InteractionColumns.of(spec());

  @Test
  void the_columns_are_found_by_their_types() {
    assertThat(all.in(HEADER)).isEqualTo(new Positions(2, 1, 0));
    assertThat(all.in(List.of("WHO", "WHAT", "WHEN"))).isEqualTo(new Positions(0, 1, 2));
  }

  @Test
  void a_schema_without_a_column_or_with_two_of_a_type_is_rejected() {
    JsonObject none = spec();
    none.getJsonArray("schema").remove(0);
    JsonObject two = spec();
    two.getJsonArray("schema").add(column("again", "ITEM_ID"));

    assertThatThrownBy(() -> InteractionColumns.of(none))
        .isInstanceOf(PermanentFailure.class)
        .hasMessageContaining("USER_ID");
    assertThatThrownBy(() -> InteractionColumns.of(two))
        .isInstanceOf(PermanentFailure.class)
        .hasMessageContaining("ITEM_ID");
  }

  @Test
  void a_file_without_a_column_of_the_schema_is_rejected_with_its_header() {
    JsonObject more = spec();
    more.getJsonArray("schema").add(column("age", "NUMERICAL_FEATURE"));

    assertThatThrownBy(() -> InteractionColumns.of(more).in(HEADER))
        .isInstanceOf(PermanentFailure.class)
        .hasMessageContaining("'age'")
        .hasMessageContaining("when, what, who, more");
  }

  @Test
  void a_row_of_a_csv_file_is_read_by_position() {
    assertThat(all.interaction(row("u", "i", "5"), all.in(HEADER)))
        .contains(new Interaction("u", "i"));
  }

  @Test
  void a_row_of_json_is_read_by_name_in_any_case_and_takes_whole_numbers_as_ids() {
    JsonObject row = new JsonObject().put("WHO", 12).put("what", "i").put("when", 5);

    assertThat(all.interaction(row)).contains(new Interaction("12", "i"));
    assertThat(all.interaction(row.copy().put("when", 5.9))).contains(new Interaction("12", "i"));
    assertThatThrownBy(() -> all.interaction(row.copy().put("WHO", 1.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("who");
  }

  @ParameterizedTest
  @CsvSource({"99, false", "100, true", "200, true", "201, false"})
  void rows_of_the_window_count_both_ends_included(String when, boolean counts) {
    InteractionColumns window =
        InteractionColumns.of(spec().put("windowStart", 100L).put("windowEnd", 200L));

    assertThat(window.interaction(row("u", "i", when), window.in(HEADER)).isPresent())
        .isEqualTo(counts);
  }

  @ParameterizedTest
  @CsvSource({"'', i, 1, who", "u, '', 1, what", "u, i, '', when", "u, i, x, when"})
  void a_row_that_lacks_a_value_fails_with_its_column(
      String who, String what, String when, String column) {
    assertThatThrownBy(() -> all.interaction(row(who, what, when), all.in(HEADER)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(column);
  }

  @Test
  void an_id_has_at_most_512_characters_and_no_nul() {
    assertThat(all.interaction(row("u".repeat(512), "i", "1"), all.in(HEADER))).isPresent();
    assertThatThrownBy(() -> all.interaction(row("u".repeat(513), "i", "1"), all.in(HEADER)))
        .hasMessageContaining("512");
    assertThatThrownBy(() -> all.interaction(row("u", "i\0", "1"), all.in(HEADER)))
        .hasMessageContaining("NUL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1700000000000", "253402300800"})
  void milliseconds_are_recognized(String when) {
    assertThatThrownBy(() -> all.interaction(row("u", "i", when), all.in(HEADER)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("milliseconds");
  }

  private static CsvRow row(String who, String what, String when) {
    return new CsvRow(HEADER, List.of(when, what, who, ""));
  }

  private static JsonObject spec() {
    JsonArray schema =
        new JsonArray()
            .add(column("who", "USER_ID"))
            .add(column("what", "ITEM_ID"))
            .add(column("when", "TIMESTAMP"));
    return new JsonObject().put("schema", schema);
  }

  private static JsonObject column(String name, String type) {
    return new JsonObject().put("columnName", name).put("columnTypes", new JsonArray().add(type));
  }
}
