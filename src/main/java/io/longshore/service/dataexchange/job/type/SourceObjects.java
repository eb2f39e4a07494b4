package io.longshore.service.dataexchange.job.type;

import io.longshore.job.Job;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.job.DataJobFailures;
import io.longshore.service.dataexchange.job.JobError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * The objects that imports read, from buckets or uploads. Refuses those that cannot be imported.
 */
final class SourceObjects {

  private static final double GIB = 1L << 30;

  private final AssetBucket bucket;
  private final DataJobFailures failures;

  SourceObjects(AssetBucket bucket, DataJobFailures failures) {
    this.bucket = bucket;
    this.failures = failures;
  }

  /** The head of the job's object; refuses the job when it cannot be imported. */
  Future<Head> found(Job job, JsonObject spec) {
    return bucket
        .storeOf(job.account())
        .head(spec.getString("Bucket"), spec.getString("Key"))
        .compose(
            found ->
                found.isEmpty()
                    ? failures.refuse(job, missing(spec))
                    : tooLarge(spec, found.get().size())
                        .map(error -> failures.<Head>refuse(job, error))
                        .orElse(Future.succeededFuture(found.get())));
  }

  /** Refuses an upload with another MD5 than the request's. */
  <T> Future<T> refuse(Job job, JsonObject spec, String md5) {
    return failures.refuse(job, wrong(spec, md5));
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

  private Optional<JobError> tooLarge(JsonObject spec, long size) {
    return bucket
        .quotas()
        .gigabytes(spec.containsKey("Md5"))
        .filter(limit -> size > limit.limit() * GIB)
        .map(
            limit ->
                JobError.quota(
                    limit,
                    "'%s' is larger than %d GB".formatted(spec.getString("Name"), limit.limit())));
  }

  private static JobError wrong(JsonObject spec, String md5) {
    return JobError.invalid(
            "What was uploaded has the MD5 %s, promised was %s"
                .formatted(md5, spec.getString("Md5")))
        .aboutUpload(spec.getString("Name"));
  }
}
