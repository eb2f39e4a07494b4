package io.longshore.engine.worker;

import io.longshore.config.WorkerConfig;
import io.longshore.engine.EngineMeter;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.fate.JobFates;
import io.longshore.objectstore.ObjectStores;
import io.longshore.store.Postgres;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The dependencies of a worker and of maintenance.
 *
 * @param random spreads retries and polls
 * @param nanos a clock that never goes back, such as {@code System::nanoTime}
 * @param fates what tests have decided to happen to jobs
 */
public record WorkerDependencies(
    Postgres postgres,
    JobTypeRegistry types,
    ObjectStores objects,
    WorkerConfig config,
    EngineMeter meter,
    RandomGenerator random,
    LongSupplier nanos,
    JobFates fates) {

  /** Without test controls. */
  public WorkerDependencies(
      Postgres postgres,
      JobTypeRegistry types,
      ObjectStores objects,
      WorkerConfig config,
      EngineMeter meter,
      RandomGenerator random,
      LongSupplier nanos) {
    this(postgres, types, objects, config, meter, random, nanos, JobFates.OFF);
  }
}
