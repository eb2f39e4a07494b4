package io.longshore.cli;

import io.longshore.async.Blocking;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.embedded.EmbeddedStartException;
import io.longshore.embedded.postgres.EmbeddedPostgres;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.admin.JobAdminStore;
import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.admin.JobSearchStore;
import io.longshore.engine.admin.JobSearchStore.TaskView;
import io.longshore.engine.admin.JobSums;
import io.longshore.engine.store.JobEvent;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.logging.LogLevels;
import io.longshore.server.ServiceRegistry;
import io.longshore.store.Postgres;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Administers the jobs in a database that servers may be using. Starts no worker: running workers
 * see a cancel at their next heartbeat or poll. Blocks.
 */
final class JobAdmin implements AutoCloseable {

  private static final long POLL_MILLIS = 250;

  private final Vertx vertx = Vertx.vertx();
  private final Postgres postgres;
  private final JobSearchStore search;
  private final JobListStore lists;
  private final JobAdminStore admin;
  private final JobStore jobs;

  private JobAdmin(DatabaseConfig database, int maxAttempts) {
    this.postgres = Postgres.connect(vertx, database);
    this.search = new JobSearchStore(postgres);
    this.lists = new JobListStore(postgres);
    this.admin = new JobAdminStore(postgres);
    JobTypeRegistry types = ServiceRegistry.jobTypes(vertx, postgres);
    this.jobs = new JobStore(postgres, types, maxAttempts, () -> {});
  }

  static JobAdmin open(ConfigOptions options) {
    LogLevels.level(options.debug() ? LogLevels.DEBUG : LogLevels.WARN);
    LongshoreConfig config = options.load(System.getenv());
    return new JobAdmin(database(config), config.worker().maxAttempts());
  }

  /** The database that a server with this configuration uses. */
  static DatabaseConfig database(LongshoreConfig config) {
    if (!config.database().isEmbedded()) {
      return config.database();
    }
    return EmbeddedPostgres.running(config.data().dir(), config.database())
        .orElseThrow(
            () ->
                new EmbeddedStartException(
                    "No server is running on %s: start one, or name its database with --set database.url"
                        .formatted(config.data().dir()),
                    null));
  }

  List<Job> newest(
      Optional<String> account, Optional<String> type, Optional<JobState> state, int limit) {
    return Blocking.await("The database", search.newest(account, type, state, limit));
  }

  Optional<Job> find(JobId id) {
    return Blocking.await("The database", search.find(id));
  }

  List<TaskView> tasks(JobId id) {
    return Blocking.await("The database", search.tasks(id));
  }

  /** What the tasks of a job add up to. */
  JobSums sums(JobId id) {
    return Blocking.await("The database", lists.sums(List.of(id))).getOrDefault(id, JobSums.NONE);
  }

  List<JobEvent> events(JobId id) {
    return Blocking.await("The database", jobs.events(id));
  }

  /** Waits for the job to end, at most that long; the job as it is then. */
  Optional<Job> awaitEnd(JobId id, Duration within) {
    long until = System.nanoTime() + within.toNanos();
    Optional<Job> job = find(id);
    while (job.isPresent() && !job.get().state().isFinal() && System.nanoTime() < until) {
      Blocking.await("The clock", vertx.timer(POLL_MILLIS));
      job = find(id);
    }
    return job;
  }

  /** Returns after that time. */
  void pause(Duration time) {
    Blocking.await("The clock", vertx.timer(time.toMillis()));
  }

  /** Makes waiting tasks due now; returns how many. */
  int retry(JobId id) {
    return Blocking.await("The database", admin.retry(id));
  }

  /** Holds or releases one job or all; returns how many changed. */
  int hold(boolean held, Optional<JobId> id) {
    return Blocking.await("The database", admin.hold(held, id));
  }

  /** Requests a cancel; false if the job can no longer be cancelled. */
  boolean cancel(JobId id) {
    return Blocking.await("The database", jobs.requestCancel(id));
  }

  @Override
  public void close() {
    Blocking.await("The database", postgres.close());
    Blocking.await("The database", vertx.close());
  }
}
