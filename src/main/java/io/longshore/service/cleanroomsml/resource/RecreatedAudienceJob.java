package io.longshore.service.cleanroomsml.resource;

import io.longshore.job.Job;
import io.longshore.job.PermanentFailure;
import io.longshore.service.JobRequest;
import io.longshore.service.resource.JsonMembers;
import io.longshore.service.resource.RecreatedName;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The requests that create models, audiences and exports like other ones, with new names. */
public final class RecreatedAudienceJob {

  private final CleanRoomsMlResourceStore resources;

  public RecreatedAudienceJob(Postgres postgres) {
    this.resources = new CleanRoomsMlResourceStore(postgres);
  }

  /** The request that trains a model like the one of a training job. */
  public Future<JobRequest> model(Job training) {
    return resource(training, CleanRoomsMlResourceType.AUDIENCE_MODEL)
        .map(
            model -> {
              JsonObject body =
                  model.copied(
                      body(model), "kmsKeyArn", "trainingDataStartTime", "trainingDataEndTime");
              return request(
                  "CreateAudienceModel",
                  "trainingDatasetArn",
                  model.parent().orElseThrow(),
                  body,
                  "audienceModelArn");
            });
  }

  /** The request that starts a generation job like this one. */
  public Future<JobRequest> audience(Job generation) {
    return resource(generation, CleanRoomsMlResourceType.GENERATION_JOB)
        .map(
            started -> {
              JsonObject body =
                  started.copied(body(started), "seedAudience", "includeSeedInOutput");
              started.collaboration().ifPresent(id -> body.put("collaborationId", id));
              return request(
                  "StartAudienceGenerationJob",
                  "configuredAudienceModelArn",
                  started.parent().orElseThrow(),
                  body,
                  "audienceGenerationJobArn");
            });
  }

  /**
   * The request that exports an audience.
   *
   * @param body what it has beside the name and the audience
   */
  public static JobRequest export(String name, String generationArn, JsonObject body) {
    return request(
        "StartAudienceExportJob",
        "audienceGenerationJobArn",
        generationArn,
        body.put("name", RecreatedName.of(name)),
        null);
  }

  private Future<CleanRoomsMlResource> resource(Job job, CleanRoomsMlResourceType kind) {
    String arn = kind.arn(job.account(), job.region(), job.id().toString());
    return resources
        .find(job.account(), job.region(), kind, arn)
        .map(found -> found.orElseThrow(() -> deleted(kind.noun() + " " + arn)));
  }

  /** The failure when a resource, which has the request, is gone. */
  public static PermanentFailure deleted(String what) {
    return new PermanentFailure(
        "The %s was deleted, and the request of its job with it".formatted(what));
  }

  private static JsonObject body(CleanRoomsMlResource resource) {
    JsonObject body = new JsonObject().put("name", RecreatedName.of(resource.name()));
    JsonMembers.copy(resource.body(), body, "description");
    if (!resource.tags().isEmpty()) {
      body.put("tags", resource.tags().copy());
    }
    return body;
  }

  private static JobRequest request(
      String operation, String parent, String arn, JsonObject body, String idMember) {
    return new JobRequest(
        "cleanroomsml." + operation,
        "cleanrooms-ml:" + operation,
        arn,
        new JsonObject(),
        body.put(parent, arn),
        idMember);
  }
}
