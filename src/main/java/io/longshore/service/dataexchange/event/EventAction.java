package io.longshore.service.dataexchange.event;

import io.longshore.api.Arn;
import io.longshore.service.resource.ListPosition;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * An export that starts when a revision of a data set is finalized.
 *
 * @param dataSet the data set's id for the account of the event action
 * @param source the data set's id for its owner
 * @param action the model's Action, with its key pattern filled in
 */
public record EventAction(
    String id,
    String account,
    String region,
    String dataSet,
    String source,
    JsonObject action,
    JsonObject tags,
    Instant createdAt,
    Instant updatedAt) {

  String arn() {
    return new Arn("dataexchange", region, account, "event-actions/" + id).toString();
  }

  /** The model's EventActionEntry. */
  JsonObject entry() {
    JsonObject published = new JsonObject().put("DataSetId", dataSet);
    return new JsonObject()
        .put("Action", action)
        .put("Arn", arn())
        .put("CreatedAt", Timestamps.text(createdAt))
        .put("Event", new JsonObject().put("RevisionPublished", published))
        .put("Id", id)
        .put("UpdatedAt", Timestamps.text(updatedAt));
  }

  /** The details of the job that exports the revision. */
  public JsonObject details(String revision) {
    JsonObject export = action.getJsonObject("ExportRevisionToS3");
    JsonObject to = export.getJsonObject("RevisionDestination").copy().put("RevisionId", revision);
    JsonObject details =
        new JsonObject()
            .put("DataSetId", dataSet)
            .put("EventActionArn", arn())
            .put("RevisionDestinations", new JsonArray().add(to));
    if (export.containsKey("Encryption")) {
      details.put("Encryption", export.getJsonObject("Encryption"));
    }
    return details;
  }

  /** The position in a list by creation. */
  public String position() {
    return new ListPosition(createdAt, id).toString();
  }
}
