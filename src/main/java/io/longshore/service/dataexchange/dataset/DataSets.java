package io.longshore.service.dataexchange.dataset;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.service.dataexchange.DataExchangeError;
import io.longshore.service.dataexchange.DataExchangeIds;
import io.longshore.service.dataexchange.DataExchangeLists;
import io.longshore.service.dataexchange.DataExchangeQuotas;
import io.longshore.service.dataexchange.DataExchangeResourceType;
import io.longshore.service.dataexchange.DataExchangeTags;
import io.longshore.service.dataexchange.LengthRules;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Refusal;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The operations on data sets. */
public final class DataSets {

  /**
   * How long an object is kept after its asset was deleted, because running exports may read it.
   */
  public static final Duration LEFTOVERS_STAY = Duration.ofHours(25);

  private final Postgres postgres;
  private final DataSetStore sets;
  private final DataExchangeQuotas quotas;
  private final InstantSource clock;

  public DataSets(
      Postgres postgres, DataSetStore sets, DataExchangeQuotas quotas, InstantSource clock) {
    this.postgres = postgres;
    this.sets = sets;
    this.quotas = quotas;
    this.clock = clock;
  }

  public Future<ServiceResponse> create(Call call) {
    JsonObject body = call.body();
    String id = DataExchangeIds.random();
    Instant now = Timestamps.now(clock);
    DataSet set =
        new DataSet(
            id,
            call.principal().account(),
            call.principal().region(),
            id,
            Optional.empty(),
            body.getString("AssetType"),
            LengthRules.name(body.getString("Name")),
            LengthRules.description(body.getString("Description")),
            DataExchangeTags.of(body),
            now,
            now);
    return postgres.transactOnce(
        call,
        tx ->
            sets.insert(tx, set, quotas.limit(DataExchangeQuotas.DATA_SETS))
                .map(Refusal.unless(() -> DataExchangeError.limit(DataExchangeQuotas.DATA_SETS)))
                .map(ServiceResponse.created(set.describe())));
  }

  public Future<ServiceResponse> get(Call call) {
    return seen(call).map(set -> ServiceResponse.ok(set.describe()));
  }

  public Future<ServiceResponse> list(Call call) {
    String origin = Optional.ofNullable(call.parameter("origin")).orElse("OWNED");
    if (!origin.equals("OWNED") && !origin.equals("ENTITLED")) {
      throw DataExchangeError.VALIDATION.because(
          "origin must be OWNED or ENTITLED, was '" + origin + "'");
    }
    ListPage page = DataExchangeLists.page(call, origin);
    return sets.list(call.principal(), origin, page)
        .map(found -> page.answer("DataSets", found, DataSet::entry, DataSet::position));
  }

  public Future<ServiceResponse> update(Call call) {
    String name = call.body().getString("Name");
    String description = call.body().getString("Description");
    if (name != null) {
      LengthRules.name(name);
    }
    if (description != null) {
      LengthRules.description(description);
    }
    return owned(call)
        .compose(set -> sets.update(set, name, description, Timestamps.now(clock)))
        .compose(updated -> owned(call))
        .map(set -> ServiceResponse.ok(set.entry()));
  }

  public Future<ServiceResponse> delete(Call call) {
    Instant due = clock.instant().plus(LEFTOVERS_STAY);
    return owned(call)
        .compose(
            set ->
                postgres.transact(
                    tx ->
                        sets.delete(tx, set, due)
                            .compose(
                                deleted ->
                                    deleted
                                        ? Future.succeededFuture(ServiceResponse.noContent())
                                        : Future.failedFuture(inUse(set)))));
  }

  /** Whether a data set that was found before still exists. */
  public Future<Boolean> exists(Transaction tx, DataSet set) {
    return sets.find(tx, set).map(Optional::isPresent);
  }

  /** The data set that the call's path names, if the caller sees it. */
  public Future<DataSet> seen(Call call) {
    return seen(call.principal(), call.parameter("dataSetId"));
  }

  public Future<DataSet> seen(Principal who, String id) {
    return sets.find(who, id)
        .map(
            found ->
                found.orElseThrow(
                    () -> DataExchangeError.unknown(DataExchangeResourceType.DATA_SET, id)));
  }

  /** The same; fails unless the caller owns it. */
  public Future<DataSet> owned(Call call) {
    return owned(call.principal(), call.parameter("dataSetId"));
  }

  public Future<DataSet> owned(Principal who, String id) {
    return seen(who, id)
        .map(
            set -> {
              if (!set.isOwned()) {
                throw DataExchangeError.ACCESS_DENIED.because(
                    "The data set '" + id + "' was granted to you: only its owner can change it");
              }
              return set;
            });
  }

  private static Throwable inUse(DataSet set) {
    return DataExchangeError.conflict(
        DataExchangeResourceType.DATA_SET,
        set.id(),
        "The data set has data grants: delete these first");
  }
}
