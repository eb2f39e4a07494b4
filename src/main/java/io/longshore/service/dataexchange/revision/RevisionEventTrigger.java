package io.longshore.service.dataexchange.revision;

import io.longshore.async.AsyncLoop;
import io.longshore.job.JobId;
import io.longshore.service.dataexchange.dataset.DataSet;
import io.longshore.service.dataexchange.event.EventAction;
import io.longshore.service.dataexchange.event.EventActionStore;
import io.longshore.service.dataexchange.job.DataJob;
import io.longshore.service.dataexchange.job.DataJobSpec;
import io.longshore.service.dataexchange.job.DataJobStore;
import io.longshore.service.dataexchange.job.DataJobType;
import io.longshore.service.dataexchange.job.StartJob;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** Starts the exports of event actions when a revision is finalized. */
public final class RevisionEventTrigger {

  private final EventActionStore actions;
  private final DataJobStore jobs;
  private final StartJob starting;

  public RevisionEventTrigger(EventActionStore actions, DataJobStore jobs, StartJob starting) {
    this.actions = actions;
    this.jobs = jobs;
    this.starting = starting;
  }

  /** Wakes the worker; to be called after the transaction. */
  void wake() {
    starting.wake();
  }

  /**
   * Starts the exports in the transaction that finalizes the revision. Each runs once per revision.
   */
  Future<Void> of(Transaction tx, DataSet set, Revision revision, Instant at) {
    return actions
        .ofSource(tx, set.source())
        .compose(found -> AsyncLoop.forEach(found, action -> started(tx, action, revision, at)));
  }

  private Future<Void> started(Transaction tx, EventAction action, Revision revision, Instant at) {
    DataJob job = job(action, revision, at);
    return actions
        .run(tx, action, revision.id(), job.id())
        .compose(
            first ->
                first
                    ? jobs.insert(tx, job)
                        .compose(inserted -> starting.started(tx, job))
                        .<Void>mapEmpty()
                    : Future.succeededFuture());
  }

  private static DataJob job(EventAction action, Revision revision, Instant at) {
    JsonObject details = action.details(revision.id());
    DataJobSpec work =
        new DataJobSpec(DataJobType.EXPORT_REVISIONS_TO_S3, details, new JsonObject());
    return DataJob.waiting(
        JobId.random().toString(), action.account(), action.region(), work, Optional.empty(), at);
  }
}
