package io.longshore.service.personalize.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The types of datasets: their names, and the fields that their records are found by. */
class DatasetTypeTest {

  @ParameterizedTest
  @CsvSource({
    "Interactions, INTERACTIONS",
    "items, ITEMS",
    "USERS, USERS",
    "Actions, ACTIONS",
    "action_interactions, ACTION_INTERACTIONS"
  })
  void a_type_of_datasets_is_named_in_any_case(String name, DatasetType type) {
    assertThat(DatasetType.parse(name)).contains(type);
    assertThat(DatasetType.parse(name + "s")).isEmpty();
  }

  @Test
  void the_schema_of_action_interactions_has_a_name_without_underscore() {
    assertThat(DatasetType.ofRecord("ActionInteractions"))
        .contains(DatasetType.ACTION_INTERACTIONS);
    assertThat(DatasetType.ofRecord("Items")).contains(DatasetType.ITEMS);
    assertThat(DatasetType.ofRecord("Things")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void entities_are_found_by_their_id_and_interactions_by_their_user(DatasetType type) {
    boolean user = type.name().endsWith("INTERACTIONS") || type == DatasetType.USERS;

    assertThat(type.key().equals("USER_ID")).isEqualTo(user);
    assertThat(type.isEntity()).isEqualTo(!type.name().endsWith("INTERACTIONS"));
  }
}
