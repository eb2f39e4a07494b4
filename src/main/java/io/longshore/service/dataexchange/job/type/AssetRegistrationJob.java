package io.longshore.service.dataexchange.job.type;

import io.longshore.engine.load.ImportJobType;
import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.dataexchange.DataExchangeIds;
import io.longshore.service.dataexchange.asset.Asset;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.job.DataJobFailures;
import io.longshore.service.dataexchange.job.DataJobSpec;
import io.longshore.service.dataexchange.job.DataJobStore;
import io.longshore.service.dataexchange.job.EngineJobTypes;
import io.longshore.service.dataexchange.job.RecreatedDataJob;
import io.longshore.service.resource.NamedJobType;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Creates assets that reference something elsewhere, without copying bytes, as AWS does. */
public final class AssetRegistrationJob extends NamedJobType
    implements ImportJobType, RecreatableJobType {

  static final String NAME = EngineJobTypes.REGISTRATION;

  private final AssetLoadStore loads;
  private final AssetPublisher assetSwitch;

  public AssetRegistrationJob(Postgres postgres, AssetBucket bucket) {
    super(NAME, AssetPublisher::word);
    this.loads = new AssetLoadStore(postgres);
    this.assetSwitch =
        new AssetPublisher(loads, new DataJobFailures(new DataJobStore(postgres)), bucket.quotas());
  }

  /** The name and the AssetDetails of an asset to create. */
  private record Named(String name, JsonObject details) {}

  @Override
  public Future<List<Piece>> plan(Job job) {
    return Future.succeededFuture(List.of(new Piece(new JsonObject(), Optional.empty())));
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    DataJobSpec work = DataJobSpec.of(job);
    List<Asset> all =
        named(work).stream()
            .map(
                one ->
                    Asset.arriving(
                        work,
                        DataExchangeIds.random(),
                        one.name(),
                        one.details(),
                        Optional.empty()))
            .toList();
    return loads.insert(outputs.load(), job, all).map(done -> new Outcome.Done(all.size()));
  }

  private static List<Named> named(DataJobSpec work) {
    JsonObject details = work.details();
    return switch (work.kind()) {
      case IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES ->
          details.getJsonArray("AssetSources").stream()
              .map(share -> dataShare(((JsonObject) share).getString("DataShareArn")))
              .toList();
      case CREATE_S3_DATA_ACCESS_FROM_S3_BUCKET ->
          List.of(dataAccess(details.getJsonObject("AssetSource")));
      default -> tagPolicies(details);
    };
  }

  private static Named dataShare(String arn) {
    JsonObject share = new JsonObject().put("Arn", arn);
    return new Named(arn, new JsonObject().put("RedshiftDataShareAsset", share));
  }

  /** Servers without access points have no alias for the bucket: it is the bucket's name. */
  private static Named dataAccess(JsonObject source) {
    String bucket = source.getString("Bucket");
    JsonObject access = source.copy().put("S3AccessPointAlias", bucket);
    return new Named(bucket, new JsonObject().put("S3DataAccessAsset", access));
  }

  private static List<Named> tagPolicies(JsonObject details) {
    List<Named> policies = new ArrayList<>();
    for (String resource : List.of("Database", "Table")) {
      JsonObject policy = details.getJsonObject(resource);
      if (policy != null) {
        policies.add(tagPolicy(details, resource, policy));
      }
    }
    return policies;
  }

  private static Named tagPolicy(JsonObject details, String resource, JsonObject policy) {
    JsonObject expression = new JsonObject().put("Expression", policy.getJsonArray("Expression"));
    JsonObject tagPolicy =
        new JsonObject()
            .put("CatalogId", details.getString("CatalogId"))
            .put("ResourceType", resource.toUpperCase(Locale.ROOT))
            .put("ResourceDetails", new JsonObject().put(resource, expression));
    JsonObject permission =
        new JsonObject()
            .put(
                "LakeFormationDataPermissionDetails",
                new JsonObject().put("LFTagPolicy", tagPolicy))
            .put("LakeFormationDataPermissionType", "LFTagPolicy")
            .put("Permissions", policy.getJsonArray("Permissions"))
            .put("RoleArn", details.getString("RoleArn"));
    String name = resource + " " + details.getString("CatalogId");
    return new Named(name, new JsonObject().put("LakeFormationDataPermissionAsset", permission));
  }

  @Override
  public Future<Void> publish(Transaction tx, Job job, List<UUID> names) {
    return assetSwitch.in(tx, job, names);
  }

  @Override
  public Future<Void> discard(Job job, UUID load) {
    return loads.forget(load);
  }

  @Override
  public Future<Void> discard(Job job) {
    return loads.forget(job);
  }

  @Override
  public Future<JobRequest> originalRequest(Job job) {
    return RecreatedDataJob.of(job);
  }
}
