package io.longshore.service.cleanroomsml.resource;

import io.longshore.engine.store.JobStore;
import io.longshore.job.NewJob;
import io.longshore.store.Transaction;
import io.vertx.core.Future;

/**
 * How deletions begin: the status says so at once, and an {@link AudiencePurgeJob} does the rest.
 */
public final class AudienceDeletion {

  private final CleanRoomsMlResourceStore resources;
  private final JobStore jobs;

  AudienceDeletion(CleanRoomsMlResourceStore resources, JobStore jobs) {
    this.resources = resources;
    this.jobs = jobs;
  }

  /**
   * Begins to delete a model or a generation job, in every account that sees it.
   *
   * @param locked one of its views, which is locked
   */
  public Future<Void> begin(Transaction tx, CleanRoomsMlResource locked) {
    if (locked.isBeingDeleted()) {
      throw locked.conflict("is being deleted");
    }
    String account = locked.account();
    NewJob removal =
        locked.kind() == CleanRoomsMlResourceType.AUDIENCE_MODEL
            ? AudiencePurgeJob.ofModel(account, locked.region(), locked.arn(), locked.uid())
            : AudiencePurgeJob.ofGeneration(account, locked.region(), locked.uid());
    return resources
        .mark(tx, locked.uid(), CleanRoomsMlResource.DELETE_PENDING)
        .compose(marked -> jobs.create(tx, removal))
        .mapEmpty();
  }
}
