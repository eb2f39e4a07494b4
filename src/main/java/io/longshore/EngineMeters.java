package io.longshore;

import io.longshore.engine.EngineMeter;
import io.longshore.job.JobState;
import io.longshore.job.TaskKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The engine's series: tasks, jobs, rows, bytes and lost leases. */
final class EngineMeters implements EngineMeter {

  private final MeterRegistry registry;
  private final Counter leasesExpired;
  private final Counter leasesLost;

  EngineMeters(MeterRegistry registry) {
    this.registry = registry;
    this.leasesExpired =
        Counter.builder("longshore.leases.expired")
            .description("Leases that this process found expired and took away")
            .register(registry);
    this.leasesLost =
        Counter.builder("longshore.lease.lost")
            .description("Leases that this process lost while it worked")
            .register(registry);
  }

  @Override
  public void attempt(String type, TaskKind kind, Ended ended, long nanos) {
    if (ended == Ended.LOST) {
      leasesLost.increment();
    }
    Timer.builder("longshore.task")
        .description("Attempts at tasks, from claim to end")
        .tag("type", type)
        .tag("kind", lower(kind))
        .tag("ended", lower(ended))
        .serviceLevelObjectives(
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10))
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void job(String type, JobState state) {
    Counter.builder("longshore.jobs.finished")
        .description("Jobs that reached a final state in this process")
        .tag("type", type)
        .tag("state", lower(state))
        .register(registry)
        .increment();
  }

  @Override
  public void rows(String type, long rows) {
    count("longshore.rows", "Rows of pieces that are done", type, rows);
  }

  @Override
  public void bytes(String type, long bytes) {
    count("longshore.bytes", "Bytes that S3 acknowledged", type, bytes);
  }

  @Override
  public void leasesExpired(int tasks) {
    leasesExpired.increment(tasks);
  }

  private void count(String name, String description, String type, long amount) {
    Counter.builder(name)
        .description(description)
        .tag("type", type)
        .register(registry)
        .increment(amount);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
