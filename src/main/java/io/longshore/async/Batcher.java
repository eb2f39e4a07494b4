package io.longshore.async;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Collects items into batches: those that arrive while a batch of their group is in progress form
 * the next one. An item that arrives when none is in progress starts at once; nothing waits for a
 * timer. So batches are as large as the load makes them.
 *
 * <p>Groups do not wait for each other. If a batch fails, its items are run again, each alone, so
 * that each gets a result of its own; the next batch does not wait for them. Thread-safe.
 *
 * @param <G> what the items of a batch have in common
 */
public final class Batcher<G, T, R> {

  private final String kind;
  private final BatchWork<G, T, R> work;
  private final BatchLimits limits;
  private final BatchMeter meter;
  private final LongSupplier nanoTime;

  /** The groups that have a batch in progress. A lane is used only while its entry is computed. */
  private final Map<G, BatchLane<T, R>> lanes = new ConcurrentHashMap<>();

  /**
   * @param kind what the items are, for metrics
   */
  public Batcher(
      String kind,
      BatchWork<G, T, R> work,
      BatchLimits limits,
      BatchMeter meter,
      LongSupplier nanoTime) {
    this.kind = kind;
    this.work = work;
    this.limits = limits;
    this.meter = meter;
    this.nanoTime = nanoTime;
  }

  /** An item that waits or runs. */
  static final class Entry<T, R> {

    final T item;
    final long arrivedNanos;
    private final Promise<R> promise = Promise.promise();

    Entry(T item, long arrivedNanos) {
      this.item = item;
      this.arrivedNanos = arrivedNanos;
    }

    void refuse(String reason) {
      promise.fail(new ApiError(CommonError.SERVICE_UNAVAILABLE, reason + ": try again."));
    }
  }

  /** Adds an item to a batch; fails with ServiceUnavailable if too many items wait, or too long. */
  public Future<R> submit(G group, T item) {
    Entry<T, R> entry = new Entry<>(item, nanoTime.getAsLong());
    List<BatchLane.Admission> admission = new ArrayList<>(1);
    lanes.compute(
        group,
        (key, present) -> {
          BatchLane<T, R> lane = present == null ? new BatchLane<>(limits) : present;
          admission.add(lane.add(entry));
          return lane;
        });
    switch (admission.get(0)) {
      case STARTS -> AsyncLoop.whileTrue(() -> next(group));
      case REFUSED -> entry.refuse("Too many calls wait for the database");
      case WAITS -> {}
    }
    return entry.promise.future();
  }

  /** Runs the next batch; false when no item waits. */
  private Future<Boolean> next(G group) {
    List<Entry<T, R>> batch = new ArrayList<>();
    List<Entry<T, R>> expired = new ArrayList<>();
    long now = nanoTime.getAsLong();
    lanes.computeIfPresent(
        group,
        (key, lane) -> {
          lane.take(now, work::weight, batch, expired);
          return batch.isEmpty() ? null : lane;
        });
    expired.forEach(each -> each.refuse("The database was too slow"));
    return batch.isEmpty() ? Future.succeededFuture(false) : run(group, batch).map(true);
  }

  /** Completes when the next batch may start; never fails. */
  private Future<Void> run(G group, List<Entry<T, R>> batch) {
    List<T> items = batch.stream().map(entry -> entry.item).toList();
    return SafeCall.call(
            () -> {
              meter.started(kind, items.size());
              return work.together(group, items);
            })
        .<Void>transform(
            ended -> {
              if (ended.succeeded()) {
                complete(group, batch, ended.result());
              } else {
                failed(group, batch, ended.cause());
              }
              return Future.succeededFuture();
            })
        .recover(
            broken -> {
              batch.forEach(entry -> entry.promise.tryFail(broken));
              return Future.succeededFuture();
            });
  }

  private void complete(G group, List<Entry<T, R>> batch, List<BatchOutcome<R>> outcomes) {
    List<Entry<T, R>> postponed = new ArrayList<>();
    List<Entry<T, R>> alone = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Entry<T, R> entry = batch.get(i);
      BatchOutcome<R> outcome = outcomes.get(i);
      switch (outcome.kind()) {
        case DONE -> entry.promise.complete(outcome.result());
        case FAILED -> entry.promise.fail(outcome.failure());
        case POSTPONED -> postponed.add(entry);
        case ALONE -> alone.add(entry);
      }
    }
    lanes.computeIfPresent(
        group,
        (key, lane) -> {
          lane.putBack(postponed);
          return lane;
        });
    eachAlone(group, alone);
  }

  private void failed(G group, List<Entry<T, R>> batch, Throwable cause) {
    boolean refused = batch.size() == 1 && cause instanceof ApiError;
    if (refused || work.isOfAll(cause)) {
      batch.forEach(entry -> entry.promise.fail(cause));
    } else {
      eachAlone(group, batch);
    }
  }

  private void eachAlone(G group, List<Entry<T, R>> entries) {
    if (entries.isEmpty()) {
      return;
    }
    meter.alone(kind, entries.size());
    Map<Object, List<Entry<T, R>>> byKey = new LinkedHashMap<>();
    for (Entry<T, R> entry : entries) {
      byKey.computeIfAbsent(work.key(entry.item), first -> new ArrayList<>()).add(entry);
    }
    byKey.values().forEach(same -> AsyncLoop.forEach(same, entry -> alone(group, entry)));
  }

  private Future<Void> alone(G group, Entry<T, R> entry) {
    return SafeCall.call(() -> work.alone(group, entry.item))
        .onComplete(entry.promise)
        .transform(ended -> Future.succeededFuture());
  }
}
