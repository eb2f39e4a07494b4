package io.longshore.service.personalize.event;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceError;
import io.longshore.async.BatchLimits;
import io.longshore.async.BatchMeter;
import io.longshore.async.BatchOutcome;
import io.longshore.async.BatchWork;
import io.longshore.async.Batcher;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.event.InteractionBatches.Sent;
import io.longshore.service.personalize.event.InteractionBatches.Stream;
import io.longshore.service.personalize.event.StreamTargets.Target;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Stores the events of calls that arrive at the same time together: the calls with a tracking id
 * share the statements that find the dataset and write the events, and the commit.
 */
final class InteractionBatches implements BatchWork<Stream, Sent, Void> {

  private static final BatchLimits LIMITS =
      new BatchLimits(100, 1 << 20, 1 << 10, Duration.ofSeconds(10));

  private final StreamTargets targets;
  private final InteractionWrites writes;
  private final Batcher<Stream, Sent, Void> batcher;

  InteractionBatches(StreamTargets targets, InteractionWrites writes, BatchMeter meter) {
    this.targets = targets;
    this.writes = writes;
    this.batcher = new Batcher<>("interactions", this, LIMITS, meter, System::nanoTime);
  }

  /** What events are put into. */
  enum Kind {
    INTERACTIONS(PersonalizeError.INVALID_INPUT),
    ACTIONS(PersonalizeError.IN_USE);

    private final ServiceError busy;

    Kind(ServiceError busy) {
      this.busy = busy;
    }
  }

  /** A tracking id as calls name it. */
  record Stream(String account, String region, String trackingId, Kind kind) {}

  /**
   * The events of a call.
   *
   * @param made makes them, or throws a refusal
   */
  record Sent(Call call, int characters, Function<Target, List<InteractionEvent>> made) {}

  Future<Void> put(Kind kind, Sent sent) {
    Principal owner = sent.call().principal();
    String trackingId = sent.call().body().getString("trackingId");
    return batcher.submit(new Stream(owner.account(), owner.region(), trackingId, kind), sent);
  }

  @Override
  public Future<List<BatchOutcome<Void>>> together(Stream stream, List<Sent> batch) {
    return target(batch.get(0).call().principal(), stream)
        .compose(
            target -> {
              List<InteractionEvent> all = new ArrayList<>();
              List<BatchOutcome<Void>> outcomes = new ArrayList<>();
              for (Sent sent : batch) {
                try {
                  all.addAll(sent.made().apply(target));
                  outcomes.add(BatchOutcome.done(null));
                } catch (ApiError refusal) {
                  outcomes.add(BatchOutcome.failed(refusal));
                }
              }
              return all.isEmpty()
                  ? Future.succeededFuture(outcomes)
                  : writes.put(target, all, stream.kind().busy).map(outcomes);
            });
  }

  private Future<Target> target(Principal owner, Stream stream) {
    return switch (stream.kind()) {
      case INTERACTIONS -> targets.tracked(owner, stream.trackingId());
      case ACTIONS -> targets.actions(owner, stream.trackingId());
    };
  }

  /** Refusals that concern one call do not fail a batch. */
  @Override
  public boolean isOfAll(Throwable failure) {
    return failure instanceof ApiError || TransientErrors.isOutage(failure);
  }

  @Override
  public int weight(Sent sent) {
    return sent.characters();
  }
}
