package io.longshore.engine.worker;

import io.longshore.async.AsyncLoop;
import io.longshore.config.DrainConfig;
import io.longshore.engine.fate.Slot;
import io.longshore.engine.lease.LeaseReaper;
import io.longshore.engine.transition.ClaimStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
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
 * Claims tasks and runs attempts on them, at most as many at once as it has slots. Everything runs
 * on one Vert.x context. It has no timers; the caller decides when to claim and when to reap.
 */
public final class Worker {

  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /** A stop does not wait longer for the database. */
  private static final long LEAVE_SECONDS = 2;

  private final WorkerContext context;
  private final Context vertxContext;
  private final LeaseReaper reaper;
  private final Set<Attempt> attempts = new HashSet<>();
  private final Set<Future<Integer>> running = new HashSet<>();
  private final Slot slot = new OwnSlot();
  private final ClaimPace pace;
  private int busy;
  private Runnable onSlotFree = () -> {};
  private boolean stopping;
  private boolean releasing;
  private Future<List<Future<Integer>>> claiming = Future.succeededFuture(List.of());

  public Worker(Vertx vertx, WorkerDependencies dependencies) {
    this.context = WorkerContext.create(vertx, dependencies);
    this.vertxContext = vertx.getOrCreateContext();
    this.reaper = new LeaseReaper(context);
    this.pace = new ClaimPace(context.config().poll().dividedBy(2));
    reportSlots();
  }

  private void reportSlots() {
    context.meter().slots(running.size(), context.config().slots());
  }

  /**
   * Claims tasks that are due, up to the number of free slots, and runs them to their end.
   *
   * @return how many tasks ran, including commits that followed a last piece in the same slot
   */
  public Future<Integer> runOnce() {
    return onContext(
        () ->
            claim(true)
                .compose(Future::join)
                .map(ended -> ended.<Integer>list().stream().mapToInt(ran -> ran).sum()));
  }

  /** Reports that this worker runs. */
  Future<Void> report() {
    return onContext(context.stores().report()::running);
  }

  /** Reports that this worker has stopped. */
  Future<Void> leave() {
    return onContext(
        () -> context.stores().report().stopped().timeout(LEAVE_SECONDS, TimeUnit.SECONDS));
  }

  /** Ends the expired leases of all replicas once; returns how many it ended. */
  public Future<Integer> reap() {
    return onContext(reaper::runOnce);
  }

  /**
   * Claims tasks that are due, up to the number of free slots, and starts them. If searching all
   * queues takes long, it searches known queues most times; see {@link #isBehind}.
   *
   * @param onSlotFree runs whenever a slot becomes free
   * @return how many tasks were claimed
   */
  Future<Integer> fill(Runnable onSlotFree) {
    return onContext(
        () -> {
          this.onSlotFree = onSlotFree;
          return claim(pace.isDue(context.nanos().getAsLong()))
              .map(
                  started -> {
                    started.forEach(task -> task.onComplete(ended -> onSlotFree.run()));
                    return started.size();
                  });
        });
  }

  /**
   * Stops claiming. Attempts younger than {@code finishWithin} get that time to finish; the others
   * release their tasks at once. Completes when all attempts have ended or the drain time is over;
   * the leases of attempts that still run then expire.
   */
  Future<Void> stop(DrainConfig drain) {
    return onContext(
        () -> {
          stopping = true;
          attempts.stream()
              .filter(attempt -> attempt.age().compareTo(drain.finishWithin()) >= 0)
              .forEach(Attempt::stop);
          long timer =
              context
                  .vertx()
                  .setTimer(Math.max(1, drain.finishWithin().toMillis()), late -> releaseAll());
          return claiming // tasks that it still returns are released, too
              .transform(claimed -> Future.join(List.copyOf(running)))
              .timeout(drain.forTasks().toMillis(), TimeUnit.MILLISECONDS)
              .onComplete(ended -> context.vertx().cancelTimer(timer))
              .onComplete(ended -> warnOfRunning())
              .transform(ended -> Future.succeededFuture());
        });
  }

  /** Whether slots are free for tasks that only a search of all queues finds. */
  boolean isBehind() {
    return pace.isOwed();
  }

  /** The time until the next claim searches all queues. */
  Duration untilSearch() {
    return pace.owedAfter(context.nanos().getAsLong());
  }

  /** The number of free slots. */
  int freeSlots() {
    return context.config().slots() - busy;
  }

  private void releaseAll() {
    releasing = true;
    attempts.forEach(Attempt::stop);
  }

  private void warnOfRunning() {
    if (!attempts.isEmpty()) {
      log.warn("{} tasks did not stop in time; their leases will expire", attempts.size());
    }
  }

  private Future<List<Future<Integer>>> claim(boolean everywhere) {
    int free = freeSlots();
    if (free <= 0 || stopping) {
      return Future.succeededFuture(List.of());
    }
    busy += free; // reserved until the claim returns
    claiming = claimed(free, everywhere, context.nanos().getAsLong());
    return claiming;
  }

  private Future<List<Future<Integer>>> claimed(int free, boolean everywhere, long sent) {
    UUID leaseId = UUID.randomUUID();
    ClaimStore claims = context.stores().claims();
    return (everywhere ? claims.claim(free, leaseId) : claims.claimInKnownQueues(free, leaseId))
        .onFailure(
            failure -> {
              busy -= free;
              context.releases().addClaim(leaseId);
            })
        .map(
            found -> {
              busy -= free - found.size();
              measured(everywhere, sent, found.size() < free);
              List<Future<Integer>> started = new ArrayList<>();
              found.forEach(claim -> started.add(start(new Attempt.Next(claim, sent))));
              return started;
            });
  }

  private void measured(boolean everywhere, long sent, boolean tooFew) {
    if (everywhere) {
      pace.searchedAll(sent, context.nanos().getAsLong());
    } else if (tooFew) {
      pace.foundTooFew();
    }
  }

  private Future<Integer> start(Attempt.Next first) {
    Future<Integer> ran = run(first);
    running.add(ran);
    reportSlots();
    return ran.onComplete(
        ended -> {
          running.remove(ran);
          busy--;
          reportSlots();
        });
  }

  /** Runs a task, and the commit that may follow it; returns how many ran. */
  private Future<Integer> run(Attempt.Next first) {
    AtomicReference<Attempt.Next> next = new AtomicReference<>(first);
    AtomicInteger ran = new AtomicInteger();
    return AsyncLoop.whileTrue(
            () ->
                attempt(next.get(), ran.incrementAndGet() == 1)
                    .map(
                        following -> {
                          following.ifPresent(next::set);
                          return following.isPresent();
                        }))
        .map(done -> ran.get());
  }

  /** What an attempt leaves while a test holds its job. */
  private final class OwnSlot implements Slot {

    @Override
    public void leave() {
      busy--;
      onSlotFree.run();
    }

    @Override
    public void reenter() {
      busy++;
    }
  }

  private Future<Optional<Attempt.Next>> attempt(Attempt.Next claimed, boolean isFirst) {
    Attempt attempt = new Attempt(context, claimed.claim(), claimed.claimSent(), slot);
    attempts.add(attempt);
    if (releasing || (stopping && isFirst)) {
      attempt.stop();
    }
    return attempt.run().onComplete(ended -> attempts.remove(attempt));
  }

  private <T> Future<T> onContext(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    vertxContext.runOnContext(
        here -> Future.succeededFuture().compose(x -> work.get()).onComplete(done));
    return done.future();
  }
}
