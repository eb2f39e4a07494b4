package io.longshore.service.dataexchange.grant;

import io.longshore.api.ApiError;
import io.longshore.api.Arn;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.dataexchange.DataExchangeError;
import io.longshore.service.dataexchange.DataExchangeIds;
import io.longshore.service.dataexchange.DataExchangeLists;
import io.longshore.service.dataexchange.DataExchangeQuotas;
import io.longshore.service.dataexchange.DataExchangeResourceType;
import io.longshore.service.dataexchange.DataExchangeTags;
import io.longshore.service.dataexchange.LengthRules;
import io.longshore.service.dataexchange.dataset.DataSets;
import io.longshore.service.dataexchange.event.DataSetEvents;
import io.longshore.service.dataexchange.job.DataJobRequest;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The operations on data grants, between accounts of one installation and in one region. */
public final class DataGrants {

  private static final String PREFIX = "data-grants/";

  private final Postgres postgres;
  private final DataSets sets;
  private final DataGrantStore grants;
  private final DataExchangeQuotas quotas;
  private final InstantSource clock;

  public DataGrants(
      Postgres postgres,
      DataSets sets,
      DataGrantStore grants,
      DataExchangeQuotas quotas,
      InstantSource clock) {
    this.postgres = postgres;
    this.sets = sets;
    this.grants = grants;
    this.quotas = quotas;
    this.clock = clock;
  }

  public Future<ServiceResponse> create(Call call) {
    DataGrant grant = made(call);
    return sets.owned(call.principal(), grant.source())
        .compose(
            set ->
                postgres.transactOnce(
                    call,
                    tx ->
                        grants
                            .insert(tx, grant, quotas.limit(DataExchangeQuotas.DATA_GRANTS))
                            .map(inserted -> sent(inserted, grant))));
  }

  private ServiceResponse sent(boolean inserted, DataGrant grant) {
    if (!inserted) {
      throw DataExchangeError.limit(DataExchangeQuotas.DATA_GRANTS);
    }
    return ServiceResponse.created(grant.describeSent());
  }

  private DataGrant made(Call call) {
    JsonObject body = call.body();
    Instant now = Timestamps.now(clock);
    Optional<String> description = Optional.ofNullable(body.getString("Description"));
    description.ifPresent(LengthRules::description);
    String receiver = body.getString("ReceiverPrincipal");
    if (receiver.equals(call.principal().account())) {
      throw DataJobRequest.invalid("ReceiverPrincipal", "must be another account");
    }
    return new DataGrant(
        DataExchangeIds.random(),
        call.principal().account(),
        call.principal().region(),
        receiver,
        body.getString("GrantDistributionScope"),
        body.getString("Name"),
        description,
        body.getString("SourceDataSetId"),
        DataExchangeIds.random(),
        DataExchangeTags.of(body),
        endsAt(body, now),
        Optional.empty(),
        now,
        now);
  }

  private static Optional<Instant> endsAt(JsonObject body, Instant now) {
    Optional<Instant> end =
        Optional.ofNullable(body.getString("EndsAt"))
            .map(text -> OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS));
    if (end.isPresent() && !end.get().isAfter(now)) {
      throw DataJobRequest.invalid("EndsAt", "must lie in the future");
    }
    return end;
  }

  public Future<ServiceResponse> get(Call call) {
    String id = id(call.parameter("dataGrantId"));
    return grants
        .sent(call.principal(), id)
        .map(found -> found.orElseThrow(() -> unknown(id)))
        .map(grant -> ServiceResponse.ok(grant.describeSent()));
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = DataExchangeLists.page(call);
    return grants
        .listSent(call.principal(), page)
        .map(
            found ->
                page.answer("DataGrantSummaries", found, DataGrant::sent, DataGrant::position));
  }

  public Future<ServiceResponse> delete(Call call) {
    String id = id(call.parameter("dataGrantId"));
    return postgres.transact(tx -> deleted(tx, call, id)).map(ServiceResponse.noContent());
  }

  private Future<Void> deleted(Transaction tx, Call call, String id) {
    return grants
        .delete(tx, call.principal(), id)
        .map(deleted -> deleted.orElseThrow(() -> unknown(id)))
        .compose(
            grant ->
                grant.endsAt().filter(end -> end.isBefore(clock.instant())).isPresent()
                    ? Future.succeededFuture()
                    : DataSetEvents.grantRevoked(
                        tx,
                        grant.source(),
                        grant.receiver(),
                        grant.dataSet(),
                        grant.arn(),
                        grant.name()));
  }

  public Future<ServiceResponse> getReceived(Call call) {
    return received(call).map(grant -> ServiceResponse.ok(grant.describeReceived()));
  }

  public Future<ServiceResponse> listReceived(Call call) {
    JsonArray states = call.parameters().getJsonArray("acceptanceState", new JsonArray());
    boolean pending = states.isEmpty() || states.contains("PENDING_RECEIVER_ACCEPTANCE");
    boolean accepted = states.isEmpty() || states.contains("ACCEPTED");
    ListPage page =
        DataExchangeLists.page(call, Boolean.toString(pending), Boolean.toString(accepted));
    return grants
        .listReceived(call.principal(), pending, accepted, page)
        .map(
            found ->
                page.answer("DataGrantSummaries", found, DataGrant::received, DataGrant::position));
  }

  public Future<ServiceResponse> accept(Call call) {
    return received(call)
        .compose(
            grant ->
                postgres.transactOnce(
                    call,
                    tx ->
                        grants
                            .accept(tx, call.principal(), grant.id(), Timestamps.now(clock))
                            .map(accepted -> accepted.orElseThrow(() -> notPending(grant)))
                            .compose(
                                accepted ->
                                    DataSetEvents.grantAccepted(
                                            tx, grant.source(), grant.arn(), grant.name())
                                        .map(accepted))
                            .map(accepted -> ServiceResponse.ok(accepted.describeReceived()))));
  }

  private Future<DataGrant> received(Call call) {
    String id = id(call.parameter("dataGrantArn"));
    return grants.received(call.principal(), id).map(found -> found.orElseThrow(() -> unknown(id)));
  }

  /** The id, of an id or an ARN. */
  private static String id(String idOrArn) {
    return Arn.parse(idOrArn).map(arn -> arn.resource().substring(PREFIX.length())).orElse(idOrArn);
  }

  private static ApiError notPending(DataGrant grant) {
    return DataExchangeError.conflict(
        DataExchangeResourceType.DATA_GRANT,
        grant.id(),
        "The data grant was accepted before, or has ended");
  }

  private static ApiError unknown(String id) {
    return DataExchangeError.unknown(DataExchangeResourceType.DATA_GRANT, id);
  }
}
