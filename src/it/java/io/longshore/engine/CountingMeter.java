package io.longshore.engine;

import io.longshore.engine.worker.Worker;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.job.JobState;
import io.longshore.job.TaskKind;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the measurements by name. */
public final class CountingMeter implements EngineMeter {

  public final Map<String, Long> counts = new ConcurrentHashMap<>();
  public volatile long nanos;

  @Override
  public void attempt(String type, TaskKind kind, AttemptEnd ended, long took) {
    add(type + " " + kind + " " + ended, 1);
    nanos += took;
  }

  @Override
  public void job(String type, JobState state) {
    add(type + " " + state, 1);
  }

  @Override
  public void rows(String type, long rows) {
    add(type + " rows", rows);
  }

  @Override
  public void bytes(String type, long bytes) {
    add(type + " bytes", bytes);
  }

  @Override
  public void leasesReaped(int leases) {
    add("sweeps", 1);
    if (leases > 0) {
      add("expired", leases);
    }
  }

  @Override
  public void maintained(int jobs, int uploads) {
    add("forgotten", jobs);
    add("aborted", uploads);
  }

  @Override
  public void slots(int busy, int all) {
    counts.merge("most busy", (long) busy, Math::max);
  }

  /** A worker whose measurements this meter receives. */
  public Worker worker(EngineFixture rig) {
    WorkerDependencies given = rig.dependencies(rig.s3, EngineFixture.CONFIG);
    return new Worker(
        rig.vertx,
        new WorkerDependencies(
            given.postgres(),
            given.types(),
            given.objects(),
            given.config(),
            this,
            given.random(),
            given.nanos()));
  }

  private void add(String name, long amount) {
    counts.merge(name, amount, Long::sum);
  }
}
