package io.longshore.service.dataexchange.job.type;

import io.longshore.job.Job;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.service.dataexchange.DataExchangeResourceType;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.job.DataJobFailures;
import io.longshore.service.dataexchange.job.JobError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** Finds the objects of assets, and refuses objects that have changed since the import. */
final class AssetBytes {

  private final AssetBucket bucket;
  private final DataJobFailures failures;

  AssetBytes(AssetBucket bucket, DataJobFailures failures) {
    this.bucket = bucket;
    this.failures = failures;
  }

  /**
   * The object's head; refuses the job when the object is missing or has changed.
   *
   * @param pinned {@code Asset#pinned}; members that it does not have are not compared
   */
  Future<Head> found(Job job, JsonObject pinned) {
    return bucket
        .storeOf(job.account())
        .head(bucket.name(), pinned.getString("ObjectKey"))
        .compose(
            found ->
                found.isEmpty()
                    ? failures.refuse(job, missing(pinned, "The asset was deleted"))
                    : compared(job, pinned, found.get()));
  }

  private Future<Head> compared(Job job, JsonObject pinned, Head found) {
    Long size = pinned.getLong("Size");
    String etag = pinned.getString("ETag");
    boolean same =
        (size == null || size == found.size())
            && (etag == null || Objects.equals(etag, found.etag()));
    return same
        ? Future.succeededFuture(found)
        : failures.refuse(
            job,
            missing(
                pinned,
                "The bytes of the asset were replaced in the bucket of assets: it has %d bytes with"
                        .formatted(found.size())
                    + " the ETag %s, not %s with %s. Restore the object, or import it anew"
                        .formatted(found.etag(), size == null ? "those" : size, etag)));
  }

  private static JobError missing(JsonObject pinned, String why) {
    return JobError.notFound(DataExchangeResourceType.ASSET, pinned.getString("AssetId"), why);
  }
}
