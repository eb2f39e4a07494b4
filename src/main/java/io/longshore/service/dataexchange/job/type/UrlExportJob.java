package io.longshore.service.dataexchange.job.type;

import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.job.DataJobFailures;
import io.longshore.service.dataexchange.job.DataJobSpec;
import io.longshore.service.dataexchange.job.DataJobStore;
import io.longshore.service.dataexchange.job.EngineJobTypes;
import io.longshore.service.dataexchange.job.RecreatedDataJob;
import io.longshore.service.resource.NamedJobType;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Puts a signed URL of an asset into the job's details. No bytes are copied. */
public final class UrlExportJob extends NamedJobType implements RecreatableJobType {

  static final String NAME = EngineJobTypes.URL;

  private final AssetBucket bucket;
  private final DataJobStore jobs;
  private final DataJobFailures failures;
  private final ReadableAssets readable;
  private final AssetBytes bytes;
  private final InstantSource clock;

  public UrlExportJob(Postgres postgres, AssetBucket bucket, InstantSource clock) {
    super(NAME, AssetPublisher::word);
    this.bucket = bucket;
    this.jobs = new DataJobStore(postgres);
    this.failures = new DataJobFailures(jobs);
    this.readable = new ReadableAssets(postgres, failures);
    this.bytes = new AssetBytes(bucket, failures);
    this.clock = clock;
  }

  @Override
  public Future<List<Piece>> plan(Job job) {
    return Future.succeededFuture(List.of(new Piece(new JsonObject(), Optional.empty())));
  }

  /** May run twice: the details keep the later URL, and both are valid. */
  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    String asset = DataJobSpec.of(job).details().getString("AssetId");
    return bucket
        .unmasked(job.account())
        .compose(unmasked -> readable.revision(job))
        .compose(seen -> readable.assets(job, seen, List.of(asset)))
        .compose(
            found ->
                bytes
                    .found(job, found.get(asset).pinned())
                    .compose(there -> lend(job, found.get(asset).objectKey().orElseThrow())))
        .recover(failure -> failures.ofStore(job, failure));
  }

  private Future<Outcome> lend(Job job, String objectKey) {
    String until = Timestamps.text(clock.instant().plus(bucket.urlLifetime()));
    return bucket
        .downloadUrl(job.account(), objectKey)
        .compose(
            url ->
                jobs.addDetails(
                    job.id().toString(),
                    new JsonObject()
                        .put("SignedUrl", url.toString())
                        .put("SignedUrlExpiresAt", until)))
        .map(kept -> new Outcome.Done(1));
  }

  @Override
  public Future<JobRequest> originalRequest(Job job) {
    return RecreatedDataJob.of(job);
  }
}
