package io.longshore.service.personalize.job;

import io.longshore.engine.store.ExportBaseStore;
import io.longshore.engine.store.JobQuery;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.service.personalize.deletion.UserDeletionStore;
import io.longshore.service.personalize.record.ExportSelection;
import io.longshore.service.personalize.record.NewRecords;
import io.longshore.service.personalize.resource.PersonalizeResource;
import io.longshore.store.Transaction;
import io.longshore.transfer.mask.MaskingSpec;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Exports of only the records that are new since the last export. Numbers of calls and loads
 * decide: an export is created under the dataset's lock, so no call with a lower number is still
 * running.
 */
final class DatasetIncrement {

  private static final String MEMBER = "increment";

  /** How many deletion jobs an export remembers; a further one is new to every earlier export. */
  private static final int MOST_DELETIONS = 100;

  private DatasetIncrement() {}

  /**
   * The published deletion jobs of the dataset's group; to be read before the records are fixed, so
   * that an export has the records of each deletion that ends in between.
   */
  static Future<List<JobId>> deletions(
      Transaction tx, UserDeletionStore store, PersonalizeResource dataset) {
    return store.published(tx, dataset.parent().orElseThrow(), MOST_DELETIONS);
  }

  /**
   * Completes the spec of an export with what is new since the last successful export of the
   * dataset in the same mode to the same path under the same role, or with why it has everything.
   */
  static Future<JsonObject> since(
      Transaction tx, PersonalizeResource dataset, JsonObject spec, List<JobId> deletions) {
    JsonObject selection = spec.getJsonObject("selection");
    JsonObject same =
        new JsonObject()
            .put("dataset", dataset.uid())
            .put("roleArn", spec.getString("roleArn"))
            .put(
                "destination",
                JsonObject.of("path", spec.getJsonObject("destination").getString("path")))
            .put("selection", JsonObject.of("mode", selection.getString("mode")))
            .put(MEMBER, new JsonObject());
    return ExportBaseStore.newest(tx, exports(dataset), same)
        .map(base -> decided(spec, base, deletions));
  }

  private static JobQuery exports(PersonalizeResource dataset) {
    return new JobQuery(
        dataset.account(),
        dataset.region(),
        PersonalizeJobs.EXPORT,
        PersonalizeJobs.CONTAINER,
        Optional.of(dataset.arn()),
        Optional.empty(),
        1);
  }

  private static JsonObject decided(JsonObject spec, Optional<Job> base, List<JobId> deletions) {
    JsonArray ended = new JsonArray(deletions.stream().map(id -> id.value().toString()).toList());
    JsonObject increment = new JsonObject().put("deletions", ended);
    spec.put(MEMBER, increment);
    Optional<String> obstacle =
        base.map(earlier -> obstacle(earlier.spec(), spec))
            .orElse(
                Optional.of(
                    "There is no earlier export of the dataset to this path under this role."));
    if (obstacle.isPresent()) {
      increment.put("reason", obstacle.get());
      return spec;
    }
    JsonObject earlier = base.get().spec();
    ExportSelection before = ExportSelection.of(earlier.getJsonObject("selection"));
    ExportSelection now = ExportSelection.of(spec.getJsonObject("selection"));
    List<UUID> loads = new ArrayList<>(now.loads());
    loads.removeAll(before.loads());
    increment.put(
        "base",
        new JsonObject()
            .put("arn", earlier.getString("arn"))
            .put("at", base.get().createdAt().toString()));
    return spec.put("selection", now.since(new NewRecords(before.seq(), loads)).spec());
  }

  /** Why the next export must be a full one; empty if what is new is all that has changed. */
  private static Optional<String> obstacle(JsonObject base, JsonObject now) {
    if (!rules(base).equals(rules(now))) {
      return Optional.of("What the role masks has changed since the last export.");
    }
    if (!base.getJsonArray("names").equals(now.getJsonArray("names"))) {
      return Optional.of("The schema of the dataset has changed since the last export.");
    }
    if (!contains(base.getJsonObject(MEMBER), now.getJsonObject(MEMBER), "deletions")) {
      return Optional.of("Users were deleted from the dataset group since the last export.");
    }
    if (!contains(now.getJsonObject("selection"), base.getJsonObject("selection"), "loads")) {
      return Optional.of("An import has replaced the records since the last export.");
    }
    return Optional.empty();
  }

  private static String rules(JsonObject spec) {
    return MaskingSpec.kept(spec).map(kept -> kept.getString("digest")).orElse("");
  }

  private static boolean contains(JsonObject all, JsonObject some, String member) {
    return some.getJsonArray(member).stream().allMatch(all.getJsonArray(member)::contains);
  }

  /** Adds what an export has to its manifest, if its role asks for incremental exports. */
  static void describe(Job job, JsonObject manifest) {
    JsonObject kept = job.spec().getJsonObject(MEMBER);
    if (kept == null) {
      return;
    }
    JsonObject base = kept.getJsonObject("base");
    JsonObject described =
        base == null
            ? new JsonObject().put("kind", "FULL").put("reason", kept.getString("reason"))
            : new JsonObject()
                .put("kind", "CHANGES")
                .put("baseDatasetExportJobArn", base.getString("arn"))
                .put("since", base.getString("at"));
    manifest.put(MEMBER, described.put("until", job.createdAt().toString()));
  }
}
