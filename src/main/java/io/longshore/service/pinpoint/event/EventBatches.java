package io.longshore.service.pinpoint.event;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.async.BatchLimits;
import io.longshore.async.BatchMeter;
import io.longshore.async.BatchOutcome;
import io.longshore.async.BatchWork;
import io.longshore.async.Batcher;
import io.longshore.service.pinpoint.app.AppKey;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.event.EventBatches.Sent;
import io.longshore.service.pinpoint.event.EventStore.Event;
import io.longshore.service.resource.Refusal;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** Stores the events of calls that arrive at the same time together, for each app. */
final class EventBatches implements BatchWork<AppKey, Sent, Void> {

  private static final int MOST_CHARACTERS = 4 * 1024 * 1024;
  private static final BatchLimits LIMITS =
      new BatchLimits(100, MOST_CHARACTERS, 1 << 10, Duration.ofSeconds(10));

  private final EventStore events;
  private final Batcher<AppKey, Sent, Void> batcher;

  EventBatches(EventStore events, BatchMeter meter) {
    this.events = events;
    this.batcher = new Batcher<>("events", this, LIMITS, meter, System::nanoTime);
  }

  /** The events of a call. */
  record Sent(List<Event> events) {}

  /** Stores events in the app of the call; fails if there is no such app. */
  Future<Void> insert(Call call, List<Event> accepted) {
    return batcher.submit(AppKey.of(call), new Sent(accepted));
  }

  @Override
  public Future<List<BatchOutcome<Void>>> together(AppKey app, List<Sent> batch) {
    List<Event> all = batch.stream().flatMap(sent -> sent.events().stream()).toList();
    return events
        .insert(app, all)
        .map(Refusal.unless(() -> Apps.unknown()))
        .map(done -> Collections.nCopies(batch.size(), BatchOutcome.done(null)));
  }

  /** Events are refused before, one by one; the store refuses the app. */
  @Override
  public boolean isOfAll(Throwable failure) {
    return failure instanceof ApiError || TransientErrors.isOutage(failure);
  }

  @Override
  public int weight(Sent sent) {
    return sent.events().stream().mapToInt(event -> event.line().length()).sum();
  }
}
