package io.longshore.service.personalize;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.personalize.PersonalizeFixture.OTHER_ACCOUNT;
import static io.longshore.service.personalize.ShopData.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.ServiceResponse;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that are put one by one, and what exports see of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamsIT {

  @AutoClose private final PersonalizeFixture rig = new PersonalizeFixture();
  private ShopData shop;

  @BeforeEach
  void a_group_with_datasets_is_there() {
    shop = new ShopData(rig);
  }

  @Test
  void properties_are_found_in_camel_case_and_as_in_the_schema() {
    shop.putItem("i1", "{\"numberOfRatings\":12,\"genres\":\"Drama|Comedy\"}");
    shop.putItem("i2", "{\"NUMBER_OF_RATINGS\":null,\"GENRES\":[\"a\",\"b\"]}");
    shop.putItem("i3", null);

    assertThat(rig.exported(shop.items, "PUT"))
        .containsExactlyInAnyOrder("i1,Drama|Comedy,12", "i2,a|b,", "i3,,");
  }

  @Test
  void commas_quotes_newlines_and_emoji_leave_as_rfc_4180_says() {
    shop.putItem("a,b", new JsonObject().put("genres", "say \"hi\"").encode());
    shop.putItem("😀", new JsonObject().put("genres", "two\\nlines").encode());
    shop.putItem("e", new JsonObject().put("genres", "").encode());

    assertThat(rig.exported(shop.items, "PUT"))
        .containsExactlyInAnyOrder("\"a,b\",\"say \"\"hi\"\"\",", "😀,two\\nlines,", "e,\"\",");
  }

  @Test
  void all_has_the_newest_of_an_id_and_put_has_each_different_row_once() {
    shop.putItem("i1", "{\"numberOfRatings\":1}");
    shop.putItem("i1", "{\"numberOfRatings\":2}");
    shop.putItem("i1", "{\"numberOfRatings\":2}");
    shop.putItem("i1", "{\"numberOfRatings\":1}");

    assertThat(rig.exported(shop.items, "ALL")).containsExactly("i1,,1");
    assertThat(rig.exported(shop.items, "PUT")).containsExactlyInAnyOrder("i1,,1", "i1,,2");
    assertThat(rig.exported(shop.items, "BULK")).isEmpty();
  }

  @Test
  void all_has_one_row_where_a_key_is_twice_in_a_call() {
    JsonArray twice =
        new JsonArray()
            .add(new JsonObject().put("userId", "u").put("properties", "{\"age\":1}"))
            .add(new JsonObject().put("userId", "u").put("properties", "{\"age\":2}"));

    rig.ok("PutUsers", "datasetArn", shop.users, "users", twice);

    assertThat(rig.exported(shop.users, "ALL")).containsExactly("u,2");
  }

  @Test
  void an_export_shows_what_was_there_when_it_was_created() {
    shop.putItem("i1", "{\"numberOfRatings\":1}");
    String job = rig.exportJob(shop.items, "ALL", "frozen").getString("datasetExportJobArn");
    shop.putItem("i1", "{\"numberOfRatings\":2}");
    shop.putItem("i2", "{\"numberOfRatings\":2}");

    assertThat(rig.lines(job)).containsExactly("i1,,1");
    assertThat(rig.exported(shop.items, "ALL")).containsExactlyInAnyOrder("i1,,2", "i2,,2");
  }

  @Test
  void events_become_interactions() {
    shop.putEvents("s", "u1", event("click", 1_700_000_000.9).put("itemId", "i1"));
    shop.putEvents(
        "s2",
        "u2",
        event("buy", 1_700_000_001)
            .put("properties", "{\"itemId\":\"i2\",\"eventValue\":1.50,\"device\":\"tv\"}"));

    assertThat(rig.exported(shop.interactions, "ALL"))
        .containsExactlyInAnyOrder("u1,i1,1700000000,click,,", "u2,i2,1700000001,buy,1.50,tv");
  }

  @Test
  void an_event_of_an_id_counts_once_and_equal_rows_leave_once() {
    shop.putEvents("s", "u", event("click", 1).put("itemId", "i1").put("eventId", "e1"));
    shop.putEvents("s", "u", event("click", 2).put("itemId", "i2").put("eventId", "e1"));
    shop.putEvents("s", "u", event("click", 1).put("itemId", "i1").put("eventId", "e2"));
    shop.putEvents("s", "u", event("click", 1).put("itemId", "i1"));

    assertThat(rig.exported(shop.interactions, "PUT")).containsExactly("u,i1,1,click,,");
  }

  @Test
  void events_of_a_session_are_its_users_once_that_is_known() {
    shop.putEvents("s", null, event("click", 1).put("itemId", "i1"));
    assertThat(rig.exported(shop.interactions, "ALL")).isEmpty();

    shop.putEvents("s", "u", event("click", 2).put("itemId", "i2"));
    shop.putEvents("s", null, event("click", 3).put("itemId", "i3"));

    assertThat(rig.exported(shop.interactions, "ALL"))
        .containsExactlyInAnyOrder("u,i1,1,click,,", "u,i2,2,click,,", "u,i3,3,click,,");
    assertThat(rig.count("personalize_anonymous")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "5",
        "null",
        "{\"a\":1}",
        "{\"genres\":5}",
        "{\"genres\":{}}",
        "{\"numberOfRatings\":1.5}",
        "{\"numberOfRatings\":\"x\"}",
        "{\"numberOfRatings\":2147483648}",
        "{\"numberOfRatings\":[1]}",
        "{\"genres\":\"a\",\"genres\":\"b\"}",
        "{\"genres\":\"a\",\"GENRES\":\"b\"}",
        "{\"genres\":\"\\u0000\"}",
        "{\"genres\":\"\\ud800\"}",
        "{} {}",
        "{\"genres\":[null]}"
      })
  void properties_that_do_not_fit_are_refused_and_nothing_is_stored(String properties) {
    JsonArray two =
        new JsonArray()
            .add(new JsonObject().put("itemId", "good"))
            .add(new JsonObject().put("itemId", "bad").put("properties", properties));

    assertThat(rig.refused("PutItems", "datasetArn", shop.items, "items", two))
        .isEqualTo("InvalidInputException");
    assertThat(rig.count("personalize_record")).isZero();
  }

  @Test
  void of_thousands_of_broken_properties_and_schemas_nothing_is_stored() {
    long schemas = rig.count("personalize_resource");
    String properties = "{\"genres\":[\"a\",\"b\"],\"numberOfRatings\":12}";
    Random random = new Random(20261121);
    for (int i = 0; i < 50; i++) {
      allRefused(
          "PutItems",
          Stream.generate(() -> broken(properties, random)).limit(50).map(this::oneBroken));
      allRefused(
          "CreateSchema",
          Stream.generate(() -> broken(PersonalizeFixture.ITEMS, random))
              .limit(50)
              .map(text -> new JsonObject().put("name", "broken").put("schema", text)));
    }
    assertThat(rig.count("personalize_record")).isZero();
    assertThat(rig.count("personalize_resource")).isEqualTo(schemas);
  }

  /** Begins as the whole does, and is no JSON. */
  private static String broken(String whole, Random random) {
    return whole.substring(0, random.nextInt(whole.length()))
        + "{[\"\\,x".charAt(random.nextInt(6));
  }

  private JsonObject oneBroken(String properties) {
    JsonArray two =
        new JsonArray()
            .add(new JsonObject().put("itemId", "good"))
            .add(new JsonObject().put("itemId", "bad").put("properties", properties));
    return new JsonObject().put("datasetArn", shop.items).put("items", two);
  }

  private void allRefused(String operation, Stream<JsonObject> requests) {
    List<Future<ServiceResponse>> answers =
        requests.map(request -> rig.send(PersonalizeFixture.OWNER, operation, request)).toList();
    await(Future.join(answers).transform(all -> Future.succeededFuture()));
    assertThat(answers)
        .allSatisfy(
            answer ->
                assertThat(answer.cause())
                    .isInstanceOfSatisfying(
                        ApiError.class,
                        refusal ->
                            assertThat(refusal.code().shape()).isEqualTo("InvalidInputException")));
  }

  @Test
  void ids_have_no_control_characters() {
    JsonArray bad = new JsonArray().add(new JsonObject().put("itemId", "a\u0001b"));

    assertThat(rig.refused("PutItems", "datasetArn", shop.items, "items", bad))
        .isEqualTo("InvalidInputException");
  }

  @Test
  void an_event_needs_what_the_schema_wants() {
    assertThat(refusedEvent(event("click", 1))).isEqualTo("InvalidInputException");
    assertThat(refusedEvent(event("click", -1).put("itemId", "i")))
        .isEqualTo("InvalidInputException");
    assertThat(refusedEvent(event("click", 1).put("itemId", "i").put("properties", "{\"x\":1}")))
        .isEqualTo("InvalidInputException");
    assertThat(rig.count("personalize_record")).isZero();
  }

  @Test
  void what_is_not_there_or_not_theirs_is_refused() {
    JsonArray some = new JsonArray().add(new JsonObject().put("itemId", "i"));
    JsonArray events = new JsonArray().add(event("click", 1).put("itemId", "i"));

    assertThat(rig.refused("PutItems", "datasetArn", shop.items + "x", "items", some))
        .isEqualTo("ResourceNotFoundException");
    assertThat(rig.refused(OTHER_ACCOUNT, "PutItems", "datasetArn", shop.items, "items", some))
        .isEqualTo("ResourceNotFoundException");
    assertThat(rig.refused("PutItems", "datasetArn", shop.users, "items", some))
        .isEqualTo("InvalidInputException");
    assertThat(
            rig.refused(
                OTHER_ACCOUNT,
                "PutEvents",
                "trackingId",
                shop.tracker,
                "sessionId",
                "s",
                "eventList",
                events))
        .isEqualTo("InvalidInputException");
    rig.ok("DeleteDataset", "datasetArn", shop.items);
    assertThat(rig.refused("PutItems", "datasetArn", shop.items, "items", some))
        .isEqualTo("ResourceInUseException");
    rig.ok("DeleteDataset", "datasetArn", shop.interactions);
    assertThat(refusedEvent(event("click", 1).put("itemId", "i")))
        .isEqualTo("InvalidInputException");
    assertThat(rig.count("personalize_record")).isZero();
  }

  @Test
  void rows_of_an_older_schema_leave_with_the_columns_of_the_new() {
    shop.putItem("old", "{\"numberOfRatings\":1}");
    String more =
        PersonalizeFixture.ITEMS.replace(
            "]}],\"version\"", "]},{\"name\":\"SIZE\",\"type\":[\"null\",\"int\"]}],\"version\"");
    rig.ok("UpdateDataset", "datasetArn", shop.items, "schemaArn", rig.schemaArn("more", more));
    shop.putItem("new", "{\"size\":5}");

    assertThat(rig.exported(shop.items, "ALL")).containsExactlyInAnyOrder("old,,1,", "new,,,5");
  }

  private String refusedEvent(JsonObject event) {
    return rig.refused(
        "PutEvents",
        "trackingId",
        shop.tracker,
        "sessionId",
        "s",
        "userId",
        "u",
        "eventList",
        new JsonArray().add(event));
  }
}
