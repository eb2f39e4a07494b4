package io.longshore.engine.batch;

import io.longshore.async.BatchOutcome;
import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Ends tasks, those that end at the same time in one transaction. The jobs are locked first by a
 * statement of its own, so that the statement that ends the tasks sees what other transactions have
 * ended before.
 *
 * @param <T> the end of a task
 * @param <R> its result
 */
public final class TaskEnds<T, R> implements TransitionBatches.Statement<String, T, R> {

  private final Postgres postgres;
  private final String kind;
  private final Function<T, JobId> jobOf;
  private final BiFunction<Transaction, List<T>, Future<Map<JobId, R>>> end;
  private final R refused;
  private final TransitionBatches<String, T, R> batches;

  /**
   * @param kind what the ends are
   * @param end ends tasks of different jobs, which are locked; returns the results of those that it
   *     has ended
   * @param refused the result of the others
   */
  public TaskEnds(
      Postgres postgres,
      String kind,
      Function<T, JobId> jobOf,
      BiFunction<Transaction, List<T>, Future<Map<JobId, R>>> end,
      R refused) {
    this.postgres = postgres;
    this.kind = kind;
    this.jobOf = jobOf;
    this.end = end;
    this.refused = refused;
    this.batches = new TransitionBatches<>(kind, jobOf, this);
  }

  /** Ends a task; its result is on the current context. */
  public Future<R> end(T task) {
    return batches.perform(kind, task);
  }

  @Override
  public Future<List<BatchOutcome<R>>> together(String group, List<T> tasks) {
    return JobLockStore.lockedFree(
        postgres, tasks.stream().map(jobOf).toList(), (tx, locked) -> together(tx, tasks, locked));
  }

  private Future<List<BatchOutcome<R>>> together(Transaction tx, List<T> tasks, Set<JobId> locked) {
    List<T> free = tasks.stream().filter(task -> locked.contains(jobOf.apply(task))).toList();
    Future<Map<JobId, R>> ended =
        free.isEmpty() ? Future.succeededFuture(Map.of()) : end.apply(tx, free);
    return ended.map(
        results ->
            tasks.stream().map(task -> outcome(jobOf.apply(task), locked, results)).toList());
  }

  private BatchOutcome<R> outcome(JobId job, Set<JobId> locked, Map<JobId, R> results) {
    return locked.contains(job)
        ? BatchOutcome.done(results.getOrDefault(job, refused))
        : BatchOutcome.alone();
  }

  @Override
  public Future<R> alone(String group, T task) {
    JobId job = jobOf.apply(task);
    return JobLockStore.locked(postgres, job, tx -> end.apply(tx, List.of(task)))
        .map(results -> results.getOrDefault(job, refused));
  }
}
