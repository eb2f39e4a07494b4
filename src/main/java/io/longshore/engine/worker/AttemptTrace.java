package io.longshore.engine.worker;

import io.longshore.engine.EngineMeter.AttemptEnd;
import io.longshore.engine.failure.FailureReason;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.job.Job;
import io.longshore.job.Lease;
import io.longshore.job.Outcome;
import io.longshore.job.Task;
import io.longshore.trace.ActiveSpan;
import io.longshore.trace.TraceSpan;
import io.longshore.trace.TraceSpan.Kind;
import io.longshore.trace.Tracing;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The spans of one attempt: the attempt as a child of the call that created the job, and below it
 * its work. An attempt at a job whose creation was not traced has none.
 */
final class AttemptTrace {

  private final TraceSpan span;
  private final Task task;
  private final boolean rollsBack;

  AttemptTrace(Tracing tracing, ClaimedTask claim) {
    this.task = claim.task();
    this.rollsBack = claim.isRollback();
    this.span =
        task.job()
            .traceparent()
            .map(parent -> tracing.remote(parent).child("attempt", Kind.INTERNAL))
            .orElse(TraceSpan.NONE);
    describe();
  }

  private void describe() {
    Job job = task.job();
    Lease lease = task.lease();
    span.set("longshore.job", job.id().toString())
        .set("longshore.account", job.account())
        .set("longshore.type", job.type())
        .set("longshore.task", task.seq())
        .set("longshore.kind", task.kind().name())
        .set("longshore.attempt", task.attempt())
        .set("longshore.epoch", lease.epoch())
        .set("longshore.lease", lease.id().toString());
  }

  /** Runs the whole attempt. */
  <T> Future<T> attempt(Supplier<Future<T>> attempt) {
    return ActiveSpan.within(span, attempt).onComplete(ended -> span.end());
  }

  /** Runs the work of the attempt: its plan, its piece, the commit or the rollback. */
  <T> Future<T> work(Supplier<Future<T>> work) {
    String name = rollsBack ? "rollback" : task.kind().name().toLowerCase(Locale.ROOT);
    return ActiveSpan.within(name, work);
  }

  /**
   * Runs a piece, whose span has its lease and its result.
   *
   * @param bytes of the object that it writes; null if it writes none
   */
  Future<Outcome> piece(Supplier<Long> bytes, Supplier<Future<Outcome>> piece) {
    return ActiveSpan.within(
        "piece",
        () -> {
          TraceSpan own = ActiveSpan.current().set("longshore.lease", task.lease().id().toString());
          return piece
              .get()
              .onSuccess(outcome -> rows(own, outcome))
              .onComplete(ended -> bytes(own, bytes.get()));
        });
  }

  private static void bytes(TraceSpan piece, Long bytes) {
    if (bytes != null) {
      piece.set("longshore.bytes", bytes);
    }
  }

  private static void rows(TraceSpan piece, Outcome outcome) {
    if (outcome instanceof Outcome.Done done) {
      piece.set("longshore.rows", done.rows());
    } else if (outcome instanceof Outcome.Rejected rejected) {
      piece.fail("Rejected", rejected.reason());
    }
  }

  /** Records why the attempt failed. */
  void failed(Throwable failure) {
    span.fail(failure.getClass().getSimpleName(), FailureReason.of(failure).text());
  }

  void ended(AttemptEnd end) {
    span.set("longshore.ended", end.name());
  }
}
