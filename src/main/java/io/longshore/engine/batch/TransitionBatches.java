package io.longshore.engine.batch;

import io.longshore.async.BatchLimits;
import io.longshore.async.BatchMeter;
import io.longshore.async.BatchOutcome;
import io.longshore.async.BatchWork;
import io.longshore.async.Batcher;
import io.longshore.async.ContextFuture;
import io.longshore.engine.batch.TransitionBatches.Item;
import io.longshore.job.JobId;
import io.longshore.store.TransientErrors;
import io.longshore.trace.ActiveSpan;
import io.longshore.trace.TraceSpan;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Performs transitions that workers ask for at the same time in one statement, each with its own
 * result. One that is asked for while none is in progress is performed at once. A batch has one
 * transition of a job at most, so that the next one sees it.
 *
 * @param <G> what the transitions of a batch have in common
 * @param <T> a transition that is asked for
 * @param <R> its result
 */
public final class TransitionBatches<G, T, R> implements BatchWork<G, Item<T>, R> {

  /** Nothing is refused: how many wait is limited by the slots, how long by their leases. */
  private static final BatchLimits LIMITS =
      new BatchLimits(64, Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ofDays(1));

  private final Function<T, JobId> jobOf;
  private final Statement<G, T, R> statement;
  private final Batcher<G, Item<T>, R> batcher;

  /**
   * @param kind what the transitions are
   */
  public TransitionBatches(String kind, Function<T, JobId> jobOf, Statement<G, T, R> statement) {
    this.jobOf = jobOf;
    this.statement = statement;
    this.batcher = new Batcher<>(kind, this, LIMITS, BatchMeter.NONE, System::nanoTime);
  }

  /** Performs transitions. */
  public interface Statement<G, T, R> {

    /**
     * Performs transitions of different jobs without waiting for jobs that are locked.
     *
     * @return for each an outcome: done, or alone if its job is locked
     */
    Future<List<BatchOutcome<R>>> together(G group, List<T> items);

    /** Performs a transition, and waits for its job if that is locked. */
    Future<R> alone(G group, T item);
  }

  /**
   * A transition that is asked for.
   *
   * @param span of the attempt that asks for it
   */
  public record Item<T>(T asked, JobId job, TraceSpan span) {}

  /** Performs a transition; its result is on the current context. */
  public Future<R> perform(G group, T asked) {
    Context here = Vertx.currentContext();
    Future<R> result =
        batcher.submit(group, new Item<>(asked, jobOf.apply(asked), ActiveSpan.current()));
    return here == null ? result : ContextFuture.on(here, result);
  }

  @Override
  public Future<List<BatchOutcome<R>>> together(G group, List<Item<T>> items) {
    Set<JobId> jobs = new HashSet<>();
    List<Boolean> isFirst = items.stream().map(item -> jobs.add(item.job())).toList();
    List<T> firsts = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (isFirst.get(i)) {
        firsts.add(items.get(i).asked());
      }
    }
    return ActiveSpan.apart(items.get(0).span(), () -> statement.together(group, firsts))
        .recover(failure -> onlyOne(items, failure))
        .map(outcomes -> withPostponed(isFirst, outcomes));
  }

  /** A failure of a single transition is its own, unless it may only have met a lock. */
  private Future<List<BatchOutcome<R>>> onlyOne(List<Item<T>> items, Throwable failure) {
    return items.size() == 1 && !TransientErrors.isOutage(failure)
        ? Future.succeededFuture(List.of(BatchOutcome.failed(failure)))
        : Future.failedFuture(failure);
  }

  private static <R> List<BatchOutcome<R>> withPostponed(
      List<Boolean> isFirst, List<BatchOutcome<R>> outcomes) {
    Iterator<BatchOutcome<R>> next = outcomes.iterator();
    return isFirst.stream()
        .map(first -> first ? next.next() : BatchOutcome.<R>postponed())
        .toList();
  }

  @Override
  public Future<R> alone(G group, Item<T> item) {
    return ActiveSpan.apart(item.span(), () -> statement.alone(group, item.asked()));
  }

  @Override
  public boolean isOfAll(Throwable failure) {
    return TransientErrors.isUnavailable(failure);
  }

  @Override
  public Object key(Item<T> item) {
    return item.job();
  }

  @Override
  public int weight(Item<T> item) {
    return 1;
  }
}
