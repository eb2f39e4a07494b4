package io.longshore.engine.worker;

import io.longshore.config.WorkerConfig;
import io.longshore.engine.EngineMeter;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.fate.JobFates;
import io.longshore.objectstore.ObjectStores;
import io.longshore.store.Postgres;
import io.longshore.trace.Tracing;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The dependencies of a worker and of maintenance.
 *
 * @param random spreads retries and polls
 * @param nanos a clock that never goes back, such as {@code System::nanoTime}
 * @param fates what tests have decided to happen to jobs
 * @param tracing continues the traces of the calls that created the jobs
 */
public record WorkerDependencies(
    Postgres postgres,
    JobTypeRegistry types,
    ObjectStores objects,
    WorkerConfig config,
    EngineMeter meter,
    RandomGenerator random,
    LongSupplier nanos,
    JobFates fates,
    Tracing tracing) {

  /** Without test controls and traces. */
  public WorkerDependencies(
      Postgres postgres,
      JobTypeRegistry types,
      ObjectStores objects,
      WorkerConfig config,
      EngineMeter meter,
      RandomGenerator random,
      LongSupplier nanos) {
    this(postgres, types, objects, config, meter, random, nanos, JobFates.OFF, Tracing.NONE);
  }
}
