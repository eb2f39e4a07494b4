package io.longshore.service.pinpoint.job.increment;

import io.longshore.async.PeriodicVerticle;
import io.longshore.config.UpkeepConfig;
import io.longshore.engine.store.ExportBaseStore;
import io.longshore.store.Postgres;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets old deletions periodically, in every replica: none that an export, finished or not, may
 * be asked for.
 */
public final class DeletionUpkeep extends PeriodicVerticle {

  private static final Logger log = LoggerFactory.getLogger(DeletionUpkeep.class);

  /** For exports that are being created. */
  private static final Duration MARGIN = Duration.ofHours(1);

  private final Postgres postgres;
  private final IncrementStore store;
  private final String exports;
  private final Duration age;

  /**
   * @param exports the type of the jobs that read deletions
   */
  public DeletionUpkeep(
      Postgres postgres, String exports, UpkeepConfig config, RandomGenerator random) {
    super(config.every(), random);
    this.postgres = postgres;
    this.store = new IncrementStore(postgres);
    this.exports = exports;
    this.age = config.deletions().plus(MARGIN);
  }

  @Override
  public Future<?> start() {
    return runOnRequest("Deletions of endpoints").compose(registered -> super.start());
  }

  @Override
  protected Future<?> runOnce() {
    return ExportBaseStore.unfinished(postgres, exports)
        .compose(reading -> store.forget(age, reading))
        .onSuccess(
            forgotten -> {
              if (forgotten > 0) {
                log.info("Forgot {} deletions of endpoints", forgotten);
              }
            });
  }

  @Override
  protected void failed(Throwable failure) {
    TransientErrors.log(log, failure, "Old deletions of endpoints could not be forgotten yet");
  }
}
