package io.longshore.engine;

import io.longshore.config.UpkeepConfig;
import io.longshore.objectstore.Safely;
import io.longshore.store.Outages;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tidies up now and then, in every replica, at moments of its own. */
public final class UpkeepVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(UpkeepVerticle.class);

  private final Equipment equipment;
  private final UpkeepConfig config;
  private Upkeep upkeep;
  private long timer = -1;
  private boolean stopping;

  public UpkeepVerticle(Equipment equipment, UpkeepConfig config) {
    this.equipment = equipment;
    this.config = config;
  }

  @Override
  public Future<?> start() {
    upkeep = new Upkeep(vertx, equipment, config);
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
    Safely.call(upkeep::runOnce)
        .onSuccess(done -> equipment.meter().tidied(done.jobs(), done.uploads()))
        .onSuccess(
            done -> log.info("Forgot {} jobs, aborted {} uploads", done.jobs(), done.uploads()))
        .onFailure(
            failure -> Outages.log(log, failure, "Upkeep failed; the next round tries again"))
        .onComplete(
            done -> {
              if (!stopping) {
                later();
              }
            });
  }
}
