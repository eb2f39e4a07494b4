package io.longshore.service.dataexchange.job.type;

import io.longshore.async.BoundedParallel;
import io.longshore.engine.load.ImportJobType;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.dataexchange.DataExchangeIds;
import io.longshore.service.dataexchange.asset.Asset;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.job.DataJobFailures;
import io.longshore.service.dataexchange.job.DataJobSpec;
import io.longshore.service.dataexchange.job.DataJobStore;
import io.longshore.service.dataexchange.job.DataJobType;
import io.longshore.service.dataexchange.job.EngineJobTypes;
import io.longshore.service.dataexchange.job.RecreatedDataJob;
import io.longshore.service.resource.NamedJobType;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.longshore.transfer.copy.ObjectCopy;
import io.longshore.transfer.copy.ObjectCopy.Digests;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Copies objects into the bucket of assets and creates assets of them. S3 copies from buckets
 * itself; uploads are read, because their MD5 is compared with the one in the request.
 */
public final class AssetImportJob extends NamedJobType
    implements ImportJobType, RecreatableJobType {

  static final String NAME = EngineJobTypes.IMPORT;

  private final AssetBucket bucket;
  private final ObjectCopy copy;
  private final AssetLoadStore loads;
  private final DataJobFailures failures;
  private final SourceObjects objects;
  private final AssetPublisher assetSwitch;

  public AssetImportJob(Postgres postgres, AssetBucket bucket, ObjectCopy copy) {
    super(NAME, AssetPublisher::word);
    this.bucket = bucket;
    this.copy = copy;
    this.loads = new AssetLoadStore(postgres);
    this.failures = new DataJobFailures(new DataJobStore(postgres));
    this.objects = new SourceObjects(bucket, failures);
    this.assetSwitch = new AssetPublisher(loads, failures, bucket.quotas());
  }

  @Override
  public Future<List<Piece>> plan(Job job) {
    DataJobSpec work = DataJobSpec.of(job);
    return work.kind().takesUpload()
        ? Future.succeededFuture(List.of(ofUpload(job, work)))
        : ofSources(job, work).recover(failure -> failures.ofStore(job, failure));
  }

  private Future<List<Piece>> ofSources(Job job, DataJobSpec work) {
    List<JsonObject> sources =
        work.details().getJsonArray("AssetSources").stream()
            .map(source -> source((JsonObject) source))
            .toList();
    return BoundedParallel.map(sources, source -> objects.found(job, source))
        .map(
            found -> {
              PieceBatches batches = new PieceBatches();
              for (int i = 0; i < found.size(); i++) {
                JsonObject source = sources.get(i);
                batches.add(source, place(job, source), found.get(i).size());
              }
              return batches.all();
            });
  }

  private static JsonObject source(JsonObject source) {
    return source
        .copy()
        .put("Name", source.getString("Key"))
        .put("AssetId", DataExchangeIds.random());
  }

  private Destination place(Job job, JsonObject spec) {
    return bucket.place(job.account(), job.id().toString(), spec.getString("AssetId"));
  }

  private Piece ofUpload(Job job, DataJobSpec work) {
    boolean api = work.kind() == DataJobType.IMPORT_ASSET_FROM_API_GATEWAY_API;
    JsonObject details = work.details();
    JsonObject spec =
        new JsonObject()
            .put("AssetId", DataExchangeIds.random())
            .put("Bucket", bucket.name())
            .put("Key", bucket.upload(job.id().toString()))
            .put("Name", details.getString(api ? "ApiName" : "AssetName"))
            .put("Md5", details.getString(api ? "ApiSpecificationMd5Hash" : "Md5Hash"));
    return new Piece(PieceBatches.one(spec), Optional.of(place(job, spec)));
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    List<JsonObject> specs = PieceBatches.specs(piece);
    return BoundedParallel.map(specs, spec -> objects.found(job, spec))
        .compose(
            found ->
                piece.destination().isPresent()
                    ? brought(job, specs.get(0), found.get(0), outputs)
                    : many(job, specs, found, outputs))
        .recover(failure -> failures.ofStore(job, failure));
  }

  private Future<Outcome> many(Job job, List<JsonObject> specs, List<Head> found, Outputs outputs) {
    List<ObjectCopy.From> sources = new ArrayList<>();
    List<Asset> assets = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      sources.add(from(job, specs.get(i), found.get(i)));
      assets.add(asset(job, specs.get(i), found.get(i).size()));
    }
    return ObjectCopy.many(sources, outputs)
        .compose(copied -> loads.insert(outputs.load(), job, assets))
        .map(loaded -> new Outcome.Done(assets.size()));
  }

  private ObjectCopy.From from(Job job, JsonObject spec, Head found) {
    return new ObjectCopy.From(
        bucket.storeOf(job.account()), spec.getString("Bucket"), spec.getString("Key"), found);
  }

  private Future<Outcome> brought(Job job, JsonObject spec, Head found, Outputs outputs) {
    ObjectCopy.From from = from(job, spec, found);
    String md5 = spec.getString("Md5");
    Future<Optional<Digests>> copied =
        md5 == null
            ? copy.whole(from, bucket.storeOf(job.account()), outputs)
            : copy.read(from, outputs).map(Optional::of);
    return copied.compose(
        read ->
            read.isPresent() && md5 != null && !read.get().md5().equals(md5)
                ? objects.<Outcome>refuse(job, spec, read.get().md5())
                : loads
                    .insert(outputs.load(), job, List.of(asset(job, spec, found.size())))
                    .map(loaded -> new Outcome.Done(1)));
  }

  private Asset asset(Job job, JsonObject spec, long size) {
    DataJobSpec work = DataJobSpec.of(job);
    JsonObject details =
        work.kind() == DataJobType.IMPORT_ASSET_FROM_API_GATEWAY_API
            ? new JsonObject().put("ApiGatewayApiAsset", api(job, work.details()))
            : new JsonObject().put("S3SnapshotAsset", new JsonObject().put("Size", (double) size));
    Optional<String> objectKey = Optional.of(place(job, spec).key());
    return Asset.arriving(
        work, spec.getString("AssetId"), spec.getString("Name"), details, objectKey);
  }

  private static JsonObject api(Job job, JsonObject details) {
    JsonObject api = new JsonObject();
    for (String member : List.of("ApiDescription", "ApiId", "ApiKey", "ApiName", "ProtocolType")) {
      if (details.containsKey(member)) {
        api.put(member, details.getValue(member));
      }
    }
    String stage = details.getString("Stage");
    return api.put("Stage", stage)
        .put(
            "ApiEndpoint",
            "https://%s.execute-api.%s.amazonaws.com/%s"
                .formatted(details.getString("ApiId"), job.region(), stage));
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
