package io.longshore.service.personalize;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A dataset group with three datasets and an event tracker, on a rig where nothing else is. */
public final class ShopData {

  public final String group;
  public final String items;
  public final String users;
  public final String interactions;
  final String tracker;
  private final PersonalizeFixture rig;

  public ShopData(PersonalizeFixture rig) {
    this.rig = rig;
    rig.rows(
        "truncate personalize_resource, personalize_record, personalize_event, personalize_import,"
            + " personalize_session, personalize_anonymous, personalize_deletion,"
            + " personalize_deleted_user, personalize_packed");
    rig.rows("truncate job cascade");
    group = rig.group("shop");
    items = rig.dataset(group, "Items", rig.schemaArn("items", PersonalizeFixture.ITEMS));
    users = rig.dataset(group, "Users", rig.schemaArn("users", PersonalizeFixture.USERS));
    interactions =
        rig.dataset(
            group, "Interactions", rig.schemaArn("interactions", PersonalizeFixture.INTERACTIONS));
    tracker =
        rig.ok("CreateEventTracker", "name", "site", "datasetGroupArn", group)
            .getString("trackingId");
  }

  /**
   * @param properties or null for none
   */
  void putItem(String id, String properties) {
    JsonObject item = new JsonObject().put("itemId", id);
    if (properties != null) {
      item.put("properties", properties);
    }
    rig.ok("PutItems", "datasetArn", items, "items", new JsonArray().add(item));
  }

  public void putUser(String user, int age) {
    JsonObject one =
        new JsonObject().put("userId", user).put("properties", "{\"age\":" + age + "}");
    rig.ok("PutUsers", "datasetArn", users, "users", new JsonArray().add(one));
  }

  /**
   * @param user or null when nobody knows
   */
  public void putEvents(String session, String user, JsonObject... events) {
    JsonObject request =
        PersonalizeFixture.body(
            "trackingId",
            tracker,
            "sessionId",
            session,
            "eventList",
            JsonArray.of((Object[]) events));
    if (user != null) {
      request.put("userId", user);
    }
    rig.ok("PutEvents", request);
  }

  public static JsonObject event(String type, Number at) {
    return new JsonObject().put("eventType", type).put("sentAt", at);
  }
}
