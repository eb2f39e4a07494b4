package io.longshore.service.dataexchange.job;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.job.JobId;
import io.longshore.service.dataexchange.DataExchangeError;
import io.longshore.service.dataexchange.DataExchangeResourceType;
import io.longshore.service.dataexchange.asset.Asset;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.asset.AssetStore;
import io.longshore.service.dataexchange.dataset.DataSet;
import io.longshore.service.dataexchange.dataset.DataSets;
import io.longshore.service.dataexchange.revision.Revision;
import io.longshore.service.dataexchange.revision.Revisions;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operation CreateJob. Checks everything that can be checked before the job runs. */
public final class CreateJob {

  private final Postgres postgres;
  private final DataSets sets;
  private final Revisions revisions;
  private final AssetStore assets;
  private final DataJobStore jobs;
  private final AssetBucket bucket;
  private final InstantSource clock;

  public CreateJob(
      Postgres postgres,
      DataSets sets,
      Revisions revisions,
      AssetStore assets,
      DataJobStore jobs,
      AssetBucket bucket,
      InstantSource clock) {
    this.postgres = postgres;
    this.sets = sets;
    this.revisions = revisions;
    this.assets = assets;
    this.jobs = jobs;
    this.bucket = bucket;
    this.clock = clock;
  }

  public Future<ServiceResponse> create(Call call) {
    DataJobRequest request = DataJobRequest.of(call.body(), bucket.name());
    RoleAccessCheck.require(bucket, call.principal(), request.details());
    DataJobSpec work = new DataJobSpec(request.kind(), request.details(), request.tags());
    return checked(call.principal(), work)
        .compose(checked -> made(call.principal(), request))
        .compose(job -> insert(call, job));
  }

  private Future<ServiceResponse> insert(Call call, DataJob job) {
    Instant due = job.createdAt().plus(DataSets.LEFTOVERS_STAY).plus(bucket.urlLifetime());
    return postgres.transactOnce(
        call,
        tx ->
            jobs.insert(tx, job)
                .compose(
                    inserted ->
                        job.kind().takesUpload()
                            ? jobs.leave(tx, bucket.upload(job.id()), due)
                            : Future.succeededFuture())
                .map(stored -> ServiceResponse.created(job.describe(Optional.empty()))));
  }

  /** Fails when the job cannot succeed. */
  private Future<Void> checked(Principal who, DataJobSpec work) {
    Future<DataSet> set =
        work.kind().isImport() ? sets.owned(who, work.dataSet()) : sets.seen(who, work.dataSet());
    return set.compose(
        found -> {
          fits(work.kind(), found);
          return revisions
              .of(found, work.revision())
              .compose(
                  revision -> {
                    inState(work.kind(), revision);
                    return known(who, work, revision);
                  });
        });
  }

  private static void fits(DataJobType kind, DataSet set) {
    if (!set.assetType().equals(kind.assetType())) {
      throw DataJobRequest.invalid(
          "Type",
          "%s moves assets of type %s, the data set holds %s"
              .formatted(kind, kind.assetType(), set.assetType()));
    }
  }

  private static void inState(DataJobType kind, Revision revision) {
    if (kind.isImport() && !revision.isOpen()) {
      throw DataExchangeError.conflict(
          DataExchangeResourceType.REVISION,
          revision.id(),
          "The revision is finalized and takes no assets");
    }
    if (revision.isRevoked()) {
      throw DataExchangeError.conflict(
          DataExchangeResourceType.REVISION,
          revision.id(),
          "The revision is revoked and gives no assets");
    }
  }

  /** Fails unless the export's assets exist and have different keys. */
  private Future<Void> known(Principal who, DataJobSpec work, Revision revision) {
    return switch (work.kind()) {
      case EXPORT_ASSET_TO_SIGNED_URL ->
          found(revision, List.of(work.details().getString("AssetId"))).mapEmpty();
      case EXPORT_ASSETS_TO_S3 -> destinations(who, work, revision);
      default -> Future.succeededFuture();
    };
  }

  private Future<Void> destinations(Principal who, DataJobSpec work, Revision revision) {
    JsonArray destinations = work.details().getJsonArray("AssetDestinations");
    List<JsonObject> all = destinations.stream().map(JsonObject.class::cast).toList();
    return found(revision, all.stream().map(to -> to.getString("AssetId")).toList())
        .map(
            found -> {
              Set<String> keys = new HashSet<>();
              for (int i = 0; i < all.size(); i++) {
                String key = all.get(i).getString("Key", found.get(i).name());
                String member = "AssetDestinations[" + i + "].Key";
                DataJobRequest.key(member, key);
                bucket.require(who.account(), all.get(i).getString("Bucket"), key);
                if (!keys.add(all.get(i).getString("Bucket") + "/" + key)) {
                  throw DataJobRequest.invalid(member, "is taken by another asset: '" + key + "'");
                }
              }
              return null;
            });
  }

  /** The assets in the order of their ids. */
  private Future<List<Asset>> found(Revision revision, List<String> ids) {
    return assets
        .findAll(revision.id(), ids)
        .map(
            found ->
                ids.stream()
                    .map(
                        id ->
                            Optional.ofNullable(found.get(id))
                                .orElseThrow(
                                    () ->
                                        DataExchangeError.unknown(
                                            DataExchangeResourceType.ASSET, id)))
                    .toList());
  }

  private Future<DataJob> made(Principal who, DataJobRequest request) {
    String id = JobId.random().toString();
    Instant now = Timestamps.now(clock);
    return details(who, id, request, now)
        .map(
            details ->
                DataJob.waiting(
                    id,
                    who.account(),
                    who.region(),
                    new DataJobSpec(request.kind(), details, request.tags()),
                    request.configuration(),
                    now));
  }

  /** The details of the response, with the URL of the upload. */
  private Future<JsonObject> details(
      Principal who, String id, DataJobRequest request, Instant now) {
    JsonObject details = request.details();
    if (!request.kind().takesUpload()) {
      return Future.succeededFuture(details);
    }
    boolean api = request.kind() == DataJobType.IMPORT_ASSET_FROM_API_GATEWAY_API;
    String md5 = details.getString(api ? "ApiSpecificationMd5Hash" : "Md5Hash");
    String until = Timestamps.text(now.plus(bucket.urlLifetime()));
    return bucket
        .uploadUrl(who.account(), id, md5)
        .map(
            url ->
                details
                    .put(api ? "ApiSpecificationUploadUrl" : "SignedUrl", url.toString())
                    .put(api ? "ApiSpecificationUploadUrlExpiresAt" : "SignedUrlExpiresAt", until));
  }
}
