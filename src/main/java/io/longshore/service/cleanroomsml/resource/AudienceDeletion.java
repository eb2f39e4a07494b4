package io.longshore.service.cleanroomsml.resource;

import io.longshore.engine.store.JobStore;
import io.longshore.job.NewJob;
import io.longshore.store.Transaction;
import io.vertx.core.Future;

/** Begins the deletion of a resource: sets its status and creates an {@link AudiencePurgeJob}. */
public final class AudienceDeletion {

  private final CleanRoomsMlResourceStore resources;
  private final JobStore jobs;

  AudienceDeletion(CleanRoomsMlResourceStore resources, JobStore jobs) {
    this.resources = resources;
    this.jobs = jobs;
  }

  /**
   * Begins the deletion of a model or a generation job in all accounts that see it.
   *
   * @param locked one of its views, locked
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
