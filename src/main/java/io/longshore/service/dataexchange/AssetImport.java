package io.longshore.service.dataexchange;

import io.longshore.engine.ImportType;
import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.longshore.transfer.ObjectCopy;
import io.longshore.transfer.ObjectCopy.Digests;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Copies objects into the bucket of assets and makes assets of them: from buckets by S3 itself, and
 * from what a caller uploaded by reading it, for its MD5 must be the one that was promised.
 */
public final class AssetImport implements ImportType {

  static final String NAME = "dataexchange.import";

  private static final double GIB = 1L << 30;
  private static final int LARGEST_GIB = 100;

  private final AssetBucket bucket;
  private final ObjectCopy copy;
  private final AssetLoadStore loads;
  private final Verdict verdict;
  private final AssetSwitch assetSwitch;

  public AssetImport(Postgres postgres, AssetBucket bucket, ObjectCopy copy) {
    this.bucket = bucket;
    this.copy = copy;
    this.loads = new AssetLoadStore(postgres);
    this.verdict = new Verdict(new DataJobStore(postgres));
    this.assetSwitch = new AssetSwitch(loads, verdict);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String word(Phase phase) {
    return AssetSwitch.word(phase);
  }

  @Override
  public Future<List<Piece>> plan(Job job) {
    Work work = Work.of(job);
    return Future.succeededFuture(
        work.kind().takesUpload() ? List.of(ofUpload(job, work)) : ofSources(job, work));
  }

  private List<Piece> ofSources(Job job, Work work) {
    JsonArray sources = work.details().getJsonArray("AssetSources");
    return sources.stream()
        .map(JsonObject.class::cast)
        .map(source -> piece(job, source.copy().put("Name", source.getString("Key"))))
        .toList();
  }

  private Piece ofUpload(Job job, Work work) {
    boolean api = work.kind() == JobKind.IMPORT_ASSET_FROM_API_GATEWAY_API;
    JsonObject details = work.details();
    return piece(
        job,
        new JsonObject()
            .put("Bucket", bucket.name())
            .put("Key", bucket.upload(job.id().toString()))
            .put("Name", details.getString(api ? "ApiName" : "AssetName"))
            .put("Md5", details.getString(api ? "ApiSpecificationMd5Hash" : "Md5Hash")));
  }

  private Piece piece(Job job, JsonObject spec) {
    String asset = Ids.random();
    return new Piece(
        spec.put("AssetId", asset),
        Optional.of(bucket.place(job.account(), job.id().toString(), asset)));
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    JsonObject spec = piece.spec();
    ObjectStore store = bucket.storeOf(job.account());
    return store
        .head(spec.getString("Bucket"), spec.getString("Key"))
        .compose(
            found ->
                found.isEmpty()
                    ? verdict.<Outcome>refuse(job, missing(spec))
                    : found.get().size() > LARGEST_GIB * GIB
                        ? verdict.<Outcome>refuse(job, tooLarge(spec))
                        : brought(job, piece, found.get(), outputs))
        .recover(failure -> verdict.ofStore(job, failure));
  }

  private Future<Outcome> brought(Job job, Piece piece, Head found, Outputs outputs) {
    JsonObject spec = piece.spec();
    ObjectCopy.From from =
        new ObjectCopy.From(
            bucket.storeOf(job.account()), spec.getString("Bucket"), spec.getString("Key"), found);
    String md5 = spec.getString("Md5");
    Future<Optional<Digests>> copied =
        md5 == null
            ? copy.whole(from, bucket.storeOf(job.account()), outputs)
            : copy.read(from, outputs).map(Optional::of);
    return copied.compose(
        read ->
            read.isPresent() && !read.get().md5().equals(md5)
                ? verdict.<Outcome>refuse(job, wrong(spec, read.get().md5()))
                : loads
                    .insert(outputs.load(), job, asset(job, piece, found.size()))
                    .map(loaded -> new Outcome.Done(1)));
  }

  private static Asset asset(Job job, Piece piece, long size) {
    Work work = Work.of(job);
    JsonObject spec = piece.spec();
    JsonObject details =
        work.kind() == JobKind.IMPORT_ASSET_FROM_API_GATEWAY_API
            ? new JsonObject().put("ApiGatewayApiAsset", api(job, work.details()))
            : new JsonObject().put("S3SnapshotAsset", new JsonObject().put("Size", (double) size));
    return new Asset(
        spec.getString("AssetId"),
        work.revision(),
        spec.getString("Name"),
        work.kind().assetType(),
        details,
        Optional.of(piece.destination().orElseThrow().key()),
        work.tags(),
        Instant.EPOCH,
        Instant.EPOCH);
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

  private static JobError missing(JsonObject spec) {
    boolean upload = spec.containsKey("Md5");
    String bucket = spec.getString("Bucket");
    String key = spec.getString("Key");
    return upload
        ? JobError.invalid("Nothing was uploaded to the signed URL")
            .aboutUpload(spec.getString("Name"))
        : JobError.missing("There is no object s3://" + bucket + "/" + key)
            .aboutSource(bucket, key);
  }

  private static JobError tooLarge(JsonObject spec) {
    return JobError.quota(
        "Asset size in GB",
        LARGEST_GIB,
        "'%s' is larger than %d GB".formatted(spec.getString("Name"), LARGEST_GIB));
  }

  private static JobError wrong(JsonObject spec, String md5) {
    return JobError.invalid(
            "What was uploaded has the MD5 %s, promised was %s"
                .formatted(md5, spec.getString("Md5")))
        .aboutUpload(spec.getString("Name"));
  }

  @Override
  public Future<Void> switchIn(Transaction tx, Job job, List<UUID> names) {
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
}
