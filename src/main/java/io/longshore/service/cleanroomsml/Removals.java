package io.longshore.service.cleanroomsml;

import io.longshore.engine.store.JobStore;
import io.longshore.job.NewJob;
import io.longshore.store.Transaction;
import io.vertx.core.Future;

/**
 * How deletions begin: the status says so at once, and an {@link AudienceRemoval} does the rest.
 */
final class Removals {

  private final ResourceStore resources;
  private final JobStore jobs;

  Removals(ResourceStore resources, JobStore jobs) {
    this.resources = resources;
    this.jobs = jobs;
  }

  /**
   * Begins to delete a model or a generation job, in every account that sees it.
   *
   * @param locked one of its views, which is locked
   */
  Future<Void> begin(Transaction tx, Resource locked) {
    if (locked.isBeingDeleted()) {
      throw locked.conflict("is being deleted");
    }
    String account = locked.account();
    NewJob removal =
        locked.kind() == Kind.AUDIENCE_MODEL
            ? AudienceRemoval.ofModel(account, locked.region(), locked.arn(), locked.uid())
            : AudienceRemoval.ofGeneration(account, locked.region(), locked.uid());
    return resources
        .mark(tx, locked.uid(), Resource.DELETE_PENDING)
        .compose(marked -> jobs.create(tx, removal))
        .mapEmpty();
  }
}
