package io.longshore.engine.worker;

import io.longshore.async.FirstOf;
import io.longshore.engine.EngineMeter.AttemptEnd;
import io.longshore.engine.commit.Commit;
import io.longshore.engine.commit.Rollback;
import io.longshore.engine.fate.AttemptFates;
import io.longshore.engine.fate.FatedOutputs;
import io.longshore.engine.fate.Slot;
import io.longshore.engine.lease.AttemptStopped.Why;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.lease.LeaseRequest;
import io.longshore.engine.load.ImportJobType;
import io.longshore.engine.output.FencedOutputs;
import io.longshore.engine.transition.JobProgressStore;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.job.JobType;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Phase;
import io.longshore.job.Task;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at one task, from the claim to the end of the lease.
 *
 * <pre>
 * claim -> take over -> plan | piece | commit | roll back -> DONE
 *             |                     |
 *             +---------------------+-> retry | fail the job | release | lost: nothing is written
 * </pre>
 */
final class Attempt {

  private static final Logger log = LoggerFactory.getLogger(Attempt.class);

  private final WorkerContext context;
  private final ClaimedTask claim;
  private final Task task;
  private final Job job;
  private final LeaseKeeper keeper;
  private final FencedOutputs outputs;
  private final FailedAttempt failed;
  private final Slot slot;
  private final AttemptTrace trace;
  private final long started;
  private AttemptFates fates = AttemptFates.NONE;

  /**
   * @param claimSent what the worker's clock returned when the claim was sent
   * @param slot the one that the attempt runs in
   */
  Attempt(WorkerContext context, ClaimedTask claim, long claimSent, Slot slot) {
    this.context = context;
    this.claim = claim;
    this.slot = slot;
    this.task = claim.task();
    this.job = task.job();
    this.started = claimSent;
    this.keeper = context.keeperOf(claim, claimSent);
    this.outputs = new FencedOutputs(context, claim, keeper, task.piece().destination());
    this.failed = new FailedAttempt(context, claim, keeper);
    this.trace = new AttemptTrace(context.tracing(), claim);
  }

  /** A claimed task to run next. */
  record Next(ClaimedTask claim, long claimSent) {}

  /**
   * Runs the attempt; succeeds whatever its result is.
   *
   * @return the job's commit if this was its last piece: the worker continues with it
   */
  Future<Optional<Next>> run() {
    return trace.attempt(this::runTraced);
  }

  private Future<Optional<Next>> runTraced() {
    keeper.start();
    return keeper
        .check()
        .compose(live -> context.fates().of(context.vertx(), claim, keeper, slot))
        .compose(this::work)
        .recover(this::endFailed)
        .onComplete(ended -> fates.end())
        .onComplete(ended -> outputs.close())
        .onComplete(ended -> keeper.close());
  }

  /** The time since the claim was sent. */
  Duration age() {
    return Duration.ofNanos(context.nanos().getAsLong() - started);
  }

  /** Stops the attempt and releases its task. */
  void stop() {
    keeper.stop(Why.SHUTDOWN);
  }

  private Future<Optional<Next>> work(AttemptFates found) {
    fates = found;
    if (claim.isRollback()) {
      return FirstOf.futures(keeper.lost(), trace.work(new Rollback(context, claim, keeper)::run))
          .map(done -> rolledBack());
    }
    return switch (task.kind()) {
      case PLAN ->
          enter().compose(entered -> FirstOf.futures(keeper.stopped(), trace.work(this::plan)));
      case PIECE ->
          FirstOf.futures(
              fates.failed(),
              enter().compose(entered -> FirstOf.futures(keeper.stopped(), piece())));
      // A cancel does not stop it: the result of a Complete that was sent has to be found out.
      case COMMIT ->
          fates
              .reach(Phase.COMMITTING)
              .compose(
                  reached ->
                      FirstOf.futures(
                          keeper.lost(), trace.work(new Commit(context, claim, keeper)::run)))
              .map(this::committed);
    };
  }

  /** Records the phases before the work. A piece that writes an object enters WORKING later. */
  private Future<Void> enter() {
    JobProgressStore progress = context.stores().progress();
    boolean writes = task.piece().destination().isPresent();
    return switch (claim.phase()) {
      case CREATED, CLAIMED ->
          fates
              .reach(Phase.CREATED)
              .compose(
                  reached ->
                      writes
                          ? progress.start(task.lease(), job.type())
                          : progress.work(task.lease(), job.type()))
              .compose(entered -> fates.reach(Phase.STARTING));
      case STARTING -> fates.reach(Phase.STARTING);
      case WAITING -> progress.work(task.lease(), job.type()).mapEmpty();
      case WORKING, COMMITTING, SUCCEEDED, FAILING, FAILED, CANCELLING, CANCELLED ->
          Future.succeededFuture();
    };
  }

  private Future<Optional<Next>> plan() {
    JobType type = context.type(job);
    return outputs
        .working()
        .compose(working -> type.plan(job))
        .compose(pieces -> context.stores().plans().planned(task, pieces))
        .compose(keeper::requireWritten)
        .map(planned -> ended(AttemptEnd.DONE, Optional.empty()));
  }

  private Future<Optional<Next>> piece() {
    JobType type = context.type(job);
    boolean writes = task.piece().destination().isPresent() && !(type instanceof ImportJobType);
    return outputs
        .takeOver()
        .compose(
            clean ->
                type instanceof ImportJobType imports
                    ? outputs.beginLoad(imports)
                    : Future.<Void>succeededFuture())
        .compose(
            clean ->
                writes
                    ? Future.<Void>succeededFuture()
                    : outputs.working().compose(working -> fates.reach(Phase.WORKING)))
        .compose(ready -> fates.around(outputs))
        .compose(fated -> trace.piece(outputs::written, () -> run(type, fated)))
        .compose(
            outcome ->
                outcome instanceof Outcome.Rejected rejected
                    ? outputs
                        .abandon()
                        .compose(abandoned -> failed.failJob(rejected.reason()))
                        .map(end -> ended(end, Optional.empty()))
                    : finish((Outcome.Done) outcome));
  }

  private Future<Outcome> run(JobType type, Outputs fated) {
    return type.piece(job, task.piece(), fated)
        .compose(outcome -> FatedOutputs.settled(fated, outcome));
  }

  private Future<Optional<Next>> finish(Outcome.Done result) {
    boolean withoutObject = context.type(job) instanceof ImportJobType && !outputs.isOpened();
    if (!withoutObject && !outputs.isSealed()) {
      return Future.failedFuture(
          new IllegalStateException(job.type() + " ended a piece without sealing its object"));
    }
    long sent = context.nanos().getAsLong();
    LeaseRequest next = context.stores().leases().request();
    return context
        .stores()
        .pieces()
        .finish(task, result, withoutObject, next)
        .onFailure(unanswered -> context.releases().addClaim(next.id()))
        .compose(
            finished ->
                keeper.requireWritten(finished.isPresent()).map(written -> finished.get().commit()))
        .onSuccess(commit -> context.meter().rows(job.type(), result.rows()))
        .map(commit -> ended(AttemptEnd.DONE, commit.map(claimed -> new Next(claimed, sent))));
  }

  private Optional<Next> committed(boolean succeeded) {
    if (succeeded) {
      context.meter().job(job.type(), JobState.SUCCEEDED);
    }
    return ended(succeeded ? AttemptEnd.DONE : AttemptEnd.RETRIED, Optional.empty());
  }

  private Optional<Next> rolledBack() {
    boolean cancelled = claim.phase() == Phase.CANCELLING;
    context.meter().job(job.type(), cancelled ? JobState.CANCELLED : JobState.FAILED);
    return ended(AttemptEnd.CLEANED, Optional.empty());
  }

  private Future<Optional<Next>> endFailed(Throwable failure) {
    trace.failed(failure);
    return outputs
        .abandon()
        .compose(abandoned -> failed.end(failure))
        .map(end -> ended(end, Optional.empty()));
  }

  private Optional<Next> ended(AttemptEnd end, Optional<Next> next) {
    long nanos = context.nanos().getAsLong() - started;
    context.meter().attempt(job.type(), task.kind(), end, nanos);
    trace.ended(end);
    log.info(
        "job={} account={} type={} task={} kind={} attempt={} ended={} millis={}",
        job.id(),
        job.account(),
        job.type(),
        task.seq(),
        task.kind(),
        task.attempt(),
        end,
        nanos / 1_000_000);
    return next;
  }
}
