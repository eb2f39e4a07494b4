package io.longshore.engine.maintenance;

import io.longshore.async.PeriodicVerticle;
import io.longshore.config.UpkeepConfig;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs {@link Maintenance} periodically in every replica, with jitter. */
public final class MaintenanceVerticle extends PeriodicVerticle {

  private static final Logger log = LoggerFactory.getLogger(MaintenanceVerticle.class);

  private final WorkerDependencies dependencies;
  private final UpkeepConfig config;
  private Maintenance maintenance;

  public MaintenanceVerticle(WorkerDependencies dependencies, UpkeepConfig config) {
    super(config.every(), dependencies.random());
    this.dependencies = dependencies;
    this.config = config;
  }

  @Override
  public Future<?> start() {
    maintenance = new Maintenance(vertx, dependencies, config);
    return runOnRequest("Jobs and uploads").compose(registered -> super.start());
  }

  @Override
  protected Future<?> runOnce() {
    return maintenance
        .run()
        .onSuccess(done -> dependencies.meter().maintained(done.jobs(), done.uploads()))
        .onSuccess(
            done ->
                log.info(
                    "Deleted {} jobs, aborted {} orphaned uploads", done.jobs(), done.uploads()));
  }

  @Override
  protected void failed(Throwable failure) {
    TransientErrors.log(log, failure, "Maintenance failed; the next round repeats it");
  }
}
