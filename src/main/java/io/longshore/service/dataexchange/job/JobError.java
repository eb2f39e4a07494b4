package io.longshore.service.dataexchange.job;

import io.longshore.service.dataexchange.DataExchangeResourceType;
import io.longshore.service.resource.QuotaRule;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** The model's JobError: why a job ended in ERROR. */
public record JobError(JsonObject body) {

  /** The model's JobErrorLimitName. */
  private static final Set<String> NAMED =
      Set.of(
          "Assets per revision",
          "Asset size in GB",
          "Amazon Redshift datashare assets per revision",
          "AWS Lake Formation data permission assets per revision",
          "Amazon S3 data access assets per revision");

  public static JobError notFound(DataExchangeResourceType type, String id, String message) {
    return missing(message).about(type, id);
  }

  public static JobError missing(String message) {
    return of("RESOURCE_NOT_FOUND_EXCEPTION", message);
  }

  public static JobError invalid(String message) {
    return of("VALIDATION_EXCEPTION", message);
  }

  public static JobError denied(String message) {
    return of("ACCESS_DENIED_EXCEPTION", message);
  }

  static JobError internal(String message) {
    return of("INTERNAL_SERVER_EXCEPTION", message);
  }

  /**
   * The error when a quota is used up.
   *
   * @param message names the quota, because the model's LimitName has only some of the names
   */
  public static JobError quota(QuotaRule limit, String message) {
    JobError error = of("SERVICE_QUOTA_EXCEEDED_EXCEPTION", message);
    if (NAMED.contains(limit.name())) {
      error.body.put("LimitName", limit.name());
    }
    error.body.put("LimitValue", (double) limit.limit());
    return error;
  }

  private static JobError of(String code, String message) {
    return new JobError(new JsonObject().put("Code", code).put("Message", message));
  }

  /** The same with the data set, revision or asset that it is about. */
  public JobError about(DataExchangeResourceType type, String id) {
    return new JobError(body.copy().put("ResourceId", id).put("ResourceType", type.name()));
  }

  /** The same with the S3 object that the import names. */
  public JobError aboutSource(String bucket, String key) {
    JsonArray sources = new JsonArray().add(new JsonObject().put("Bucket", bucket).put("Key", key));
    return withDetails("ImportAssetsFromS3JobErrorDetails", sources);
  }

  /** The same with the name of the asset that is uploaded to a signed URL. */
  public JobError aboutUpload(String assetName) {
    return withDetails(
        "ImportAssetFromSignedUrlJobErrorDetails", new JsonObject().put("AssetName", assetName));
  }

  private JobError withDetails(String member, Object value) {
    return new JobError(body.copy().put("Details", new JsonObject().put(member, value)));
  }

  String message() {
    return body.getString("Message");
  }
}
