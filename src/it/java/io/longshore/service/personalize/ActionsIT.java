package io.longshore.service.personalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Actions, and what users do with them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActionsIT {

  @AutoClose private final PersonalizeFixture rig = new PersonalizeFixture();
  private ShopData shop;

  @BeforeEach
  void a_group_with_datasets_is_there() {
    shop = new ShopData(rig);
  }

  @Test
  void actions_and_what_users_do_with_them_are_taken_and_not_exported() {
    String actions =
        rig.dataset(
            shop.group,
            "Actions",
            rig.schemaArn(
                "actions",
                PersonalizeFixture.schema(
                    "Actions",
                    "{'name':'ACTION_ID','type':'string'},{'name':'VALUE','type':'long'}")));
    String done =
        rig.dataset(
            shop.group,
            "Action_Interactions",
            rig.schemaArn(
                "done",
                PersonalizeFixture.schema(
                    "ActionInteractions",
                    "{'name':'USER_ID','type':'string'},{'name':'ACTION_ID','type':'string'},"
                        + "{'name':'EVENT_TYPE','type':'string'},"
                        + "{'name':'TIMESTAMP','type':'long'}")));
    String trackingId =
        rig.ok("DescribeDataset", "datasetArn", done)
            .getJsonObject("dataset")
            .getString("trackingId");
    JsonObject action = new JsonObject().put("actionId", "a").put("properties", "{\"value\":1}");
    JsonObject taken =
        new JsonObject()
            .put("actionId", "a")
            .put("userId", "u")
            .put("sessionId", "s")
            .put("eventType", "TAKEN")
            .put("timestamp", 5);

    rig.ok("PutActions", "datasetArn", actions, "actions", new JsonArray().add(action));
    rig.ok(
        "PutActionInteractions",
        "trackingId",
        trackingId,
        "actionInteractions",
        new JsonArray().add(taken));

    Map<String, Object> lines = new TreeMap<>();
    rig.rows("select line, id from personalize_record").forEach(r -> lines.put(r.getString(0), ""));
    assertThat(lines).containsOnlyKeys("a,1", "u,a,TAKEN,5");
    assertThat(
            rig.refused(
                "PutActionInteractions",
                "trackingId",
                shop.tracker,
                "actionInteractions",
                new JsonArray().add(taken)))
        .isEqualTo("ResourceNotFoundException");
    JsonObject output =
        new JsonObject().put("s3DataDestination", new JsonObject().put("path", "s3://bucket/x"));
    assertThat(
            rig.refused(
                "CreateDatasetExportJob",
                "jobName",
                "j",
                "datasetArn",
                actions,
                "roleArn",
                "arn:aws:iam::1:role/r",
                "jobOutput",
                output))
        .isEqualTo("InvalidInputException");
  }
}
