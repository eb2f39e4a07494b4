package io.longshore.service.dataexchange.asset;

import io.longshore.service.dataexchange.dataset.DataSet;
import io.longshore.service.dataexchange.job.DataJobSpec;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * An asset of a revision.
 *
 * @param details the model's AssetDetails
 * @param objectKey where its bytes stand in the bucket of assets, if it has bytes here
 * @param etag which bytes they are, by S3's word when they came; empty for older assets
 */
public record Asset(
    String id,
    String revision,
    String name,
    String type,
    JsonObject details,
    Optional<String> objectKey,
    JsonObject tags,
    Instant createdAt,
    Instant updatedAt,
    Optional<String> etag) {

  /** An asset that a job is about to bring in; when, is told by the end of the import. */
  public static Asset arriving(
      DataJobSpec work, String id, String name, JsonObject details, Optional<String> objectKey) {
    return new Asset(
        id,
        work.revision(),
        name,
        work.kind().assetType(),
        details,
        objectKey,
        work.tags(),
        Instant.EPOCH,
        Instant.EPOCH,
        Optional.empty());
  }

  /** Which bytes a job is to find, as its tasks carry it. */
  public JsonObject pinned() {
    JsonObject snapshot = details.getJsonObject("S3SnapshotAsset");
    return new JsonObject()
        .put("AssetId", id)
        .put("ObjectKey", objectKey.orElseThrow())
        .put("Size", snapshot == null ? null : snapshot.getLong("Size"))
        .put("ETag", etag.orElse(null));
  }

  /** The model's AssetEntry, as the data set's viewer sees it. */
  JsonObject describe(DataSet set) {
    return new JsonObject()
        .put("Arn", set.arn() + "/revisions/" + revision + "/assets/" + id)
        .put("AssetDetails", details)
        .put("AssetType", type)
        .put("CreatedAt", Timestamps.text(createdAt))
        .put("DataSetId", set.id())
        .put("Id", id)
        .put("Name", name)
        .put("RevisionId", revision)
        .put("UpdatedAt", Timestamps.text(updatedAt));
  }
}
