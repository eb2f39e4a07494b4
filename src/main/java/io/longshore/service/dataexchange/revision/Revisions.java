package io.longshore.service.dataexchange.revision;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.dataexchange.DataExchangeError;
import io.longshore.service.dataexchange.DataExchangeIds;
import io.longshore.service.dataexchange.DataExchangeLists;
import io.longshore.service.dataexchange.DataExchangeQuotas;
import io.longshore.service.dataexchange.DataExchangeResourceType;
import io.longshore.service.dataexchange.DataExchangeTags;
import io.longshore.service.dataexchange.dataset.DataSet;
import io.longshore.service.dataexchange.dataset.DataSets;
import io.longshore.service.dataexchange.event.DataSetEvents;
import io.longshore.service.dataexchange.revision.Revision.Revocation;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.QuotaRule;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The operations on revisions. */
public final class Revisions {

  private final Postgres postgres;
  private final DataSets sets;
  private final RevisionStore revisions;
  private final RevisionEventTrigger publication;
  private final DataExchangeQuotas quotas;
  private final InstantSource clock;

  public Revisions(
      Postgres postgres,
      DataSets sets,
      RevisionStore revisions,
      RevisionEventTrigger publication,
      DataExchangeQuotas quotas,
      InstantSource clock) {
    this.postgres = postgres;
    this.sets = sets;
    this.revisions = revisions;
    this.publication = publication;
    this.quotas = quotas;
    this.clock = clock;
  }

  public Future<ServiceResponse> create(Call call) {
    Instant now = Timestamps.now(clock);
    Revision revision =
        new Revision(
            DataExchangeIds.random(),
            Optional.ofNullable(call.body().getString("Comment")),
            false,
            Optional.empty(),
            DataExchangeTags.of(call.body()),
            now,
            now);
    return sets.owned(call)
        .compose(
            set -> {
              Optional<QuotaRule> limit = quotas.revisions(set.assetType());
              int most = limit.map(QuotaRule::limit).orElse(Integer.MAX_VALUE);
              return postgres.transactOnce(
                  call,
                  tx ->
                      revisions
                          .insert(tx, set, revision, most)
                          .compose(
                              inserted ->
                                  inserted
                                      ? Future.succeededFuture()
                                      : sets.exists(tx, set)
                                          .compose(there -> refused(set, limit, there)))
                          .map(done -> ServiceResponse.created(revision.describe(set))));
            });
  }

  /** The model of CreateRevision has no error for a quota. */
  private static Future<Void> refused(DataSet set, Optional<QuotaRule> limit, boolean there) {
    return Future.failedFuture(
        limit
            .filter(most -> there)
            .map(
                most ->
                    DataExchangeError.VALIDATION.because(
                        "The limit of '%s' is %d: delete revisions of '%s', or make another data set"
                            .formatted(most.name(), most.limit(), set.id())))
            .orElseGet(
                () -> DataExchangeError.unknown(DataExchangeResourceType.DATA_SET, set.id())));
  }

  public Future<ServiceResponse> get(Call call) {
    return sets.seen(call)
        .compose(set -> of(set, call).map(revision -> ServiceResponse.ok(revision.describe(set))));
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = DataExchangeLists.page(call, call.parameter("dataSetId"));
    return sets.seen(call)
        .compose(
            set ->
                revisions
                    .list(set, page)
                    .map(
                        found ->
                            page.answer(
                                "Revisions",
                                found,
                                revision -> revision.entry(set),
                                Revision::position)));
  }

  public Future<ServiceResponse> update(Call call) {
    String comment = call.body().getString("Comment");
    Boolean finalized = call.body().getBoolean("Finalized");
    return sets.owned(call)
        .compose(
            set ->
                of(set, call)
                    .compose(was -> changed(set, was, comment, finalized))
                    .map(revision -> ServiceResponse.ok(revision.entry(set))));
  }

  private Future<Revision> changed(DataSet set, Revision was, String comment, Boolean finalized) {
    Instant now = Timestamps.now(clock);
    boolean publishes = was.isOpen() && Boolean.TRUE.equals(finalized);
    return postgres
        .transact(
            tx ->
                revisions
                    .update(tx, set, was.id(), comment, finalized, now)
                    .map(changed -> changed.orElseThrow(() -> notNow(was, finalized)))
                    .compose(
                        changed ->
                            publishes
                                ? published(tx, set, changed, now).map(changed)
                                : Future.succeededFuture(changed)))
        .onSuccess(changed -> publication.wake());
  }

  private Future<Void> published(Transaction tx, DataSet set, Revision revision, Instant now) {
    return publication
        .of(tx, set, revision, now)
        .compose(
            done -> DataSetEvents.published(tx, set.source(), revision.id(), revision.comment()));
  }

  private static ApiError notNow(Revision revision, Boolean finalized) {
    String why =
        revision.isRevoked()
            ? "The revision is revoked"
            : revision.isOpen()
                ? "A revision without assets cannot be finalized"
                : Boolean.FALSE.equals(finalized)
                    ? "The revision is published by a data grant and stays finalized"
                    : "The revision is finalized: set Finalized to false before you change it";
    return DataExchangeError.conflict(DataExchangeResourceType.REVISION, revision.id(), why);
  }

  public Future<ServiceResponse> revoke(Call call) {
    Revocation revocation =
        new Revocation(Timestamps.now(clock), call.body().getString("RevocationComment"));
    return sets.owned(call)
        .compose(
            set ->
                of(set, call)
                    .compose(was -> postgres.transact(tx -> revoked(tx, set, call, revocation)))
                    .map(revision -> ServiceResponse.ok(revision.entry(set))));
  }

  private Future<Revision> revoked(Transaction tx, DataSet set, Call call, Revocation revocation) {
    return revisions
        .revoke(tx, set, call.parameter("revisionId"), revocation)
        .map(revoked -> revoked.orElseThrow(() -> notRevocable(call)))
        .compose(
            revoked ->
                DataSetEvents.revoked(
                        tx, set.source(), revoked.id(), revoked.comment(), revocation.comment())
                    .map(revoked));
  }

  private static ApiError notRevocable(Call call) {
    return DataExchangeError.conflict(
        DataExchangeResourceType.REVISION,
        call.parameter("revisionId"),
        "Only a finalized revision that is not yet revoked can be revoked");
  }

  public Future<ServiceResponse> delete(Call call) {
    Instant due = clock.instant().plus(DataSets.LEFTOVERS_STAY);
    return sets.owned(call)
        .compose(
            set ->
                of(set, call)
                    .compose(
                        revision -> postgres.transact(tx -> deleted(tx, set, revision.id(), due))));
  }

  private Future<ServiceResponse> deleted(Transaction tx, DataSet set, String id, Instant due) {
    return revisions
        .delete(tx, set, id, due)
        .compose(
            deleted ->
                deleted
                    ? Future.succeededFuture(ServiceResponse.noContent())
                    : Future.failedFuture(
                        DataExchangeError.conflict(
                            DataExchangeResourceType.REVISION,
                            id,
                            "The revision is finalized: set Finalized to false, or revoke it")));
  }

  /** The data set's revision that the call's path names. */
  public Future<Revision> of(DataSet set, Call call) {
    return of(set, call.parameter("revisionId"));
  }

  public Future<Revision> of(DataSet set, String id) {
    return revisions
        .find(set, id)
        .map(
            found ->
                found.orElseThrow(
                    () -> DataExchangeError.unknown(DataExchangeResourceType.REVISION, id)));
  }
}
