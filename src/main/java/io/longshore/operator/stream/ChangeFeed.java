package io.longshore.operator.stream;

import io.longshore.api.ErrorMessages;
import io.longshore.async.ContextFuture;
import io.longshore.config.StreamsConfig;
import io.longshore.engine.feed.FeedBatch;
import io.longshore.engine.feed.FeedPosition;
import io.longshore.engine.feed.FeedStore;
import io.longshore.job.JobId;
import io.longshore.operator.OperatorError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for changes of jobs once a second, by one statement for all watches of the process, while
 * there are any. {@link #open} may be called on any thread; all else belongs to one event loop, and
 * so do the watches.
 */
public final class ChangeFeed {

  private static final long EVERY_MILLIS = 1_000;

  /** The most events, and jobs with progress, that one look reads. */
  private static final int MAX_READ = 1_000;

  private static final int RECENT_EVENTS = 5_000;

  private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);

  private final Vertx vertx;
  private final Context context;
  private final FeedStore store;
  private final JobSummaries summaries;
  private final LongSupplier nanos;
  private final WatchLimits limits;
  private final Set<JobWatch> watches = new LinkedHashSet<>();
  private final RecentBatches recent = new RecentBatches(RECENT_EVENTS);
  private final ProgressTracker progress = new ProgressTracker();
  private Future<Void> begun;
  private FeedPosition position;
  private boolean looking;
  private long timer;

  /**
   * @param nanos a clock that never goes back
   */
  public ChangeFeed(
      Vertx vertx,
      FeedStore store,
      JobSummaries summaries,
      StreamsConfig config,
      LongSupplier nanos) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.store = store;
    this.summaries = summaries;
    this.nanos = nanos;
    this.limits = new WatchLimits(config);
  }

  /**
   * Opens a watch, to be closed. Fails with the error of throttling when the account, or the
   * process, has as many as it may have.
   *
   * @param account the caller's, whose limit counts
   * @param after where to begin; empty for now
   */
  Future<JobWatch> open(String account, WatchFilter filter, Optional<FeedPosition> after) {
    Promise<JobWatch> opened = Promise.promise();
    context.runOnContext(now -> open(account, filter, after, opened));
    return opened.future();
  }

  private void open(
      String account, WatchFilter filter, Optional<FeedPosition> after, Promise<JobWatch> opened) {
    if (!limits.tryAcquire(account)) {
      opened.fail(
          OperatorError.THROTTLING.because(
              "Too many streams are open; the settings streams.perAccount and streams.total limit"
                  + " them. Close one, or try again."));
      return;
    }
    JobWatch watch = new JobWatch(this, store, summaries, account, filter);
    if (watches.isEmpty()) {
      timer = vertx.setPeriodic(EVERY_MILLIS, tick -> tick());
    }
    watches.add(watch); // before the position is known, so that the feed does not stop meanwhile
    begin()
        .onSuccess(
            ready -> {
              watch.begin(after, position);
              opened.complete(watch);
            })
        .onFailure(
            failure -> {
              closed(watch);
              opened.fail(failure);
            });
  }

  /** Finds the present position, unless it is known. */
  private Future<Void> begin() {
    if (begun == null || begun.failed()) {
      begun = onLoop(store.position()).map(this::beginAt);
    }
    return begun;
  }

  private Void beginAt(FeedPosition now) {
    position = now;
    return null;
  }

  private void tick() {
    List.copyOf(watches).forEach(JobWatch::tick);
    if (position == null || looking) {
      return;
    }
    looking = true;
    boolean all = watches.stream().anyMatch(JobWatch::followsAllProgress);
    Set<JobId> jobs =
        watches.stream()
            .flatMap(watch -> watch.followedJob().stream())
            .collect(Collectors.toUnmodifiableSet());
    Set<String> texts =
        watches.stream()
            .flatMap(watch -> watch.texts().stream())
            .collect(Collectors.toUnmodifiableSet());
    FeedPosition after = position;
    onLoop(store.poll(after, all, jobs, texts, MAX_READ))
        .onSuccess(batch -> found(after, batch))
        .onFailure(failure -> log.debug("No look at jobs: {}", ErrorMessages.line(failure)))
        .onComplete(done -> looking = false);
  }

  private void found(FeedPosition after, FeedBatch batch) {
    if (position != after) {
      return; // all watches were closed meanwhile
    }
    position = batch.position();
    if (!batch.complete()) {
      recent.skip();
    } else if (!batch.events().isEmpty()) {
      recent.add(batch);
    }
    progress.update(batch.progress(), nanos.getAsLong());
    List.copyOf(watches).forEach(JobWatch::wake);
  }

  /** Forgets a watch that was closed. */
  void closed(JobWatch watch) {
    if (!watches.remove(watch)) {
      return;
    }
    limits.release(watch.account());
    if (watches.isEmpty()) {
      vertx.cancelTimer(timer);
      position = null;
      begun = null;
      recent.skip();
    }
  }

  JobSummaries summaries() {
    return summaries;
  }

  RecentBatches recent() {
    return recent;
  }

  ProgressTracker progress() {
    return progress;
  }

  /** Where the events that were read end. */
  FeedPosition position() {
    return position;
  }

  /** Has a watch look again whether there is something to answer. */
  void wake(JobWatch watch) {
    onLoop(watch::wake);
  }

  /** Runs something after a time, on the event loop. */
  void after(Duration time, Runnable action) {
    onLoop(() -> vertx.setTimer(time.toMillis(), late -> action.run()));
  }

  /** Runs what a watch has to do on the event loop that it belongs to. */
  void onLoop(Runnable action) {
    context.runOnContext(now -> action.run());
  }

  /** The same result, on the event loop. */
  <T> Future<T> onLoop(Future<T> result) {
    return ContextFuture.on(context, result);
  }
}
