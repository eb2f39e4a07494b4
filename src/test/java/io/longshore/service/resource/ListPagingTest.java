package io.longshore.service.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.PageToken;
import io.longshore.api.Principal;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListPagingTest {

  private static final ListPaging PAGING =
      new ListPaging("token", "page-size", "NextToken", 1000, CommonError.SERIALIZATION);
  private static final Principal CALLER = new Principal("111122223333", "eu-west-1", "AK");

  @Test
  void a_page_has_a_hundred_items_unless_the_request_says_otherwise() {
    ListPage page = PAGING.page(call(new JsonObject(), new JsonObject()));

    assertThat(page.size()).isEqualTo(100);
    assertThat(page.limit()).isEqualTo(101);
    assertThat(page.after()).isEmpty();
    assertThat(page.position()).isEmpty();
  }

  @Test
  void the_size_may_be_text_or_a_number_in_the_parameters_or_the_body() {
    assertThat(PAGING.page(sized("7")).size()).isEqualTo(7);
    assertThat(PAGING.page(sized(1000)).size()).isEqualTo(1000);
    assertThat(PAGING.page(sized(100.0)).size()).isEqualTo(100);
    JsonObject body = new JsonObject().put("page-size", 3);
    assertThat(PAGING.page(call(new JsonObject(), body)).size()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1001", "", "seven", "99999999999999999999", "1e2"})
  void a_size_that_is_not_from_1_to_the_limit_is_refused(String size) {
    assertThatThrownBy(() -> PAGING.page(sized(size)))
        .isInstanceOf(ApiError.class)
        .hasMessage("page-size must be a number from 1 to 1000, was '" + size + "'");
  }

  @Test
  void the_next_page_starts_behind_the_last_item_of_the_page() {
    ListPage first = PAGING.page(sized(2), "app");
    JsonObject body =
        first.answer("Item", List.of("a", "b", "c"), ListPagingTest::item, name -> name).body();
    assertThat(body.getJsonArray("Item")).containsExactly(item("a"), item("b"));

    ListPage second = PAGING.page(continued(body.getString("NextToken")), "app");
    assertThat(second.after()).contains("b");
  }

  @Test
  void the_last_page_has_no_token() {
    JsonObject body =
        PAGING
            .page(sized(2))
            .answer("Item", List.of("a", "b"), ListPagingTest::item, name -> name)
            .body();

    assertThat(body.fieldNames()).containsExactly("Item");
  }

  @Test
  void a_row_without_an_item_counts_but_is_not_shown() {
    JsonObject body =
        PAGING
            .page(sized(2))
            .answerPresent(
                "Item",
                List.of("a", "b", "c"),
                name -> Optional.of(item(name)).filter(item -> name.equals("a")),
                name -> name)
            .body();

    assertThat(body.getJsonArray("Item")).containsExactly(item("a"));
    assertThat(body.getString("NextToken")).isNotNull();
  }

  @Test
  void a_token_of_another_list_is_refused() {
    ListPage page = PAGING.page(sized(1), "app");
    String token =
        page.answer("Item", List.of("a", "b"), ListPagingTest::item, name -> name)
            .body()
            .getString("NextToken");

    for (String wrong : List.of(token + "x", "", "not a token")) {
      assertThatThrownBy(() -> PAGING.page(continued(wrong), "app"))
          .isInstanceOf(ApiError.class)
          .hasMessageStartingWith("token is not a token of this list: pass NextToken ");
    }
    assertThatThrownBy(() -> PAGING.page(continued(token), "another app"))
        .isInstanceOf(ApiError.class);
    assertThatThrownBy(() -> PAGING.page(continued(token))).isInstanceOf(ApiError.class);
  }

  /** A token that an earlier version gave out: bound to the account, region, operation, filters. */
  @Test
  void a_token_is_bound_to_the_account_the_region_the_operation_and_the_filters() {
    PageToken earlier =
        new PageToken(List.of("111122223333", "eu-west-1", "sample.ListThings", "app"));

    assertThat(PAGING.page(continued(earlier.at("1000:id")), "app").position())
        .contains(new ListPosition(Instant.ofEpochMilli(1000), "id"));
  }

  @Test
  void positions_are_separated_by_a_colon_or_a_blank() {
    Instant time = Instant.parse("2026-11-21T10:00:00.123Z");
    String arn = "arn:aws:personalize:eu-west-1:111122223333:schema/a b";

    assertThat(ListPosition.parse(new ListPosition(time, "a:b").toString()))
        .isEqualTo(new ListPosition(time, "a:b"));
    assertThat(ListPosition.parse(time.toEpochMilli() + " " + arn))
        .isEqualTo(new ListPosition(time, arn));
  }

  private static JsonObject item(String name) {
    return new JsonObject().put("Name", name);
  }

  private static Call sized(Object size) {
    return call(new JsonObject().put("page-size", size), new JsonObject());
  }

  private static Call continued(String token) {
    return call(new JsonObject().put("token", token), new JsonObject());
  }

  private static Call call(JsonObject parameters, JsonObject body) {
    return new Call("sample.ListThings", CALLER, "request", parameters, body);
  }
}
