package io.longshore.service.pinpoint.endpoint;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.async.BatchLimits;
import io.longshore.async.BatchMeter;
import io.longshore.async.BatchOutcome;
import io.longshore.async.BatchWork;
import io.longshore.async.Batcher;
import io.longshore.service.pinpoint.app.App;
import io.longshore.service.pinpoint.app.AppKey;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.endpoint.EndpointWriteBatches.Write;
import io.longshore.service.pinpoint.endpoint.EndpointWriteStore.Stored;
import io.longshore.service.pinpoint.endpoint.EndpointWrites.Item;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stores single endpoints of calls that arrive at the same time together: the calls of an app share
 * the statements that find the app, read the endpoints and write them, and the commit.
 */
public final class EndpointWriteBatches implements BatchWork<AppKey, Write, Void> {

  private static final BatchLimits LIMITS =
      new BatchLimits(100, 1 << 20, 1 << 15, Duration.ofSeconds(10));

  /** Further tries lock the endpoint. */
  private static final int MOST_TRIES = 3;

  private final Apps apps;
  private final EndpointWriteStore endpoints;
  private final EndpointWrites writes;
  private final InstantSource clock;
  private final Batcher<AppKey, Write, Void> batcher;

  public EndpointWriteBatches(
      Apps apps,
      EndpointWriteStore endpoints,
      EndpointWrites writes,
      InstantSource clock,
      BatchMeter meter) {
    this.apps = apps;
    this.endpoints = endpoints;
    this.writes = writes;
    this.clock = clock;
    this.batcher = new Batcher<>("endpoints", this, LIMITS, meter, System::nanoTime);
  }

  /** An endpoint of a call. */
  static final class Write {

    private final Call call;
    private final Item item;
    private int tries;

    Write(Call call, Item item) {
      this.call = call;
      this.item = item;
    }
  }

  /** Stores an item, which must be checked, in the app of the call. */
  public Future<Void> write(Call call, Item item) {
    return batcher.submit(AppKey.of(call), new Write(call, item));
  }

  @Override
  public Future<List<BatchOutcome<Void>>> together(AppKey key, List<Write> batch) {
    List<String> keys = batch.stream().map(write -> write.item.key()).distinct().toList();
    return apps.of(batch.get(0).call)
        .compose(
            app ->
                endpoints.read(app.endpoints(), keys).compose(there -> stored(app, there, batch)));
  }

  private Future<List<BatchOutcome<Void>>> stored(
      App app, Map<String, Stored> there, List<Write> batch) {
    EndpointBatchPlan plan = new EndpointBatchPlan(there);
    String now = Timestamps.text(clock.instant());
    for (Write write : batch) {
      write.tries++;
      plan.add(new EndpointMerge(app.id(), now, write.call.requestId()), write.item);
    }
    Future<Set<String>> each =
        plan.each().isEmpty()
            ? Future.succeededFuture(Set.of())
            : endpoints.writeEach(app.endpoints(), there, plan.each());
    Future<Void> claimed =
        plan.claims().isEmpty()
            ? Future.succeededFuture()
            : endpoints.writeClaimed(
                app.endpoints(), plan.thereOfClaimed(), plan.claimed(), plan.claims());
    return Future.join(each, claimed)
        .transform(ended -> Future.succeededFuture(outcomes(batch, plan, each, claimed)));
  }

  private List<BatchOutcome<Void>> outcomes(
      List<Write> batch, EndpointBatchPlan plan, Future<Set<String>> each, Future<Void> claimed) {
    List<BatchOutcome<Void>> outcomes = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      outcomes.add(
          switch (plan.parts().get(i)) {
            case EACH -> outcome(batch.get(i), each);
            case CLAIMED -> claimed.succeeded() ? BatchOutcome.done(null) : after(claimed.cause());
            case REFUSED -> BatchOutcome.failed(plan.refusal(i));
            case POSTPONED -> BatchOutcome.postponed();
          });
    }
    return outcomes;
  }

  private static BatchOutcome<Void> outcome(Write write, Future<Set<String>> written) {
    if (written.failed()) {
      return after(written.cause());
    }
    if (written.result().contains(write.item.key())) {
      return BatchOutcome.done(null);
    }
    return write.tries < MOST_TRIES ? BatchOutcome.postponed() : BatchOutcome.alone();
  }

  private static BatchOutcome<Void> after(Throwable failure) {
    return TransientErrors.isUnavailable(failure)
        ? BatchOutcome.failed(failure)
        : BatchOutcome.alone();
  }

  @Override
  public Future<Void> alone(AppKey key, Write write) {
    return writes.write(write.call, List.of(write.item));
  }

  /** Refusals that concern one call do not fail a batch. */
  @Override
  public boolean isOfAll(Throwable failure) {
    return failure instanceof ApiError || TransientErrors.isUnavailable(failure);
  }

  @Override
  public Object key(Write write) {
    return write.item.key();
  }

  @Override
  public int weight(Write write) {
    return 1;
  }
}
