package io.longshore.service.dataexchange.job.type;

import io.longshore.async.BoundedParallel;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStore;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.dataexchange.DataExchangeResourceType;
import io.longshore.service.dataexchange.asset.Asset;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.asset.KeyPattern;
import io.longshore.service.dataexchange.asset.ObjectKeyRules;
import io.longshore.service.dataexchange.job.DataJobFailures;
import io.longshore.service.dataexchange.job.DataJobSpec;
import io.longshore.service.dataexchange.job.DataJobStore;
import io.longshore.service.dataexchange.job.DataJobType;
import io.longshore.service.dataexchange.job.EngineJobTypes;
import io.longshore.service.dataexchange.job.JobError;
import io.longshore.service.dataexchange.job.RecreatedDataJob;
import io.longshore.service.resource.NamedJobType;
import io.longshore.store.Postgres;
import io.longshore.transfer.copy.ObjectCopy;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Copies assets to keys that the user chooses, small ones many to a piece. Objects with these keys
 * are replaced one by one while the job commits. An export that fails meanwhile deletes nothing,
 * replaces no more objects and names those that it replaced. There is no manifest: readers wait for
 * the job's state COMPLETED.
 */
public final class AssetExportJob extends NamedJobType implements RecreatableJobType {

  public static final String NAME = EngineJobTypes.EXPORT;

  private final AssetBucket bucket;
  private final ObjectCopy copy;
  private final ReadableAssets readable;
  private final DataJobFailures failures;
  private final AssetBytes bytes;

  public AssetExportJob(Postgres postgres, AssetBucket bucket, ObjectCopy copy) {
    super(NAME, AssetPublisher::word);
    this.bucket = bucket;
    this.copy = copy;
    this.failures = new DataJobFailures(new DataJobStore(postgres));
    this.readable = new ReadableAssets(postgres, failures);
    this.bytes = new AssetBytes(bucket, failures);
  }

  @Override
  public Future<List<Piece>> plan(Job job) {
    DataJobSpec work = DataJobSpec.of(job);
    return bucket
        .unmasked(job.account())
        .<Void>recover(failure -> failures.ofStore(job, failure))
        .compose(unmasked -> readable.revision(job))
        .compose(
            seen ->
                work.kind() == DataJobType.EXPORT_REVISIONS_TO_S3
                    ? readable.assets(seen).compose(all -> byPattern(job, work, seen, all))
                    : named(job, work, seen));
  }

  private Future<List<Piece>> byPattern(
      Job job, DataJobSpec work, ReadableAssets.Seen seen, List<Asset> all) {
    JsonObject to = work.details().getJsonArray("RevisionDestinations").getJsonObject(0);
    KeyPattern pattern = new KeyPattern(to.getString("KeyPattern"));
    PieceBatches batches = new PieceBatches();
    Set<String> keys = new HashSet<>();
    for (Asset asset : all) {
      String key = pattern.key(seen.set(), seen.revision(), asset);
      Optional<String> fault =
          keys.add(key)
              ? ObjectKeyRules.keyFault(key)
              : Optional.of("is that of another asset too: '" + key + "'");
      if (fault.isPresent()) {
        return failures.refuse(
            job,
            JobError.invalid("The key of asset '" + asset.name() + "' " + fault.get())
                .about(DataExchangeResourceType.ASSET, asset.id()));
      }
      add(batches, job, work, asset, to.getString("Bucket"), key);
    }
    return all.isEmpty()
        ? failures.refuse(
            job,
            JobError.invalid("The revision has no assets to export")
                .about(DataExchangeResourceType.REVISION, seen.revision().id()))
        : Future.succeededFuture(batches.all());
  }

  private Future<List<Piece>> named(Job job, DataJobSpec work, ReadableAssets.Seen seen) {
    List<JsonObject> destinations =
        work.details().getJsonArray("AssetDestinations").stream()
            .map(JsonObject.class::cast)
            .toList();
    List<String> ids = destinations.stream().map(to -> to.getString("AssetId")).toList();
    return readable
        .assets(job, seen, ids)
        .map(
            found -> {
              PieceBatches batches = new PieceBatches();
              for (JsonObject to : destinations) {
                Asset asset = found.get(to.getString("AssetId"));
                String key = to.getString("Key", asset.name());
                add(batches, job, work, asset, to.getString("Bucket"), key);
              }
              return batches.all();
            });
  }

  private void add(
      PieceBatches batches, Job job, DataJobSpec work, Asset asset, String to, String key) {
    Optional<String> kmsKey =
        Optional.ofNullable(work.details().getJsonObject("Encryption"))
            .map(encryption -> encryption.getString("KmsKeyArn", Destination.AES256));
    long size = asset.details().getJsonObject("S3SnapshotAsset").getLong("Size");
    batches.add(asset.pinned(), bucket.place(job.account(), to, key, kmsKey), size);
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    List<JsonObject> specs = PieceBatches.specs(piece);
    return BoundedParallel.map(specs, spec -> found(job, spec))
        .compose(
            sources ->
                piece.destination().isPresent()
                    ? copy.whole(sources.get(0), sources.get(0).store(), outputs).<Void>mapEmpty()
                    : ObjectCopy.many(sources, outputs))
        .<Outcome>map(copied -> new Outcome.Done(specs.size()))
        .recover(failure -> failures.ofStore(job, failure));
  }

  private Future<ObjectCopy.From> found(Job job, JsonObject spec) {
    ObjectStore store = bucket.storeOf(job.account());
    String key = spec.getString("ObjectKey");
    return bytes.found(job, spec).map(head -> new ObjectCopy.From(store, bucket.name(), key, head));
  }

  @Override
  public Future<JobRequest> originalRequest(Job job) {
    return RecreatedDataJob.of(job);
  }
}
