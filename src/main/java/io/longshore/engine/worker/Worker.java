package io.longshore.engine.worker;

import io.longshore.async.AsyncLoop;
import io.longshore.config.DrainConfig;
import io.longshore.engine.lease.LeaseReaper;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims tasks and runs them, as many at once as it has slots. All of it on one context, without
 * timers of its own: who drives it says when to look.
 */
public final class Worker {

  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private final WorkerContext workshop;
  private final Context context;
  private final LeaseReaper sweeper;
  private final Set<Attempt> attempts = new HashSet<>();
  private final Set<Future<Integer>> running = new HashSet<>();
  private int busy;
  private boolean stopping;
  private boolean handsBack;
  private Future<List<Future<Integer>>> claiming = Future.succeededFuture(List.of());

  public Worker(Vertx vertx, WorkerDependencies equipment) {
    this.workshop = WorkerContext.furnish(vertx, equipment);
    this.context = vertx.getOrCreateContext();
    this.sweeper = new LeaseReaper(workshop);
    tellSlots();
  }

  private void tellSlots() {
    workshop.meter().slots(running.size(), workshop.config().slots());
  }

  /**
   * Claims what is due now, up to the free slots, and runs it to its end.
   *
   * @return how many tasks ran; a last piece's commit, which the same slot goes on with, counts too
   */
  public Future<Integer> runOnce() {
    return onContext(
        () ->
            claim()
                .compose(Future::join)
                .map(ended -> ended.<Integer>list().stream().mapToInt(ran -> ran).sum()));
  }

  /** Looks once for leases that nobody renewed; brings how many it took away. */
  public Future<Integer> sweep() {
    return onContext(sweeper::runOnce);
  }

  /**
   * Claims what is due now, up to the free slots, and starts it.
   *
   * @param freed runs whenever a slot becomes free
   * @return how many tasks were claimed
   */
  Future<Integer> fill(Runnable freed) {
    return onContext(
        () ->
            claim()
                .map(
                    started -> {
                      started.forEach(task -> task.onComplete(ended -> freed.run()));
                      return started.size();
                    }));
  }

  /**
   * Claims no more, lets short tasks finish, has long ones give their task back at once, and ends
   * when all have or when there is no time left: what still runs then is taken over later.
   */
  Future<Void> stop(DrainConfig drain) {
    return onContext(
        () -> {
          stopping = true;
          attempts.stream()
              .filter(attempt -> attempt.age().compareTo(drain.finishWithin()) >= 0)
              .forEach(Attempt::stop);
          long timer =
              workshop
                  .vertx()
                  .setTimer(Math.max(1, drain.finishWithin().toMillis()), late -> handBack());
          return claiming // what it brings now is handed back, too
              .transform(claimed -> Future.join(List.copyOf(running)))
              .timeout(drain.forTasks().toMillis(), TimeUnit.MILLISECONDS)
              .onComplete(ended -> workshop.vertx().cancelTimer(timer))
              .onComplete(ended -> tell())
              .transform(ended -> Future.succeededFuture());
        });
  }

  /** Slots that no task has. */
  int free() {
    return workshop.config().slots() - busy;
  }

  private void handBack() {
    handsBack = true;
    attempts.forEach(Attempt::stop);
  }

  private void tell() {
    if (!attempts.isEmpty()) {
      log.warn("{} tasks did not stop in time; their leases will expire", attempts.size());
    }
  }

  private Future<List<Future<Integer>>> claim() {
    int free = free();
    if (free == 0 || stopping) {
      return Future.succeededFuture(List.of());
    }
    busy += free; // no other claim meanwhile may count on these slots
    claiming = claimed(free, workshop.nanos().getAsLong());
    return claiming;
  }

  private Future<List<Future<Integer>>> claimed(int free, long sent) {
    UUID leaseId = UUID.randomUUID();
    return workshop
        .leases()
        .claim(free, leaseId)
        .onFailure(
            failure -> {
              busy -= free;
              workshop.excuses().unanswered(leaseId);
            })
        .map(
            claims -> {
              busy -= free - claims.size();
              List<Future<Integer>> started = new ArrayList<>();
              claims.forEach(claim -> started.add(start(new Attempt.Next(claim, sent))));
              return started;
            });
  }

  private Future<Integer> start(Attempt.Next first) {
    Future<Integer> ran = run(first);
    running.add(ran);
    tellSlots();
    return ran.onComplete(
        ended -> {
          running.remove(ran);
          busy--;
          tellSlots();
        });
  }

  /** Runs a task, and the job's commit if it was the last piece; returns the number of tasks. */
  private Future<Integer> run(Attempt.Next first) {
    AtomicReference<Attempt.Next> next = new AtomicReference<>(first);
    AtomicInteger ran = new AtomicInteger();
    return AsyncLoop.whileTrue(
            () ->
                attempt(next.get(), ran.incrementAndGet() == 1)
                    .map(
                        then -> {
                          then.ifPresent(next::set);
                          return then.isPresent();
                        }))
        .map(done -> ran.get());
  }

  private Future<Optional<Attempt.Next>> attempt(Attempt.Next next, boolean isFirst) {
    Attempt attempt = new Attempt(workshop, next.claim(), next.claimSent());
    attempts.add(attempt);
    if (handsBack || (stopping && isFirst)) {
      attempt.stop();
    }
    return attempt.run().onComplete(ended -> attempts.remove(attempt));
  }

  private <T> Future<T> onContext(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        here -> Future.succeededFuture().compose(x -> work.get()).onComplete(done));
    return done.future();
  }
}
