package io.longshore.operator.stream;

import io.longshore.api.EventStream;
import io.longshore.api.ServerSentEvent;
import io.longshore.engine.feed.FeedBatch;
import io.longshore.engine.feed.FeedEvent;
import io.longshore.engine.feed.FeedPosition;
import io.longshore.engine.feed.FeedStore;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One client's watch of a job or of a filter. Keeps a position, and of events no more than it has
 * read to be sent next: a client that does not read has no events waiting for it. One that comes
 * back too late for the feed's recent events gets them from the database, or, if they are too many,
 * the present state of the jobs that have changed.
 *
 * <p>The id of an event is the position after the events that were read together; only the last of
 * them has it. So a client that continues after an id gets exactly what came after it. {@link
 * #next} and {@link #close} may be called on any thread; all else belongs to the feed's event loop.
 */
final class JobWatch implements EventStream {

  /** Events that one call of {@link #next} returns, at most. */
  private static final int MAX_SENT = 100;

  /** Events that are read again for a client that comes back. */
  private static final int MAX_MISSED = 500;

  /** Seconds without an event after which the id is sent again, so that it does not get old. */
  private static final int REFRESH_TICKS = 60;

  /** Seconds after which a watch that nobody reads is closed: its response was lost. */
  private static final int ABANDONED_TICKS = 90;

  private static final String GAP =
      "More events were missed than are sent again. Call ListJobs, or GetJob, for the present"
          + " state.";

  private final ChangeFeed feed;
  private final FeedStore store;
  private final JobSummaries summaries;
  private final String account;
  private final WatchFilter filter;
  private final Deque<ServerSentEvent> ready = new ArrayDeque<>();
  private FeedPosition after;
  private long nextBatch;
  private long seenProgress;
  private Promise<List<ServerSentEvent>> pending;
  private boolean behind;
  private boolean catchingUp;
  private boolean jobEnded;
  private boolean closed;
  private int idleTicks;

  JobWatch(
      ChangeFeed feed,
      FeedStore store,
      JobSummaries summaries,
      String account,
      WatchFilter filter) {
    this.feed = feed;
    this.store = store;
    this.summaries = summaries;
    this.account = account;
    this.filter = filter;
  }

  /**
   * Sets where the watch begins.
   *
   * @param from what the client has; empty for nothing
   * @param now the feed's position
   */
  void begin(Optional<FeedPosition> from, FeedPosition now) {
    after = from.orElse(now);
    nextBatch = feed.recent().next();
    behind = from.isPresent();
  }

  @Override
  public Future<List<ServerSentEvent>> next() {
    Promise<List<ServerSentEvent>> asked = Promise.promise();
    feed.onLoop(
        () -> {
          pending = asked;
          idleTicks = 0;
          wake();
        });
    return asked.future();
  }

  @Override
  public void close() {
    feed.onLoop(this::end);
  }

  /** Reads the events that the client has missed, and tells whether there are any. */
  Future<Boolean> hasMissed() {
    Promise<Boolean> missed = Promise.promise();
    feed.onLoop(
        () ->
            catchUp().onSuccess(done -> missed.complete(!ready.isEmpty())).onFailure(missed::fail));
    return missed.future();
  }

  /** Sends the job as it is before its events, with the id at which the watch begins. */
  void first(JsonObject summary) {
    feed.onLoop(
        () -> {
          Optional<String> id = Optional.of(after.toString());
          ready.addFirst(new ServerSentEvent(id, "job", Optional.of(summary.encode())));
          jobEnded = isFinal(summary);
        });
  }

  void end() {
    closed = true;
    feed.closed(this);
    if (pending != null) {
      answer(List.of());
    }
  }

  void tick() {
    idleTicks++;
    if (pending == null && idleTicks > ABANDONED_TICKS) {
      end();
    } else if (behind) {
      wake();
    }
  }

  /** Answers {@link #next} if there is something to answer. */
  void wake() {
    if (pending == null || catchingUp) {
      return;
    }
    if (closed) {
      answer(List.of());
      return;
    }
    if (ready.isEmpty()) {
      collect();
    }
    if (!ready.isEmpty()) {
      List<ServerSentEvent> chunk = new ArrayList<>();
      while (chunk.size() < MAX_SENT && !ready.isEmpty()) {
        chunk.add(ready.remove());
      }
      answer(chunk);
    } else if (jobEnded) {
      end();
    }
  }

  private void answer(List<ServerSentEvent> events) {
    Promise<List<ServerSentEvent>> asked = pending;
    pending = null;
    idleTicks = 0;
    asked.complete(events);
  }

  private void collect() {
    behind =
        behind
            || !feed.recent().reachBackTo(nextBatch)
            || !feed.recent().knowFrom(nextBatch, texts());
    if (behind) {
      catchUp().onSuccess(done -> feed.wake(this)); // after a failure the next tick tries again
      return;
    }
    List<FeedEvent> events = feed.recent().from(nextBatch, after);
    nextBatch = feed.recent().next();
    if (filter.progress() && !jobEnded) {
      progress();
    }
    take(events, feed.position());
    if (ready.isEmpty() && idleTicks >= REFRESH_TICKS) {
      ready.add(new ServerSentEvent(Optional.of(after.toString()), "", Optional.empty()));
    }
  }

  private void progress() {
    for (JsonObject each : feed.progress().changedAfter(seenProgress, filter)) {
      ready.add(new ServerSentEvent(Optional.empty(), "progress", Optional.of(each.encode())));
    }
    seenProgress = feed.progress().look();
  }

  /** Takes over events that were read up to a position. */
  private void take(List<FeedEvent> events, FeedPosition until) {
    List<FeedEvent> own = events.stream().filter(filter::matches).toList();
    if (until != null && until.isAtOrAfter(after)) {
      after = until;
    }
    for (int i = 0; i < own.size(); i++) {
      Optional<String> id = i == own.size() - 1 ? Optional.of(after.toString()) : Optional.empty();
      ready.add(new ServerSentEvent(id, "event", Optional.of(EventJson.of(own.get(i)))));
    }
    jobEnded =
        jobEnded
            || (filter.job().isPresent()
                && own.stream().anyMatch(event -> event.job().state().isFinal()));
  }

  private Future<Void> catchUp() {
    catchingUp = true;
    nextBatch = feed.recent().next();
    return feed.onLoop(missed())
        .compose(batch -> isContinued(batch) ? takeAll(batch) : takeStates(batch))
        .onSuccess(done -> behind = false)
        .onComplete(done -> catchingUp = false);
  }

  private Future<FeedBatch> missed() {
    return filter.job().isPresent()
        ? store.ofJob(after, filter.job().get(), texts(), MAX_MISSED)
        : store.ofAccount(after, filter.jobs().account().orElse(null), texts(), MAX_MISSED);
  }

  /** Whether the batch has all that was missed; not when the id is from another database. */
  private boolean isContinued(FeedBatch batch) {
    return batch.complete() && batch.position().isAtOrAfter(after);
  }

  private Future<Void> takeAll(FeedBatch batch) {
    take(batch.events(), batch.position());
    return Future.succeededFuture();
  }

  /** Too many events: the present state of the jobs stands for them. */
  private Future<Void> takeStates(FeedBatch batch) {
    Set<JobId> jobs =
        batch.events().stream()
            .filter(filter::matches)
            .map(FeedEvent::id)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    filter.job().ifPresent(jobs::add);
    return feed.onLoop(summaries.of(List.copyOf(jobs)))
        .map(
            states -> {
              states.forEach(state -> ready.add(state("job", state)));
              after = batch.position();
              jobEnded = filter.job().isPresent() && states.stream().allMatch(JobWatch::isFinal);
              JsonObject gap = new JsonObject().put("Message", GAP);
              ready.add(
                  new ServerSentEvent(
                      Optional.of(after.toString()), "gap", Optional.of(gap.encode())));
              return null;
            });
  }

  private static boolean isFinal(JsonObject summary) {
    return JobState.valueOf(summary.getString("State")).isFinal();
  }

  private static ServerSentEvent state(String name, JsonObject state) {
    return new ServerSentEvent(Optional.empty(), name, Optional.of(state.encode()));
  }

  String account() {
    return account;
  }

  /** The texts that the feed has to search jobs for. */
  Set<String> texts() {
    return filter.texts();
  }

  /** Whether the progress of all running jobs is needed. */
  boolean followsAllProgress() {
    return filter.progress() && filter.job().isEmpty();
  }

  /** The one job whose progress is needed. */
  Optional<JobId> followedJob() {
    return filter.progress() ? filter.job() : Optional.empty();
  }
}
