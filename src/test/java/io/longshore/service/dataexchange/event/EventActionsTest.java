package io.longshore.service.dataexchange.event;

import static io.longshore.service.dataexchange.DataExchangeSamples.BUCKET_OF_ASSETS;
import static io.longshore.service.dataexchange.DataExchangeSamples.CREATED;
import static io.longshore.service.dataexchange.DataExchangeSamples.OWNER;
import static io.longshore.service.dataexchange.DataExchangeSamples.assertRefused;

import io.longshore.api.Call;
import io.longshore.config.AssetsConfig;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Event actions that are refused before anything is read: there is no database here. */
class EventActionsTest {

  private final EventActions actions =
      new EventActions(
          null,
          null,
          null,
          new AssetBucket(ObjectStores.NONE, AssetsConfig.defaults()),
          () -> CREATED);

  @Test
  void an_event_action_is_about_published_revisions() {
    JsonObject body = new JsonObject().put("Event", new JsonObject());

    assertRefused(() -> actions.create(call(body)), "Event.RevisionPublished");
  }

  @Test
  void an_event_action_exports_revisions() {
    assertRefused(() -> actions.create(call(action(null))), "Action.ExportRevisionToS3");
  }

  @ParameterizedTest
  @CsvSource({
    "Prices, ${Asset.Name}, RevisionDestination.Bucket",
    BUCKET_OF_ASSETS + ", ${Asset.Name}, RevisionDestination.Bucket",
    "prices, all, RevisionDestination.KeyPattern",
    "prices, ../${Asset.Name}, RevisionDestination.KeyPattern"
  })
  void the_destination_of_an_event_action_is_checked(String bucket, String pattern, String member) {
    JsonObject to = new JsonObject().put("Bucket", bucket).put("KeyPattern", pattern);

    assertRefused(
        () -> actions.create(call(action(new JsonObject().put("RevisionDestination", to)))),
        "Action.ExportRevisionToS3." + member);
  }

  @Test
  void the_encryption_of_an_event_action_is_checked() {
    JsonObject export =
        new JsonObject()
            .put("RevisionDestination", new JsonObject().put("Bucket", "prices"))
            .put("Encryption", new JsonObject().put("Type", "aws:kms"));

    assertRefused(() -> actions.create(call(action(export))), "Encryption.KmsKeyArn");
  }

  private static JsonObject action(JsonObject export) {
    JsonObject published = new JsonObject().put("DataSetId", "set-1");
    JsonObject action = new JsonObject();
    if (export != null) {
      action.put("ExportRevisionToS3", export);
    }
    return new JsonObject()
        .put("Event", new JsonObject().put("RevisionPublished", published))
        .put("Action", action);
  }

  private static Call call(JsonObject body) {
    return new Call("dataexchange.Create", OWNER, "request-1", new JsonObject(), body);
  }
}
