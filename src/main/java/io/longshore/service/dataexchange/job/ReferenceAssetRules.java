package io.longshore.service.dataexchange.job;

import static io.longshore.service.dataexchange.job.DataJobRequest.bounded;
import static io.longshore.service.dataexchange.job.DataJobRequest.each;
import static io.longshore.service.dataexchange.job.DataJobRequest.invalid;

import io.longshore.service.dataexchange.LengthRules;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;

/** The rules for assets that reference data shares, APIs, buckets and tag policies. */
final class ReferenceAssetRules {

  private static final Pattern DATA_SHARE =
      Pattern.compile(
          "arn:aws[a-z-]*:redshift:[a-z0-9-]+:[0-9]{12}:datashare:[0-9a-fA-F-]{36}/[\\w$-]{1,127}");
  private static final Pattern API = Pattern.compile("[a-zA-Z0-9]{1,64}");
  private static final Pattern STAGE = Pattern.compile("[a-zA-Z0-9_-]{1,128}|\\$default");
  private static final int MOST_SHARES = 10;
  private static final int MOST_PLACES = 5;
  private static final int MOST_CONDITIONS = 5;
  private static final int MOST_VALUES = 1000;

  private ReferenceAssetRules() {}

  static void dataShares(JsonObject details) {
    JsonArray shares = details.getJsonArray("AssetSources");
    bounded("AssetSources", shares, MOST_SHARES);
    each(
        "AssetSources",
        shares,
        (name, share) -> {
          String arn = share.getString("DataShareArn");
          if (!DATA_SHARE.matcher(arn).matches()) {
            throw invalid(
                name + ".DataShareArn", "must be the ARN of a data share, was '" + arn + "'");
          }
        });
  }

  static void api(JsonObject details) {
    LengthRules.assetName(details.getString("ApiName"));
    if (!API.matcher(details.getString("ApiId")).matches()) {
      throw invalid("ApiId", "must be the id of an API: letters and digits");
    }
    if (!STAGE.matcher(details.getString("Stage")).matches()) {
      throw invalid("Stage", "must be the name of a stage: letters, digits, '-' and '_'");
    }
  }

  static void dataAccess(JsonObject details, String bucketOfAssets) {
    JsonObject source = details.getJsonObject("AssetSource");
    DataJobRequest.bucket("AssetSource.Bucket", source.getString("Bucket"), bucketOfAssets);
    JsonArray prefixes = source.getJsonArray("KeyPrefixes", new JsonArray());
    JsonArray keys = source.getJsonArray("Keys", new JsonArray());
    if (prefixes.size() + keys.size() > MOST_PLACES) {
      throw invalid(
          "AssetSource", "must have at most " + MOST_PLACES + " of KeyPrefixes and Keys together");
    }
    prefixes.forEach(each -> prefix((String) each));
    keys.forEach(each -> DataJobRequest.key("AssetSource.Keys", (String) each));
    each(
        "AssetSource.KmsKeysToGrant",
        source.getJsonArray("KmsKeysToGrant", new JsonArray()),
        (name, key) -> DataJobRequest.keyArn(name + ".KmsKeyArn", key.getString("KmsKeyArn")));
  }

  private static void prefix(String prefix) {
    if (!prefix.endsWith("/")) {
      throw invalid("AssetSource.KeyPrefixes", "must end in '/', was '" + prefix + "'");
    }
    DataJobRequest.key("AssetSource.KeyPrefixes", prefix);
  }

  static void tagPolicy(JsonObject details) {
    if (!details.containsKey("Database") && !details.containsKey("Table")) {
      throw invalid("Database", "or Table is required");
    }
    for (String resource : new String[] {"Database", "Table"}) {
      if (details.containsKey(resource)) {
        policy(resource, details.getJsonObject(resource));
      }
    }
  }

  private static void policy(String resource, JsonObject policy) {
    bounded(resource + ".Permissions", policy.getJsonArray("Permissions"), 2);
    JsonArray expression = policy.getJsonArray("Expression");
    bounded(resource + ".Expression", expression, MOST_CONDITIONS);
    each(
        resource + ".Expression",
        expression,
        (name, tag) -> {
          if (tag.getString("TagKey").isBlank()) {
            throw invalid(name + ".TagKey", "must not be blank");
          }
          bounded(name + ".TagValues", tag.getJsonArray("TagValues"), MOST_VALUES);
        });
  }
}
