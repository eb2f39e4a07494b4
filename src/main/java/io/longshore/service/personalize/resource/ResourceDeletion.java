package io.longshore.service.personalize.resource;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.function.BiFunction;

/** Begins the deletion of a resource: sets its status and creates a {@link ResourcePurgeJob}. */
public final class ResourceDeletion {

  private final Postgres postgres;
  private final PersonalizeResourceStore resources;
  private final JobStore jobs;
  private final InstantSource clock;

  public ResourceDeletion(
      Postgres postgres, PersonalizeResourceStore resources, JobStore jobs, InstantSource clock) {
    this.postgres = postgres;
    this.resources = resources;
    this.jobs = jobs;
    this.clock = clock;
  }

  /**
   * Begins the deletion; fails when the resource is being deleted already.
   *
   * @param allowed fails when it is in use
   */
  public Future<ServiceResponse> begin(
      Call call,
      PersonalizeResourceType kind,
      String arn,
      BiFunction<Transaction, PersonalizeResource, Future<Void>> allowed) {
    return postgres
        .transact(
            tx ->
                resources
                    .lock(tx, call.principal(), kind, arn)
                    .map(PersonalizeResource::usable)
                    .compose(resource -> allowed.apply(tx, resource).map(resource))
                    .compose(resource -> mark(tx, resource)))
        .onSuccess(begun -> jobs.wake())
        .map(ServiceResponse.of(200, null));
  }

  private Future<Void> mark(Transaction tx, PersonalizeResource resource) {
    return resources
        .change(
            tx,
            resource,
            PersonalizeResource.DELETE_PENDING,
            resource.body(),
            resource.schema().orElse(null),
            clock.instant())
        .compose(marked -> jobs.create(tx, ResourcePurgeJob.of(resource)))
        .mapEmpty();
  }
}
