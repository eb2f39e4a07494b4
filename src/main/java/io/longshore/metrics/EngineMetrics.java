package io.longshore.metrics;

import io.longshore.engine.EngineMeter;
import io.longshore.job.JobState;
import io.longshore.job.TaskKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The metrics of the engine: tasks, jobs, rows, bytes, leases, slots and maintenance. */
public final class EngineMetrics implements EngineMeter {

  private final MeterRegistry registry;
  private final Counter searches;
  private final Counter leasesExpired;
  private final Counter leasesLost;
  private final Counter jobsDeleted;
  private final Counter uploadsAborted;
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger slots = new AtomicInteger();

  public EngineMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.searches = counter("longshore.sweeps", "Searches for expired leases");
    this.leasesExpired =
        counter("longshore.leases.expired", "Expired leases that this process ended");
    this.leasesLost =
        counter("longshore.leases.lost", "Leases that this process lost during an attempt");
    this.jobsDeleted = counter("longshore.jobs.forgotten", "Finished jobs that retention deleted");
    this.uploadsAborted =
        counter("longshore.uploads.aborted", "Orphaned uploads that maintenance aborted");
    Gauge.builder("longshore.worker.slots", slots, AtomicInteger::get)
        .description("Tasks that this process can run at once")
        .register(registry);
    Gauge.builder("longshore.worker.slots.busy", busy, AtomicInteger::get)
        .description("Tasks that this process runs now")
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  @Override
  public void attempt(String type, TaskKind kind, AttemptEnd end, long nanos) {
    if (end == AttemptEnd.LOST) {
      leasesLost.increment();
    }
    Counter.builder("longshore.attempts")
        .description("Attempts at tasks that ended in this process")
        .tag("service", type.substring(0, type.indexOf('.')))
        .tag("type", type)
        .tag("kind", lower(kind))
        .tag("outcome", lower(end))
        .register(registry)
        .increment();
    Timer.builder("longshore.task")
        .description("Attempts at tasks, from claim to end")
        .tag("type", type)
        .tag("kind", lower(kind))
        .tag("ended", lower(end))
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
  public void leasesReaped(int leases) {
    searches.increment();
    leasesExpired.increment(leases);
  }

  @Override
  public void maintained(int jobs, int uploads) {
    jobsDeleted.increment(jobs);
    uploadsAborted.increment(uploads);
  }

  @Override
  public void slots(int busyNow, int all) {
    busy.set(busyNow);
    slots.set(all);
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
