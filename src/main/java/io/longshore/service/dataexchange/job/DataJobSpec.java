package io.longshore.service.dataexchange.job;

import io.longshore.job.Job;
import io.longshore.service.dataexchange.DataExchangeTags;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The spec of the engine's job.
 *
 * @param details the one member of ResponseDetails
 * @param tags for the imported assets
 */
public record DataJobSpec(DataJobType kind, JsonObject details, JsonObject tags) {

  static JsonObject of(DataJob job) {
    JsonObject tags =
        job.configuration()
            .map(sent -> DataExchangeTags.ofList(sent.getJsonArray("Tags", new JsonArray())))
            .orElse(new JsonObject());
    return new JsonObject()
        .put("Kind", job.kind().name())
        .put("Details", job.details())
        .put("Tags", tags);
  }

  public static DataJobSpec of(Job job) {
    JsonObject spec = job.spec();
    return new DataJobSpec(
        DataJobType.valueOf(spec.getString("Kind")),
        spec.getJsonObject("Details"),
        spec.getJsonObject("Tags"));
  }

  public String dataSet() {
    return details.getString("DataSetId");
  }

  /** The job's revision. */
  public String revision() {
    return kind == DataJobType.EXPORT_REVISIONS_TO_S3
        ? details.getJsonArray("RevisionDestinations").getJsonObject(0).getString("RevisionId")
        : details.getString("RevisionId");
  }
}
