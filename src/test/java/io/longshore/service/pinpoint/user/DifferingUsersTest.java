package io.longshore.service.pinpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Which users a load finds, and that it never misses one. */
class DifferingUsersTest {

  private static final JsonObject NONE = new JsonObject();

  private final DifferingUsers users = new DifferingUsers();

  @Test
  void users_whose_rows_have_different_attributes_are_found_and_no_others() {
    for (int row = 0; row < 3; row++) {
      for (int user = 0; user < 20_000; user++) {
        users.add("user-" + user, plan(user % 1000 == 7 && row == 2 ? "gold" : "free"));
      }
    }
    assertThat(users.found().orElseThrow()).hasSize(20).contains("user-7", "user-19007");
  }

  @Test
  void a_row_without_attributes_differs_from_one_that_has_some_in_either_order() {
    users.add("ann", NONE);
    users.add("bob", plan("gold"));
    users.add("carol", NONE);
    users.add("ann", plan("gold"));
    users.add("bob", NONE);
    users.add("carol", NONE);
    assertThat(users.found())
        .hasValueSatisfying(all -> assertThat(all).containsExactly("ann", "bob"));
  }

  @Test
  void nothing_is_known_when_more_users_differ_than_are_kept() {
    for (int user = 0; user < 10_000; user++) {
      users.add("user-" + user, NONE);
      users.add("user-" + user, plan("gold"));
    }
    assertThat(users.found()).isEmpty();
  }

  @Test
  void nothing_is_known_when_the_table_is_full_unless_no_row_has_attributes() {
    DifferingUsers few = new DifferingUsers(11);
    for (int user = 0; user < 5_000; user++) {
      few.add("user-" + user, NONE);
    }
    assertThat(few.found().orElseThrow()).isEmpty();

    few.add("user-1", plan("gold"));
    assertThat(few.found()).isEmpty();
  }

  private static JsonObject plan(String value) {
    return new JsonObject().put("Plan", new JsonArray().add(value));
  }
}
