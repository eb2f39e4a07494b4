package io.longshore.service.personalize.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.personalize.deletion.DeletedUsers;
import io.longshore.service.personalize.job.IngestionMode;
import io.longshore.service.personalize.schema.RecordSchema;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which records an export has, fixed when it is created. */
class ExportSelectionTest {

  private static final UUID LOAD = UUID.fromString("00000000-0000-0000-0000-000000000001");
  private static final RecordSchema ITEMS = schema("Items", "ITEM_ID");
  private static final RecordSchema INTERACTIONS = schema("Interactions", "USER_ID");
  private static final DeletedUsers USERS = new DeletedUsers("deletion-1", LOAD, 7);

  @ParameterizedTest
  @CsvSource({"BULK, true, -1", "PUT, false, 9", "ALL, true, 9"})
  void the_mode_selects_loads_and_calls(IngestionMode mode, boolean bulk, long seq) {
    ExportSelection selection = of(mode, INTERACTIONS, false);

    assertThat(selection.loads()).isEqualTo(bulk ? List.of(LOAD) : List.of());
    assertThat(selection.seq()).isEqualTo(seq);
    assertThat(selection.columns()).isEqualTo(2);
    assertThat(selection.forgotten()).containsExactly(USERS);
  }

  @Test
  void items_are_entities_and_interactions_are_not() {
    assertThat(of(IngestionMode.ALL, ITEMS, false).entities()).isTrue();
    assertThat(of(IngestionMode.ALL, INTERACTIONS, false).entities()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "BULK, false, true",
    "ALL, false, true",
    "PUT, false, false",
    "BULK, true, false",
    "ALL, true, false"
  })
  void bulk_rows_of_interactions_are_all_different_unless_two_loads_may_be_equal(
      IngestionMode mode, boolean twins, boolean single) {
    assertThat(of(mode, INTERACTIONS, twins).single()).isEqualTo(single);
  }

  @Test
  void a_put_item_may_equal_a_bulk_one() {
    assertThat(of(IngestionMode.BULK, ITEMS, false).single()).isTrue();
    assertThat(of(IngestionMode.ALL, ITEMS, false).single()).isFalse();
  }

  @Test
  void the_specification_of_a_job_holds_the_whole_selection() {
    ExportSelection selection = of(IngestionMode.ALL, INTERACTIONS, false);

    assertThat(ExportSelection.of(new JsonObject(selection.spec().encode()))).isEqualTo(selection);
  }

  @Test
  void a_job_of_an_older_version_has_no_deleted_users_and_may_have_equal_rows() {
    JsonObject old = of(IngestionMode.BULK, INTERACTIONS, false).spec();
    old.remove("forgotten");
    old.remove("single");

    assertThat(ExportSelection.of(old).forgotten()).isEmpty();
    assertThat(ExportSelection.of(old).single()).isFalse();
  }

  private static ExportSelection of(IngestionMode mode, RecordSchema schema, boolean twins) {
    return ExportSelection.of(
        mode, schema, new VisibleLoads(List.of(LOAD), twins), 9, List.of(USERS));
  }

  private static RecordSchema schema(String name, String key) {
    return RecordSchema.parse(
        "{\"type\":\"record\",\"name\":\"%s\",\"fields\":[{\"name\":\"%s\",\"type\":\"string\"},{\"name\":\"MORE\",\"type\":\"string\"}]}"
            .formatted(name, key));
  }
}
