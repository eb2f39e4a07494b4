package io.longshore.service.personalize;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The operations on event trackers; a dataset group has at most one. */
final class EventTrackers {

  private final Postgres postgres;
  private final ResourceStore resources;
  private final Deletion deletion;
  private final InstantSource clock;

  EventTrackers(
      Postgres postgres, ResourceStore resources, Deletion deletion, InstantSource clock) {
    this.postgres = postgres;
    this.resources = resources;
    this.deletion = deletion;
    this.clock = clock;
  }

  Future<ServiceResponse> create(Call call) {
    JsonObject body = call.body();
    String groupArn = body.getString("datasetGroupArn");
    Resource tracker =
        Resource.made(
                Kind.EVENT_TRACKER,
                call.principal(),
                body.getString("name"),
                new JsonObject(),
                Tags.of(body),
                clock.instant())
            .of(groupArn, Optional.empty());
    JsonObject answer =
        new JsonObject().put("eventTrackerArn", tracker.arn()).put("trackingId", tracker.uid());
    return postgres.transactOnce(
        call,
        tx ->
            resources
                .lock(tx, call.principal(), Kind.DATASET_GROUP, groupArn)
                .map(found -> found.orElseThrow(() -> Resource.unknown(groupArn)).usable())
                .compose(group -> insert(tx, group, tracker))
                .map(made -> ServiceResponse.ok(answer)));
  }

  private Future<Void> insert(Transaction tx, Resource group, Resource tracker) {
    return resources
        .insert(tx, tracker)
        .compose(
            made -> {
              if (!made) {
                throw tracker.exists();
              }
              return resources.children(tx, group.arn(), 2, Kind.EVENT_TRACKER);
            })
        .map(
            trackers -> {
              requireOne(group, trackers);
              return null;
            });
  }

  private static void requireOne(Resource group, List<Resource> trackers) {
    if (trackers.size() > 1) {
      throw PersonalizeError.ALREADY_EXISTS.because(
          "The dataset group " + group.arn() + " already has an event tracker.");
    }
  }

  Future<ServiceResponse> describe(Call call) {
    String arn = call.body().getString("eventTrackerArn");
    return resources
        .find(call.principal(), Kind.EVENT_TRACKER, arn)
        .map(found -> found.orElseThrow(() -> Resource.unknown(arn)))
        .map(
            tracker ->
                summary(tracker)
                    .put("accountId", tracker.account())
                    .put("trackingId", tracker.uid())
                    .put("datasetGroupArn", tracker.parent().orElseThrow()))
        .map(tracker -> ServiceResponse.ok(new JsonObject().put("eventTracker", tracker)));
  }

  Future<ServiceResponse> list(Call call) {
    Optional<String> group = Optional.ofNullable(call.body().getString("datasetGroupArn"));
    Page page = Page.of(call, group);
    return resources
        .list(call.principal(), Kind.EVENT_TRACKER, group, page)
        .map(
            found ->
                page.answer("eventTrackers", found, EventTrackers::summary, Resource::position));
  }

  /** The events that came by it stay. */
  Future<ServiceResponse> delete(Call call) {
    return deletion.begin(
        call,
        Kind.EVENT_TRACKER,
        call.body().getString("eventTrackerArn"),
        (tx, tracker) -> Future.succeededFuture());
  }

  private static JsonObject summary(Resource tracker) {
    return tracker.times(
        new JsonObject()
            .put("name", tracker.name())
            .put("eventTrackerArn", tracker.arn())
            .put("status", tracker.status()));
  }
}
