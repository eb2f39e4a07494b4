package io.longshore.service.personalize.event;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.PersonalizeLists;
import io.longshore.service.personalize.resource.PersonalizeResource;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.service.personalize.resource.PersonalizeResourceType;
import io.longshore.service.personalize.resource.PersonalizeTags;
import io.longshore.service.personalize.resource.ResourceDeletion;
import io.longshore.service.resource.ListPage;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The operations on event trackers; a dataset group has at most one. */
public final class EventTrackers {

  private final Postgres postgres;
  private final PersonalizeResourceStore resources;
  private final ResourceDeletion deletion;
  private final InstantSource clock;

  public EventTrackers(
      Postgres postgres,
      PersonalizeResourceStore resources,
      ResourceDeletion deletion,
      InstantSource clock) {
    this.postgres = postgres;
    this.resources = resources;
    this.deletion = deletion;
    this.clock = clock;
  }

  public Future<ServiceResponse> create(Call call) {
    JsonObject body = call.body();
    String groupArn = body.getString("datasetGroupArn");
    PersonalizeResource tracker =
        PersonalizeResource.made(
                PersonalizeResourceType.EVENT_TRACKER,
                call.principal(),
                body.getString("name"),
                new JsonObject(),
                PersonalizeTags.of(body),
                clock.instant())
            .of(groupArn, Optional.empty());
    JsonObject answer =
        new JsonObject().put("eventTrackerArn", tracker.arn()).put("trackingId", tracker.uid());
    return postgres.transactOnce(
        call,
        tx ->
            resources
                .lock(tx, call.principal(), PersonalizeResourceType.DATASET_GROUP, groupArn)
                .map(PersonalizeResource::usable)
                .compose(group -> insert(tx, group, tracker))
                .map(made -> ServiceResponse.ok(answer)));
  }

  private Future<Void> insert(
      Transaction tx, PersonalizeResource group, PersonalizeResource tracker) {
    return resources
        .insert(tx, tracker)
        .compose(
            inserted ->
                resources.children(tx, group.arn(), 2, PersonalizeResourceType.EVENT_TRACKER))
        .map(
            trackers -> {
              requireOne(group, trackers);
              return null;
            });
  }

  private static void requireOne(PersonalizeResource group, List<PersonalizeResource> trackers) {
    if (trackers.size() > 1) {
      throw PersonalizeError.ALREADY_EXISTS.because(
          "The dataset group " + group.arn() + " already has an event tracker.");
    }
  }

  public Future<ServiceResponse> describe(Call call) {
    String arn = call.body().getString("eventTrackerArn");
    return resources
        .required(call.principal(), PersonalizeResourceType.EVENT_TRACKER, arn)
        .map(
            tracker ->
                summary(tracker)
                    .put("accountId", tracker.account())
                    .put("trackingId", tracker.uid())
                    .put("datasetGroupArn", tracker.parent().orElseThrow()))
        .map(tracker -> ServiceResponse.ok(new JsonObject().put("eventTracker", tracker)));
  }

  public Future<ServiceResponse> list(Call call) {
    Optional<String> group = Optional.ofNullable(call.body().getString("datasetGroupArn"));
    ListPage page = PersonalizeLists.page(call, group.orElse(""));
    return resources
        .list(call.principal(), PersonalizeResourceType.EVENT_TRACKER, group, page)
        .map(
            found ->
                page.answer(
                    "eventTrackers", found, EventTrackers::summary, PersonalizeResource::position));
  }

  /** The events that were put by it stay. */
  public Future<ServiceResponse> delete(Call call) {
    return deletion.begin(
        call,
        PersonalizeResourceType.EVENT_TRACKER,
        call.body().getString("eventTrackerArn"),
        (tx, tracker) -> Future.succeededFuture());
  }

  private static JsonObject summary(PersonalizeResource tracker) {
    return tracker.times(
        new JsonObject()
            .put("name", tracker.name())
            .put("eventTrackerArn", tracker.arn())
            .put("status", tracker.status()));
  }
}
