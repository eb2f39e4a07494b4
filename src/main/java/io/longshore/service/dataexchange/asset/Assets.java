package io.longshore.service.dataexchange.asset;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.dataexchange.DataExchangeError;
import io.longshore.service.dataexchange.DataExchangeLists;
import io.longshore.service.dataexchange.DataExchangeResourceType;
import io.longshore.service.dataexchange.LengthRules;
import io.longshore.service.dataexchange.asset.AssetStore.Place;
import io.longshore.service.dataexchange.dataset.DataSet;
import io.longshore.service.dataexchange.dataset.DataSets;
import io.longshore.service.dataexchange.revision.Revision;
import io.longshore.service.dataexchange.revision.Revisions;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Refusal;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

/** The operations on assets. Jobs create them. */
public final class Assets {

  private static final int ID_LENGTH = 32;

  private final DataSets sets;
  private final Revisions revisions;
  private final AssetStore assets;
  private final AssetBucket bucket;
  private final InstantSource clock;

  public Assets(
      DataSets sets,
      Revisions revisions,
      AssetStore assets,
      AssetBucket bucket,
      InstantSource clock) {
    this.sets = sets;
    this.revisions = revisions;
    this.assets = assets;
    this.bucket = bucket;
    this.clock = clock;
  }

  public Future<ServiceResponse> get(Call call) {
    return sets.seen(call)
        .compose(
            set ->
                named(set, call)
                    .compose(
                        asset ->
                            asset.type().equals("API_GATEWAY_API")
                                ? withSpecification(call, asset.describe(set), asset)
                                : Future.succeededFuture(asset.describe(set))))
        .map(ServiceResponse::ok);
  }

  /** Adds a signed URL of the API's specification, a new one in every response. */
  private Future<JsonObject> withSpecification(Call call, JsonObject body, Asset asset) {
    String until = Timestamps.text(clock.instant().plus(bucket.urlLifetime()));
    return bucket
        .downloadUrl(call.principal().account(), asset.objectKey().orElseThrow())
        .map(
            url -> {
              JsonObject details = body.getJsonObject("AssetDetails").copy();
              details
                  .getJsonObject("ApiGatewayApiAsset")
                  .put("ApiSpecificationDownloadUrl", url.toString())
                  .put("ApiSpecificationDownloadUrlExpiresAt", until);
              return body.put("AssetDetails", details);
            });
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page =
        DataExchangeLists.page(call, call.parameter("dataSetId"), call.parameter("revisionId"));
    return sets.seen(call)
        .compose(
            set ->
                readable(set, call)
                    .compose(
                        revision ->
                            assets.list(
                                revision.id(), page.after().map(Assets::place), page.limit()))
                    .map(
                        found ->
                            page.answer(
                                "Assets", found, a -> a.describe(set), a -> a.id() + a.name())));
  }

  public Future<ServiceResponse> rename(Call call) {
    String name = LengthRules.assetName(call.body().getString("Name"));
    Instant now = Timestamps.now(clock);
    return changing(
            call,
            asset ->
                assets
                    .rename(asset, name, now)
                    .map(renamed -> renamed.orElseThrow(() -> closed(call))))
        .compose(asset -> sets.owned(call).map(set -> ServiceResponse.ok(asset.describe(set))));
  }

  public Future<ServiceResponse> delete(Call call) {
    Instant due = clock.instant().plus(DataSets.LEFTOVERS_STAY);
    return changing(
        call,
        asset ->
            assets
                .delete(asset, due)
                .map(Refusal.unless(() -> closed(call)))
                .map(ServiceResponse.noContent()));
  }

  private <T> Future<T> changing(Call call, Function<Asset, Future<T>> change) {
    return sets.owned(call).compose(set -> named(set, call)).compose(change);
  }

  private Future<Asset> named(DataSet set, Call call) {
    String id = call.parameter("assetId");
    return readable(set, call).compose(revision -> of(revision, id));
  }

  Future<Asset> of(Revision revision, String id) {
    return assets
        .find(revision, id)
        .map(
            found ->
                found.orElseThrow(
                    () -> DataExchangeError.unknown(DataExchangeResourceType.ASSET, id)));
  }

  /** The receiver of a data grant cannot read the assets of a revoked revision. */
  private Future<Revision> readable(DataSet set, Call call) {
    return revisions
        .of(set, call)
        .map(
            revision -> {
              if (revision.isRevoked() && !set.isOwned()) {
                throw DataExchangeError.unknown(DataExchangeResourceType.REVISION, revision.id());
              }
              return revision;
            });
  }

  private static ApiError closed(Call call) {
    return DataExchangeError.conflict(
        DataExchangeResourceType.REVISION,
        call.parameter("revisionId"),
        "The revision is finalized: set Finalized to false, or revoke it");
  }

  private static Place place(String position) {
    return new Place(position.substring(ID_LENGTH), position.substring(0, ID_LENGTH));
  }
}
