package io.longshore.engine.maintenance;

import io.longshore.async.SafeCall;
import io.longshore.config.UpkeepConfig;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tidies up now and then, in every replica, at moments of its own. */
public final class MaintenanceVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(MaintenanceVerticle.class);

  private final WorkerDependencies equipment;
  private final UpkeepConfig config;
  private JobCleaner upkeep;
  private long timer = -1;
  private boolean stopping;

  public MaintenanceVerticle(WorkerDependencies equipment, UpkeepConfig config) {
    this.equipment = equipment;
    this.config = config;
  }

  @Override
  public Future<?> start() {
    upkeep = new JobCleaner(vertx, equipment, config);
    later();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  private void later() {
    long millis = config.every().toMillis();
    long wait = Math.max(1, millis / 2 + equipment.random().nextLong(millis / 2 + 1));
    timer = vertx.setTimer(wait, now -> tidy());
  }

  private void tidy() {
    SafeCall.call(upkeep::runOnce)
        .onSuccess(done -> equipment.meter().tidied(done.jobs(), done.uploads()))
        .onSuccess(
            done -> log.info("Forgot {} jobs, aborted {} uploads", done.jobs(), done.uploads()))
        .onFailure(
            failure ->
                TransientErrors.log(log, failure, "Upkeep failed; the next round tries again"))
        .onComplete(
            done -> {
              if (!stopping) {
                later();
              }
            });
  }
}
