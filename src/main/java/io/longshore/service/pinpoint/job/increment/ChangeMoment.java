package io.longshore.service.pinpoint.job.increment;

import io.longshore.engine.store.ExportBaseStore.Recording;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * The moment in which an export is created, as a later export that is based on it needs it.
 *
 * @param horizon all transactions with lower numbers have ended: the export sees what they wrote,
 *     and what others write is a change for the next export
 * @param next all transactions have lower numbers
 * @param database names the server and its history, in which numbers of transactions have a meaning
 * @param container the container of the app's endpoints
 * @param recordedFrom the first transaction that is certain to have recorded its deletions; empty
 *     if deletions are not recorded
 * @param recording whether all replicas record deletions
 * @param rules the digest of what the role masks; empty if it masks nothing
 */
record ChangeMoment(
    long horizon,
    long next,
    String database,
    String container,
    OptionalLong recordedFrom,
    Recording recording,
    String rules,
    Instant at) {

  private static final String HORIZON = "Horizon";
  private static final String DATABASE = "Database";
  private static final String CONTAINER = "Container";
  private static final String COMPLETE = "Complete";
  private static final String REPORTS = "Reports";
  private static final String RULES = "Rules";

  /** The moment of a job, as its spec keeps it. */
  static ChangeMoment of(JsonObject kept, Instant at) {
    long horizon = Long.parseLong(kept.getString(HORIZON));
    return new ChangeMoment(
        horizon,
        horizon,
        kept.getString(DATABASE),
        kept.getString(CONTAINER),
        OptionalLong.empty(),
        new Recording(kept.getBoolean(COMPLETE), kept.getLong(REPORTS)),
        kept.getString(RULES),
        at);
  }

  JsonObject spec() {
    return new JsonObject()
        .put(HORIZON, Long.toString(horizon))
        .put(DATABASE, database)
        .put(CONTAINER, container)
        .put(COMPLETE, recording.complete())
        .put(REPORTS, recording.reports())
        .put(RULES, rules);
  }
}
