package io.longshore.cli;

import io.longshore.async.Blocking;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.WorkerConfig;
import io.longshore.embedded.EmbeddedStartException;
import io.longshore.embedded.postgres.EmbeddedPostgres;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.admin.JobAdminStore;
import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.admin.JobSearchStore;
import io.longshore.engine.admin.JobSums;
import io.longshore.engine.admin.JobTaskStore;
import io.longshore.engine.admin.JobTaskStore.JobTask;
import io.longshore.engine.history.HistoryEvent;
import io.longshore.engine.history.JobHistoryStore;
import io.longshore.engine.history.WaitReasonStore;
import io.longshore.engine.store.JobEvent;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.logging.LogLevels;
import io.longshore.server.ServiceRegistry;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Administers the jobs in a database that servers may be using. Starts no worker: running workers
 * see a cancel at their next heartbeat or poll. Blocks.
 */
final class JobAdmin implements AutoCloseable {

  private static final long POLL_MILLIS = 250;
  private static final int PAGE = 1_000;
  private static final int BEFORE_FIRST_TASK = -2;

  private final Vertx vertx = Vertx.vertx();
  private final Postgres postgres;
  private final JobSearchStore search;
  private final JobListStore lists;
  private final JobAdminStore admin;
  private final JobHistoryStore history;
  private final JobTaskStore tasks;
  private final WaitReasonStore waits;
  private final JobStore jobs;

  private JobAdmin(DatabaseConfig database, WorkerConfig worker) {
    this.postgres = Postgres.connect(vertx, database);
    this.search = new JobSearchStore(postgres);
    this.lists = new JobListStore(postgres);
    this.admin = new JobAdminStore(postgres);
    this.history = new JobHistoryStore(postgres);
    this.tasks = new JobTaskStore(postgres);
    this.waits = new WaitReasonStore(postgres, worker.perAccount(), worker.perType());
    JobTypeRegistry types = ServiceRegistry.jobTypes(vertx, postgres);
    this.jobs = new JobStore(postgres, types, worker.maxAttempts(), () -> {});
  }

  static JobAdmin open(ConfigOptions options) {
    LogLevels.level(options.debug() ? LogLevels.DEBUG : LogLevels.WARN);
    LongshoreConfig config = options.load(System.getenv());
    return new JobAdmin(database(config), config.worker());
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

  /** All that is known of a job: reads its history and its tasks page by page. */
  JobDetails details(Job job) {
    List<HistoryEvent> events =
        all(last -> history.events(job.id(), last.map(HistoryEvent::seq).orElse(0L), PAGE));
    List<JobTask> found =
        all(last -> tasks.tasks(job.id(), last.map(JobTask::seq).orElse(BEFORE_FIRST_TASK), PAGE));
    return new JobDetails(job, events, found, Blocking.await("The database", waits.of(job.id())));
  }

  /** All pages of a list, which is read by the last item of the page before. */
  private static <T> List<T> all(Function<Optional<T>, Future<List<T>>> pages) {
    List<T> all = new ArrayList<>();
    Optional<T> last = Optional.empty();
    do {
      List<T> page = Blocking.await("The database", pages.apply(last));
      all.addAll(page);
      last = page.size() < PAGE ? Optional.empty() : Optional.of(page.get(PAGE - 1));
    } while (last.isPresent());
    return all;
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
