package io.longshore.service.personalize.deletion;

import io.longshore.async.AsyncLoop;
import io.longshore.async.PeriodicVerticle;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.service.personalize.deletion.UserPurgeStore.Due;
import io.longshore.service.personalize.job.PersonalizeJobs;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the jobs that delete the records of deleted users, once no job needs them: exports that
 * began before the deletion still show the records, and rows of imports that began before it must
 * stay hidden. It runs in every replica; a statement decides which one creates the job.
 */
public final class DeletionSweeper extends PeriodicVerticle {

  private static final Logger log = LoggerFactory.getLogger(DeletionSweeper.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int AT_ONCE = 100;

  private final Postgres postgres;
  private final UserPurgeStore rows;
  private final JobStore jobs;

  /**
   * @param jobs must know {@link UserPurgeJob}
   */
  public DeletionSweeper(Postgres postgres, JobStore jobs) {
    super(EVERY, EVERY);
    this.postgres = postgres;
    this.rows = new UserPurgeStore(postgres);
    this.jobs = jobs;
  }

  /** Checks each deletion once. */
  @Override
  public Future<Void> runOnce() {
    return rows.due(AT_ONCE).compose(due -> AsyncLoop.forEach(due, this::look));
  }

  @Override
  public Future<?> start() {
    return runOnRequest("Personalize").compose(registered -> super.start());
  }

  @Override
  protected void failed(Throwable failure) {
    TransientErrors.log(log, failure, "Records of deleted users could not be deleted yet");
  }

  private Future<Void> look(Due due) {
    if (due.waits().isEmpty()) {
      return postgres.transact(
          tx -> needed(due, tx).compose(needed -> rows.letWait(tx, due, needed)));
    }
    return isEnded(due.waits().get())
        .compose(
            free ->
                free
                    ? due.removal().map(this::isLost).orElse(Future.succeededFuture(true))
                    : Future.succeededFuture(false))
        .compose(begin -> begin ? begin(due) : Future.succeededFuture());
  }

  private Future<List<JobId>> needed(Due due, Transaction tx) {
    return jobs.running(
        tx,
        due.account(),
        due.region(),
        due.arns(),
        PersonalizeJobs.IMPORT,
        PersonalizeJobs.EXPORT);
  }

  private Future<Boolean> isEnded(List<JobId> ids) {
    return jobs.findAll(ids).map(found -> found.stream().allMatch(job -> job.state().isFinal()));
  }

  /** Whether the purge job has ended without success: a successful one removes its deletion. */
  private Future<Boolean> isLost(JobId removal) {
    return isEnded(List.of(removal));
  }

  private Future<Void> begin(Due due) {
    NewJob removal = UserPurgeJob.of(due);
    return postgres
        .<Optional<Job>>transact(
            tx ->
                rows.begin(tx, due, removal.id())
                    .compose(
                        mine ->
                            mine
                                ? jobs.create(tx, removal).map(Optional::of)
                                : Future.succeededFuture(Optional.empty())))
        .onSuccess(begun -> jobs.wake())
        .mapEmpty();
  }
}
