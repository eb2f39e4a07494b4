package io.longshore.engine.maintenance;

import io.longshore.async.PeriodicVerticle;
import io.longshore.config.UpkeepConfig;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the {@link JobCleaner} periodically, in every replica at times of its own. */
public final class MaintenanceVerticle extends PeriodicVerticle {

  private static final Logger log = LoggerFactory.getLogger(MaintenanceVerticle.class);

  private final WorkerDependencies equipment;
  private final UpkeepConfig config;
  private JobCleaner cleaner;

  public MaintenanceVerticle(WorkerDependencies equipment, UpkeepConfig config) {
    super(config.every(), equipment.random());
    this.equipment = equipment;
    this.config = config;
  }

  @Override
  public Future<?> start() {
    cleaner = new JobCleaner(vertx, equipment, config);
    return super.start();
  }

  @Override
  protected Future<?> runOnce() {
    return cleaner
        .runOnce()
        .onSuccess(done -> equipment.meter().tidied(done.jobs(), done.uploads()))
        .onSuccess(
            done -> log.info("Forgot {} jobs, aborted {} uploads", done.jobs(), done.uploads()));
  }

  @Override
  protected void failed(Throwable failure) {
    TransientErrors.log(log, failure, "Upkeep failed; the next round tries again");
  }
}
