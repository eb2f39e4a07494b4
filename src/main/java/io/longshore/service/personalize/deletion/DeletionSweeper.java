package io.longshore.service.personalize.deletion;

import io.longshore.async.AsyncLoop;
import io.longshore.async.SafeCall;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.service.personalize.deletion.UserPurgeStore.Due;
import io.longshore.service.personalize.job.PersonalizeJobs;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the records of deleted users removed once nobody needs them: exports that began before, which
 * show them still, and imports that began before, whose rows must stay hidden when they come. Every
 * replica does it, a statement decides whose turn it was.
 */
public final class DeletionSweeper extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(DeletionSweeper.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int AT_ONCE = 100;

  private final Postgres postgres;
  private final UserPurgeStore rows;
  private final JobStore jobs;
  private boolean busy;

  /**
   * @param jobs must know {@link UserPurgeJob}
   */
  public DeletionSweeper(Postgres postgres, JobStore jobs) {
    this.postgres = postgres;
    this.rows = new UserPurgeStore(postgres);
    this.jobs = jobs;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(EVERY.toMillis(), tick -> unlessBusy());
    return Future.succeededFuture();
  }

  private void unlessBusy() {
    if (!busy) {
      busy = true;
      SafeCall.call(this::round)
          .onFailure(failure -> TransientErrors.log(log, failure, "Deleted users' records wait"))
          .onComplete(done -> busy = false);
    }
  }

  /** Looks at all of them once. */
  public Future<Void> round() {
    return rows.due(AT_ONCE).compose(due -> AsyncLoop.forEach(due, this::look));
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

  /** A removal that ended and left its deletion behind did not succeed. */
  private Future<Boolean> isLost(JobId removal) {
    return isEnded(List.of(removal));
  }

  private Future<Void> begin(Due due) {
    JobId id = JobId.random();
    return postgres
        .<Optional<Job>>transact(
            tx ->
                rows.begin(tx, due, id)
                    .compose(
                        mine ->
                            mine
                                ? jobs.create(tx, UserPurgeJob.of(due, id)).map(Optional::of)
                                : Future.succeededFuture(Optional.empty())))
        .onSuccess(begun -> jobs.wake())
        .mapEmpty();
  }
}
