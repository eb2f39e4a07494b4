package io.longshore.service.pinpoint.job.increment;

import io.longshore.job.Job;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * The changes that an incremental export has.
 *
 * @param job the id of the export that it is based on
 * @param horizon of that export, see {@link ChangeMoment}
 * @param at when that export was created
 */
public record Increment(String job, long horizon, Instant at) {

  /** The member of a job's spec. */
  static final String MEMBER = "Increment";

  private static final String BASE = "Base";
  private static final String REASON = "Reason";

  /** Keeps that a job has everything, and why. */
  static void keepFull(JsonObject spec, ChangeMoment now, String reason) {
    spec.put(MEMBER, now.spec().put(REASON, reason));
  }

  /** Keeps that a job has only what has changed since the base. */
  static void keep(JsonObject spec, ChangeMoment now, Job base) {
    JsonObject kept =
        new JsonObject()
            .put("JobId", base.id().toString())
            .put("Horizon", base.spec().getJsonObject(MEMBER).getString("Horizon"))
            .put("At", base.createdAt().toString());
    spec.put(MEMBER, now.spec().put(BASE, kept));
  }

  /** The changes that a job has; empty if it has everything. */
  public static Optional<Increment> of(JsonObject spec) {
    return Optional.ofNullable(spec.getJsonObject(MEMBER))
        .map(kept -> kept.getJsonObject(BASE))
        .map(
            base ->
                new Increment(
                    base.getString("JobId"),
                    Long.parseLong(base.getString("Horizon")),
                    Instant.parse(base.getString("At"))));
  }

  /** What the manifest says; empty if the role of the job does not ask for incremental exports. */
  public static Optional<JsonObject> described(Job job) {
    return Optional.ofNullable(job.spec().getJsonObject(MEMBER))
        .map(
            kept ->
                of(job.spec())
                    .map(
                        base ->
                            new JsonObject()
                                .put("Kind", "CHANGES")
                                .put("BaseJobId", base.job())
                                .put("Since", Timestamps.text(base.at())))
                    .orElseGet(
                        () ->
                            new JsonObject()
                                .put("Kind", "FULL")
                                .put("Reason", kept.getString(REASON)))
                    .put("Until", Timestamps.text(job.createdAt())));
  }
}
