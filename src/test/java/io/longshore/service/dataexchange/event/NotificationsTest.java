package io.longshore.service.dataexchange.event;

import static io.longshore.service.dataexchange.DataExchangeSamples.CREATED;
import static io.longshore.service.dataexchange.DataExchangeSamples.OWNER;
import static io.longshore.service.dataexchange.DataExchangeSamples.assertRefused;

import io.longshore.api.Call;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notifications that are refused before anything is read: there is no database here. */
class NotificationsTest {

  private final Notifications notifications = new Notifications(null, null, null, () -> CREATED);

  @ParameterizedTest
  @CsvSource({
    "DATA_UPDATE, Deprecation, DataUpdate",
    "DEPRECATION, SchemaChange, Deprecation",
    "SCHEMA_CHANGE, DataUpdate, SchemaChange",
    "DATA_DELAY, DataUpdate, no member"
  })
  void a_notification_has_no_details_of_another_type(String type, String given, String wanted) {
    JsonObject details = new JsonObject().put(given, new JsonObject());

    assertRefused(
        () -> notifications.send(call(new JsonObject().put("Type", type).put("Details", details))),
        "Details",
        wanted,
        type);
  }

  @ParameterizedTest
  @CsvSource({"DEPRECATION, Details.Deprecation", "SCHEMA_CHANGE, Details.SchemaChange"})
  void a_notification_needs_the_details_of_its_type(String type, String member) {
    assertRefused(() -> notifications.send(call(new JsonObject().put("Type", type))), member, type);
  }

  private static Call call(JsonObject body) {
    return new Call("dataexchange.Create", OWNER, "request-1", new JsonObject(), body);
  }
}
