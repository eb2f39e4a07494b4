package io.longshore.service.dataexchange.event;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.service.dataexchange.DataExchangeError;
import io.longshore.service.dataexchange.DataExchangeIds;
import io.longshore.service.dataexchange.DataExchangeLists;
import io.longshore.service.dataexchange.DataExchangeQuotas;
import io.longshore.service.dataexchange.DataExchangeResourceType;
import io.longshore.service.dataexchange.DataExchangeTags;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.asset.KeyPattern;
import io.longshore.service.dataexchange.dataset.DataSets;
import io.longshore.service.dataexchange.job.DataJobRequest;
import io.longshore.service.dataexchange.job.RoleAccessCheck;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Refusal;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** The operations on event actions. */
public final class EventActions {

  private static final String BY_REVISION = "${Revision.CreatedAt}/${Asset.Name}";
  private static final String DESTINATION = "Action.ExportRevisionToS3.RevisionDestination";

  private final Postgres postgres;
  private final DataSets sets;
  private final EventActionStore actions;
  private final AssetBucket bucket;
  private final DataExchangeQuotas quotas;
  private final InstantSource clock;

  public EventActions(
      Postgres postgres,
      DataSets sets,
      EventActionStore actions,
      AssetBucket bucket,
      InstantSource clock) {
    this.postgres = postgres;
    this.sets = sets;
    this.actions = actions;
    this.bucket = bucket;
    this.quotas = bucket.quotas();
    this.clock = clock;
  }

  public Future<ServiceResponse> create(Call call) {
    JsonObject published = call.body().getJsonObject("Event").getJsonObject("RevisionPublished");
    if (published == null) {
      throw DataJobRequest.invalid("Event.RevisionPublished", "is required");
    }
    JsonObject action = action(call.body().getJsonObject("Action"));
    JsonObject tags = DataExchangeTags.of(call.body());
    Instant now = Timestamps.now(clock);
    return sets.seen(call.principal(), published.getString("DataSetId"))
        .compose(set -> reachable(call, action).map(set))
        .map(
            set ->
                new EventAction(
                    DataExchangeIds.random(),
                    set.account(),
                    set.region(),
                    set.id(),
                    set.source(),
                    action,
                    tags,
                    now,
                    now))
        .compose(
            made ->
                postgres.transactOnce(
                    call,
                    tx ->
                        inserted(tx, made)
                            .map(ServiceResponse.created(made.entry().put("Tags", tags)))));
  }

  private Future<Void> inserted(Transaction tx, EventAction made) {
    return actions
        .insert(
            tx,
            made,
            quotas.limit(DataExchangeQuotas.EVENT_ACTIONS),
            quotas.limit(DataExchangeQuotas.EVENT_ACTIONS_OF_SET))
        .compose(
            inserted ->
                inserted
                    ? Future.succeededFuture()
                    : actions.countOf(tx, made).compose(count -> Future.failedFuture(over(count))));
  }

  private ApiError over(long count) {
    return DataExchangeError.limit(
        count >= quotas.limit(DataExchangeQuotas.EVENT_ACTIONS_OF_SET)
            ? DataExchangeQuotas.EVENT_ACTIONS_OF_SET
            : DataExchangeQuotas.EVENT_ACTIONS);
  }

  public Future<ServiceResponse> get(Call call) {
    String id = call.parameter("eventActionId");
    return actions
        .find(call.principal(), id)
        .map(found -> found.orElseThrow(() -> unknown(id)))
        .map(action -> ServiceResponse.ok(action.entry().put("Tags", action.tags())));
  }

  public Future<ServiceResponse> list(Call call) {
    Optional<String> source = Optional.ofNullable(call.parameter("eventSourceId"));
    ListPage page = DataExchangeLists.page(call, source.orElse(""));
    return actions
        .list(call.principal(), source, page)
        .map(
            found -> page.answer("EventActions", found, EventAction::entry, EventAction::position));
  }

  public Future<ServiceResponse> update(Call call) {
    String id = call.parameter("eventActionId");
    JsonObject sent = call.body().getJsonObject("Action");
    if (sent == null) {
      return get(call);
    }
    JsonObject action = action(sent);
    return reachable(call, action)
        .compose(reached -> actions.update(call.principal(), id, action, Timestamps.now(clock)))
        .map(found -> found.orElseThrow(() -> unknown(id)))
        .map(updated -> ServiceResponse.ok(updated.entry()));
  }

  public Future<ServiceResponse> delete(Call call) {
    String id = call.parameter("eventActionId");
    return actions
        .delete(call.principal(), id)
        .map(Refusal.unless(() -> unknown(id)))
        .map(ServiceResponse.noContent());
  }

  /** The action, checked and with the default key pattern. */
  private JsonObject action(JsonObject sent) {
    JsonObject action = sent.copy();
    JsonObject export = action.getJsonObject("ExportRevisionToS3");
    if (export == null) {
      throw DataJobRequest.invalid("Action.ExportRevisionToS3", "is required");
    }
    JsonObject to = export.getJsonObject("RevisionDestination");
    DataJobRequest.bucket(DESTINATION + ".Bucket", to.getString("Bucket"), bucket.name());
    String pattern = to.getString("KeyPattern", BY_REVISION);
    to.put("KeyPattern", KeyPattern.of(DESTINATION + ".KeyPattern", pattern).text());
    DataJobRequest.encryption(export);
    return action;
  }

  /** Fails when the bucket cannot be used, so that the error shows before the first revision. */
  private Future<Void> reachable(Call call, JsonObject action) {
    JsonObject to = action.getJsonObject("ExportRevisionToS3").getJsonObject("RevisionDestination");
    String name = to.getString("Bucket");
    RoleAccessCheck.revision(bucket, call.principal(), to);
    return bucket
        .storeOf(call.principal().account())
        .checkBucket(name)
        .recover(
            failure ->
                failure instanceof ObjectStoreError error
                        && error.kind() == ObjectStoreError.Kind.PERMANENT
                    ? Future.failedFuture(denied(error))
                    : Future.failedFuture(failure));
  }

  private static ApiError denied(ObjectStoreError error) {
    return new ApiError(
        DataExchangeError.VALIDATION,
        error.getMessage(),
        Map.of("ExceptionCause", "S3AccessDenied"));
  }

  private static ApiError unknown(String id) {
    return DataExchangeError.unknown(DataExchangeResourceType.EVENT_ACTION, id);
  }
}
