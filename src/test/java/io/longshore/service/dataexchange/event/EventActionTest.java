package io.longshore.service.dataexchange.event;

import static io.longshore.service.dataexchange.DataExchangeSamples.CREATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.dataexchange.DataExchangeSamples;
import io.longshore.service.dataexchange.job.DataJobSpec;
import io.longshore.service.dataexchange.job.DataJobType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** An event action as it is shown, and the export that it starts. */
class EventActionTest {

  private final JsonObject destination =
      new JsonObject().put("Bucket", "b-1").put("KeyPattern", "${Asset.Id}");
  private final JsonObject encryption = new JsonObject().put("Type", "AES256");

  @Test
  void an_entry_names_the_data_set_as_its_owner_sees_it() {
    EventAction action = action(new JsonObject().put("RevisionDestination", destination));

    assertThat(action.entry())
        .isEqualTo(
            new JsonObject()
                .put("Action", action.action())
                .put("Arn", "arn:aws:dataexchange:us-east-1:111122223333:event-actions/act-1")
                .put("CreatedAt", "2026-03-07T23:05:09.120Z")
                .put(
                    "Event",
                    new JsonObject()
                        .put("RevisionPublished", new JsonObject().put("DataSetId", "seen")))
                .put("Id", "act-1")
                .put("UpdatedAt", "2026-03-07T23:05:10.120Z"));
  }

  @Test
  void its_export_is_about_the_published_revision_and_names_the_action() {
    EventAction action =
        action(
            new JsonObject().put("RevisionDestination", destination).put("Encryption", encryption));

    assertThat(action.details("rev-9"))
        .isEqualTo(
            new JsonObject()
                .put("DataSetId", "seen")
                .put("EventActionArn", action.arn())
                .put(
                    "RevisionDestinations",
                    new JsonArray().add(destination.copy().put("RevisionId", "rev-9")))
                .put("Encryption", encryption));
  }

  @Test
  void an_action_without_encryption_starts_an_export_without() {
    EventAction action = action(new JsonObject().put("RevisionDestination", destination));

    assertThat(action.details("rev-9").containsKey("Encryption")).isFalse();
  }

  @Test
  void each_revision_gets_details_of_its_own() {
    EventAction action = action(new JsonObject().put("RevisionDestination", destination));

    action.details("rev-8");

    assertThat(destination.containsKey("RevisionId")).isFalse();
    assertThat(
            new DataJobSpec(DataJobType.EXPORT_REVISIONS_TO_S3, action.details("rev-9"), null)
                .revision())
        .isEqualTo("rev-9");
  }

  private static EventAction action(JsonObject export) {
    return new EventAction(
        "act-1",
        DataExchangeSamples.ACCOUNT,
        DataExchangeSamples.REGION,
        "seen",
        "source",
        new JsonObject().put("ExportRevisionToS3", export),
        new JsonObject(),
        CREATED,
        CREATED.plusSeconds(1));
  }
}
