package io.longshore.service.pinpoint.app;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.service.pinpoint.job.AppJobs;
import io.longshore.service.pinpoint.segment.SegmentStore;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operation DeleteApp. Deletes the app and its segments at once, and hides its jobs; a job
 * deletes its endpoints and events, and its running jobs are cancelled.
 */
public final class AppDeletion {

  private static final Logger log = LoggerFactory.getLogger(AppDeletion.class);

  private final Postgres postgres;
  private final AppStore apps;
  private final SegmentStore segments;
  private final List<AppJobs> kinds;
  private final JobStore jobs;

  public AppDeletion(
      Postgres postgres, AppStore apps, SegmentStore segments, List<AppJobs> kinds, JobStore jobs) {
    this.postgres = postgres;
    this.apps = apps;
    this.segments = segments;
    this.kinds = kinds;
    this.jobs = jobs;
  }

  public Future<ServiceResponse> delete(Call call) {
    String id = call.parameter("applicationId");
    return postgres
        .transact(
            transaction ->
                segments
                    .members(transaction, id)
                    .compose(
                        members ->
                            apps.delete(transaction, call.principal(), id)
                                .map(deleted -> deleted.orElseThrow(() -> Apps.unknown()))
                                .compose(
                                    app ->
                                        jobs.create(transaction, AppPurgeJob.of(app, members))
                                            .map(app))))
        .onSuccess(app -> jobs.wake())
        .compose(app -> stopped(call.principal(), app).map(ServiceResponse.ok(app.describe())));
  }

  /** Cancels the app's jobs. The app stays deleted when that fails. */
  private Future<Void> stopped(Principal owner, App app) {
    return Future.join(kinds.stream().map(kind -> kind.cancelAll(owner, app)).toList())
        .<Void>mapEmpty()
        .otherwise(
            failure -> {
              log.warn("app={} deleted, but its jobs go on: {}", app.id(), failure.toString());
              return null;
            });
  }
}
