package io.longshore.engine.worker;

import io.longshore.async.AsyncRetry;
import io.longshore.async.FirstOf;
import io.longshore.engine.EngineMeter.Ended;
import io.longshore.engine.commit.Commit;
import io.longshore.engine.commit.Rollback;
import io.longshore.engine.failure.Disposition;
import io.longshore.engine.failure.FailureReason;
import io.longshore.engine.failure.FailureReason.Fault;
import io.longshore.engine.lease.AttemptStopped;
import io.longshore.engine.lease.AttemptStopped.Why;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.lease.LeaseRequest;
import io.longshore.engine.lease.LeaseStore;
import io.longshore.engine.load.ImportJobType;
import io.longshore.engine.output.FencedOutputs;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.job.JobType;
import io.longshore.job.Outcome;
import io.longshore.job.Phase;
import io.longshore.job.Task;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try at one task, from its claim to its end.
 *
 * <pre>
 * claim -> take over -> plan | piece | commit | clean up -> DONE
 *             |                     |
 *             +---------------------+-> retry | fail the job | release | lost: not a word
 * </pre>
 */
final class Attempt {

  private static final Logger log = LoggerFactory.getLogger(Attempt.class);

  private static final int TIMES_SAID = 4;

  private final WorkerContext workshop;
  private final ClaimedTask claim;
  private final Task task;
  private final Job job;
  private final LeaseKeeper hold;
  private final FencedOutputs outputs;
  private final long begun;

  /**
   * @param claimSent what the worker's clock said when it asked for the task
   */
  Attempt(WorkerContext workshop, ClaimedTask claim, long claimSent) {
    this.workshop = workshop;
    this.claim = claim;
    this.task = claim.task();
    this.job = task.job();
    this.begun = claimSent;
    this.hold = workshop.keeperOf(claim, claimSent);
    this.outputs = new FencedOutputs(workshop, claim, hold, task.piece().destination());
  }

  /**
   * Runs to the end; succeeds whatever it was.
   *
   * @return the job's commit, when this was its last piece: this worker goes on with it
   */
  Future<Optional<Next>> run() {
    hold.begin();
    return hold.check().compose(live -> work()).recover(this::over).onComplete(ended -> hold.end());
  }

  /** Since the claim was sent. */
  Duration age() {
    return Duration.ofNanos(workshop.nanos().getAsLong() - begun);
  }

  /** Has the attempt stop and give its task back. */
  void stop() {
    hold.stop(Why.SHUTDOWN);
  }

  /** A task to go on with. */
  record Next(ClaimedTask claim, long claimSent) {}

  private Future<Optional<Next>> work() {
    if (claim.isCleanUp()) {
      return FirstOf.futures(hold.lost(), new Rollback(workshop, claim, hold).run())
          .map(done -> cleaned());
    }
    return switch (task.kind()) {
      case PLAN -> enter().compose(entered -> FirstOf.futures(hold.stopped(), plan()));
      case PIECE -> enter().compose(entered -> FirstOf.futures(hold.stopped(), piece()));
      // A Complete that was sent is waited for, also when the job is cancelled meanwhile.
      case COMMIT ->
          FirstOf.futures(hold.lost(), new Commit(workshop, claim, hold).run())
              .map(this::committed);
    };
  }

  /** The phases that lie before the work, for the job's users. What writes begins to work later. */
  private Future<Void> enter() {
    LeaseStore leases = workshop.leases();
    boolean writes = task.piece().destination().isPresent();
    return switch (claim.phase()) {
      case CREATED, CLAIMED ->
          (writes
                  ? leases.starting(task.lease(), job.type())
                  : leases.working(task.lease(), job.type()))
              .mapEmpty();
      case WAITING -> leases.working(task.lease(), job.type()).mapEmpty();
      case STARTING, WORKING, COMMITTING, SUCCEEDED, FAILING, FAILED, CANCELLING, CANCELLED ->
          Future.succeededFuture();
    };
  }

  private Future<Optional<Next>> plan() {
    JobType type = workshop.type(job);
    return outputs
        .working()
        .compose(working -> type.plan(job))
        .compose(pieces -> workshop.tasks().planned(task, pieces))
        .compose(hold::granted)
        .map(planned -> ended(Ended.DONE, Optional.empty()));
  }

  private Future<Optional<Next>> piece() {
    JobType type = workshop.type(job);
    boolean writes = task.piece().destination().isPresent() && !(type instanceof ImportJobType);
    return outputs
        .takeOver()
        .compose(
            clean ->
                type instanceof ImportJobType loads
                    ? outputs.beginLoad(loads)
                    : Future.<Void>succeededFuture())
        .compose(clean -> writes ? Future.<Void>succeededFuture() : outputs.working())
        .compose(ready -> type.piece(job, task.piece(), outputs))
        .compose(
            outcome ->
                outcome instanceof Outcome.Rejected rejected
                    ? outputs.abandon().compose(gone -> fail(rejected.reason()))
                    : done((Outcome.Done) outcome));
  }

  private Future<Optional<Next>> done(Outcome.Done made) {
    boolean without = workshop.type(job) instanceof ImportJobType && !outputs.isOpened();
    if (!without && !outputs.isWhole()) {
      return Future.failedFuture(
          new IllegalStateException(job.type() + " ended a piece without sealing its object"));
    }
    long sent = workshop.nanos().getAsLong();
    LeaseRequest next = workshop.leases().next();
    return workshop
        .tasks()
        .pieceDone(task, made, without, next)
        .onFailure(unheard -> workshop.excuses().unanswered(next.id()))
        .compose(done -> hold.granted(done.isPresent()).map(granted -> done.get().commit()))
        .onSuccess(done -> workshop.meter().rows(job.type(), made.rows()))
        .map(commit -> ended(Ended.DONE, commit.map(more -> new Next(more, sent))));
  }

  private Optional<Next> committed(boolean succeeded) {
    if (succeeded) {
      workshop.meter().job(job.type(), JobState.SUCCEEDED);
    }
    return ended(succeeded ? Ended.DONE : Ended.RETRIED, Optional.empty());
  }

  private Optional<Next> cleaned() {
    boolean cancelled = claim.phase() == Phase.CANCELLING;
    workshop.meter().job(job.type(), cancelled ? JobState.CANCELLED : JobState.FAILED);
    return ended(Ended.CLEANED, Optional.empty());
  }

  /** What remains to be said when the work did not end well. A lost lease has nothing to say. */
  private Future<Optional<Next>> over(Throwable failure) {
    return outputs
        .abandon()
        .compose(abandoned -> verdict(failure))
        .recover(
            unsaid -> {
              TransientErrors.log(
                  log,
                  unsaid,
                  "job={} type={} task={} could not end its lease",
                  job.id(),
                  job.type(),
                  task.seq());
              if (TransientErrors.isOutage(unsaid)) {
                workshop.excuses().lost(claim);
              }
              return Future.succeededFuture(ended(Ended.LOST, Optional.empty()));
            });
  }

  private Future<Optional<Next>> verdict(Throwable failure) {
    if (failure instanceof AttemptStopped stopped) {
      return stopped.why() == Why.LOST
          ? Future.succeededFuture(lost())
          : end(Disposition.RELEASE, null, Duration.ZERO, Ended.RELEASED);
    }
    FailureReason reason = FailureReason.of(failure);
    if (!reason.isKnown()) {
      log.warn(
          "job={} account={} type={} task={} attempt={}",
          job.id(),
          job.account(),
          job.type(),
          task.seq(),
          task.attempt(),
          failure);
    }
    if (reason.fault().isOutage()) {
      return outage(reason);
    }
    if (claim.isCleanUp()) {
      return retry(reason);
    }
    if (reason.fault() == Fault.PERMANENT) {
      return fail(reason.text());
    }
    return task.attempt() < task.maxAttempts()
        ? retry(reason)
        : fail(FailureReason.exhausted(task.attempt(), reason.text()));
  }

  private Optional<Next> lost() {
    if (hold.isCutOff()) {
      workshop.excuses().lost(claim);
    }
    return ended(Ended.LOST, Optional.empty());
  }

  private Future<Optional<Next>> retry(FailureReason reason) {
    Duration delay = workshop.backoff().after(task.attempt());
    return end(Disposition.RETRY, reason.text(), delay, Ended.RETRIED);
  }

  /** Not charged, so patience has to end by time; a clean-up looks at that itself. */
  private Future<Optional<Next>> outage(FailureReason reason) {
    Duration patience = workshop.config().giveUpAfter();
    Future<Optional<Integer>> outlasted =
        claim.isCleanUp()
            ? Future.succeededFuture(Optional.empty())
            : workshop.endings().outlasted(task, patience).otherwise(Optional.empty());
    Duration delay = workshop.outage(reason.fault(), claim.outages() + 1);
    return outlasted.compose(
        over ->
            over.isPresent()
                ? fail(FailureReason.outlasted(over.get(), patience, reason.text()))
                : end(Disposition.POSTPONE, reason.text(), delay, Ended.RETRIED));
  }

  private Future<Optional<Next>> fail(String reason) {
    return end(Disposition.FAIL, reason, Duration.ZERO, Ended.FAILED);
  }

  private Future<Optional<Next>> end(Disposition ending, String reason, Duration delay, Ended as) {
    return say(ending, reason, delay).map(mine -> ended(mine ? as : Ended.LOST, Optional.empty()));
  }

  /** Says it again when the database did not hear it: else the task waits for its lease's end. */
  private Future<Boolean> say(Disposition ending, String reason, Duration delay) {
    long pause = workshop.config().heartbeat().toMillis() / 2;
    return AsyncRetry.call(
        TIMES_SAID,
        () -> workshop.endings().end(task, ending, reason, delay),
        (unheard, time) -> workshop.vertx().timer(pause));
  }

  private Optional<Next> ended(Ended how, Optional<Next> next) {
    long nanos = workshop.nanos().getAsLong() - begun;
    workshop.meter().attempt(job.type(), task.kind(), how, nanos);
    log.info(
        "job={} account={} type={} task={} kind={} attempt={} ended={} millis={}",
        job.id(),
        job.account(),
        job.type(),
        task.seq(),
        task.kind(),
        task.attempt(),
        how,
        nanos / 1_000_000);
    return next;
  }
}
