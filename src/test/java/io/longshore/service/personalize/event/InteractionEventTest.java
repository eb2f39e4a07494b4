package io.longshore.service.personalize.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.api.ApiError;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.record.DataRecord;
import io.longshore.service.personalize.schema.RecordSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the events of PutEvents and PutActionInteractions become records. */
class InteractionEventTest {

  private static final RecordSchema INTERACTIONS = schema("Interactions", "ITEM_ID", "IMPRESSION");
  private static final RecordSchema ACTIONS = schema("ActionInteractions", "ACTION_ID", "MORE");

  @Test
  void the_members_of_an_event_become_fields() {
    InteractionEvent event =
        of(
            sent()
                .put("eventId", "e-1")
                .put("eventType", "click")
                .put("itemId", "i-1")
                .put("eventValue", 1.50)
                .put("recommendationId", "r-1")
                .put("properties", "{\"price\":\"9\"}"));

    assertThat(event.session()).isEqualTo("s-1");
    assertThat(event.user()).isEqualTo("u-1");
    assertThat(event.eventId()).contains("e-1");
    assertThat(event.cells())
        .isEqualTo(
            Map.of(
                "TIMESTAMP", "1700000000",
                "EVENT_TYPE", "click",
                "ITEM_ID", "i-1",
                "EVENT_VALUE", "1.5",
                "RECOMMENDATION_ID", "r-1",
                "PRICE", "9"));
  }

  @Test
  void a_record_has_the_user_in_its_column() {
    InteractionEvent event = of(sent().put("itemId", "i-1").put("eventType", "click"));

    DataRecord record = InteractionEvent.record(INTERACTIONS, "u-2", event.cells());

    assertThat(record.key()).isEqualTo("u-2");
    assertThat(record.line()).startsWith("u-2,i-1,1700000000,click");
  }

  @Test
  void an_event_without_a_user_is_checked_and_has_none() {
    InteractionEvent event =
        InteractionEvent.of(
            INTERACTIONS, "s-1", null, sent().put("itemId", "i").put("eventType", "click"));

    assertThat(event.user()).isNull();
    assertThat(event.cells()).doesNotContainKey("USER_ID");
  }

  @Test
  void a_member_wins_over_the_property_of_its_name() {
    InteractionEvent event =
        of(
            sent()
                .put("itemId", "member")
                .put("eventType", "click")
                .put("properties", "{\"itemId\":\"property\"}"));

    assertThat(event.cells()).containsEntry("ITEM_ID", "member");
  }

  @Test
  void an_impression_is_a_list_of_items_that_are_checked_one_by_one() {
    JsonObject sent = sent().put("itemId", "i").put("eventType", "click");
    JsonArray items = new JsonArray().add("a".repeat(900)).add("b".repeat(900));

    assertThat(of(sent.copy().put("impression", items)).cells().get("IMPRESSION"))
        .isEqualTo("a".repeat(900) + "|" + "b".repeat(900));
    assertRefused(
        sent.copy().put("impression", new JsonArray().add("a".repeat(1001))), "IMPRESSION");
  }

  @Test
  void a_moment_is_seconds_rounded_down() {
    JsonObject sent = sent().put("itemId", "i").put("eventType", "click");

    assertThat(of(sent.put("sentAt", 1700000000.9)).cells())
        .containsEntry("TIMESTAMP", "1700000000");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 253_402_300_800L})
  void a_moment_before_1970_or_after_9999_is_refused(long seconds) {
    assertRefused(
        sent().put("itemId", "i").put("eventType", "click").put("sentAt", seconds), "sentAt");
  }

  @Test
  void a_field_that_is_required_and_not_sent_is_refused() {
    assertRefused(sent().put("eventType", "click"), "ITEM_ID");
  }

  @Test
  void a_property_that_the_schema_does_not_have_is_refused() {
    assertRefused(
        sent()
            .put("itemId", "i")
            .put("eventType", "click")
            .put("properties", "{\"colour\":\"red\"}"),
        "colour");
  }

  @Test
  void the_source_of_an_event_is_the_metric_attributions() {
    RecordSchema schema = schema("Interactions", "ITEM_ID", "EVENT_ATTRIBUTION_SOURCE");
    JsonObject sent =
        sent()
            .put("itemId", "i")
            .put("eventType", "click")
            .put("metricAttribution", new JsonObject().put("eventAttributionSource", "mail"));

    assertThat(InteractionEvent.of(schema, "s", "u", sent).cells())
        .containsEntry("EVENT_ATTRIBUTION_SOURCE", "mail");
  }

  @Test
  void an_action_interaction_has_its_own_session_and_user() {
    JsonObject sent =
        new JsonObject()
            .put("sessionId", "s-2")
            .put("userId", "u-2")
            .put("timestamp", 1700000000)
            .put("actionId", "a-1")
            .put("eventType", "taken");

    InteractionEvent event = InteractionEvent.ofAction(ACTIONS, sent);

    assertThat(event.session()).isEqualTo("s-2");
    assertThat(event.user()).isEqualTo("u-2");
    assertThat(event.cells())
        .isEqualTo(Map.of("TIMESTAMP", "1700000000", "ACTION_ID", "a-1", "EVENT_TYPE", "taken"));
  }

  private static InteractionEvent of(JsonObject sent) {
    return InteractionEvent.of(INTERACTIONS, "s-1", "u-1", sent);
  }

  private static void assertRefused(JsonObject sent, String word) {
    ApiError error = catchThrowableOfType(ApiError.class, () -> of(sent));
    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo(PersonalizeError.INVALID_INPUT);
    assertThat(error.getMessage()).contains(word);
  }

  private static JsonObject sent() {
    return new JsonObject().put("sentAt", 1700000000);
  }

  /** A schema with that id, a required event type, and optional fields. */
  private static RecordSchema schema(String name, String id, String optional) {
    String field = "{\"name\":\"%s\",\"type\":\"%s\"}";
    String nullable = "{\"name\":\"%s\",\"type\":[\"null\",\"string\"]}";
    return RecordSchema.parse(
        "{\"type\":\"record\",\"name\":\"%s\",\"fields\":[%s]}"
            .formatted(
                name,
                String.join(
                    ",",
                    field.formatted("USER_ID", "string"),
                    field.formatted(id, "string"),
                    field.formatted("TIMESTAMP", "long"),
                    field.formatted("EVENT_TYPE", "string"),
                    nullable.formatted(optional),
                    nullable.formatted("PRICE"))));
  }
}
