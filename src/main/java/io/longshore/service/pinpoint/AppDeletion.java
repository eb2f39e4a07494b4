package io.longshore.service.pinpoint;

import io.longshore.api.Answer;
import io.longshore.api.Call;
import io.longshore.engine.JobStore;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deletion of an app: the app and its segments are gone at once, its jobs with it as far as
 * anybody can see; its endpoints and events are removed by a job, and its jobs are asked to stop.
 */
final class AppDeletion {

  private static final Logger log = LoggerFactory.getLogger(AppDeletion.class);

  private final Postgres postgres;
  private final AppStore apps;
  private final SegmentStore segments;
  private final ExportJobs exports;
  private final JobStore jobs;

  AppDeletion(
      Postgres postgres, AppStore apps, SegmentStore segments, ExportJobs exports, JobStore jobs) {
    this.postgres = postgres;
    this.apps = apps;
    this.segments = segments;
    this.exports = exports;
    this.jobs = jobs;
  }

  Future<Answer> delete(Call call) {
    String id = call.parameter("applicationId");
    return postgres
        .transact(
            transaction ->
                segments
                    .members(transaction, id)
                    .compose(
                        members ->
                            apps.delete(transaction, call.principal(), id)
                                .map(deleted -> deleted.orElseThrow(() -> Apps.unknown(id)))
                                .compose(
                                    app ->
                                        jobs.create(transaction, AppRemoval.of(app, members))
                                            .map(app))))
        .onSuccess(app -> jobs.wake())
        .compose(app -> stopped(app).map(Answer.ok(app.describe())));
  }

  /** The app is deleted, whether or not its exports can be stopped. */
  private Future<Void> stopped(App app) {
    return exports
        .cancelAll(app)
        .otherwise(
            failure -> {
              log.warn("app={} deleted, but its exports go on: {}", app.id(), failure.toString());
              return null;
            });
  }
}
