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
 * @param objectKey the key of its object in the bucket of assets, if it has one
 * @param etag the object's ETag at the import; empty for assets of earlier versions
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

  /** An asset that a job imports. Its times are set when the import is published. */
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

  /** The object that a job must find, as the spec of a task has it. */
  public JsonObject pinned() {
    JsonObject snapshot = details.getJsonObject("S3SnapshotAsset");
    return new JsonObject()
        .put("AssetId", id)
        .put("ObjectKey", objectKey.orElseThrow())
        .put("Size", snapshot == null ? null : snapshot.getLong("Size"))
        .put("ETag", etag.orElse(null));
  }

  /** The model's AssetEntry for an account that sees the data set. */
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
