package io.longshore.service.dataexchange.job;

import io.longshore.api.ApiError;
import io.longshore.service.dataexchange.DataExchangeError;
import io.longshore.service.dataexchange.DataExchangeTags;
import io.longshore.service.dataexchange.LengthRules;
import io.longshore.service.dataexchange.asset.KeyPattern;
import io.longshore.service.dataexchange.asset.ObjectKeyRules;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A request of CreateJob whose members are valid.
 *
 * @param details the one member of Details, with defaults
 * @param configuration AssetConfiguration, or empty for none
 */
public record DataJobRequest(
    DataJobType kind, JsonObject details, Optional<JsonObject> configuration, JsonObject tags) {

  private static final int MOST_ASSETS = 100;
  private static final Pattern KEY_ARN =
      Pattern.compile("arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[\\w/+=,.@-]{1,256}");

  /**
   * @param bucketOfAssets the bucket that no job may name
   */
  static DataJobRequest of(JsonObject body, String bucketOfAssets) {
    DataJobType kind = DataJobType.valueOf(body.getString("Type"));
    JsonObject details = member(kind, body.getJsonObject("Details")).copy();
    switch (kind) {
      case IMPORT_ASSETS_FROM_S3 -> sources(details, bucketOfAssets);
      case IMPORT_ASSET_FROM_SIGNED_URL -> LengthRules.assetName(details.getString("AssetName"));
      case EXPORT_ASSETS_TO_S3 -> destinations(details, bucketOfAssets);
      case EXPORT_REVISIONS_TO_S3 -> revisions(details, bucketOfAssets);
      case EXPORT_ASSET_TO_SIGNED_URL -> {}
      case IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES -> ReferenceAssetRules.dataShares(details);
      case IMPORT_ASSET_FROM_API_GATEWAY_API -> ReferenceAssetRules.api(details);
      case CREATE_S3_DATA_ACCESS_FROM_S3_BUCKET ->
          ReferenceAssetRules.dataAccess(details, bucketOfAssets);
      case IMPORT_ASSETS_FROM_LAKE_FORMATION_TAG_POLICY -> ReferenceAssetRules.tagPolicy(details);
    }
    Optional<JsonObject> configuration =
        Optional.ofNullable(body.getJsonObject("AssetConfiguration"));
    if (configuration.isPresent() && !kind.isImport()) {
      throw invalid("AssetConfiguration", "is for jobs that import assets");
    }
    JsonArray tags = configuration.map(c -> c.getJsonArray("Tags")).orElse(new JsonArray());
    return new DataJobRequest(kind, details, configuration, DataExchangeTags.ofList(tags));
  }

  private static JsonObject member(DataJobType kind, JsonObject details) {
    Set<String> members = details.fieldNames();
    boolean others =
        members.stream()
            .anyMatch(
                name ->
                    !name.equals(kind.member())
                        && List.of(DataJobType.values()).stream()
                            .anyMatch(known -> known.member().equals(name)));
    if (others || !members.contains(kind.member())) {
      throw invalid("Details", "must have " + kind.member() + " and no other for " + kind);
    }
    return details.getJsonObject(kind.member());
  }

  private static void sources(JsonObject details, String bucketOfAssets) {
    JsonArray sources = details.getJsonArray("AssetSources");
    bounded("AssetSources", sources, MOST_ASSETS);
    each(
        "AssetSources",
        sources,
        (name, source) -> {
          bucket(name + ".Bucket", source.getString("Bucket"), bucketOfAssets);
          key(name + ".Key", source.getString("Key"));
        });
  }

  private static void destinations(JsonObject details, String bucketOfAssets) {
    JsonArray destinations = details.getJsonArray("AssetDestinations");
    bounded("AssetDestinations", destinations, MOST_ASSETS);
    each(
        "AssetDestinations",
        destinations,
        (name, to) -> {
          bucket(name + ".Bucket", to.getString("Bucket"), bucketOfAssets);
          if (to.containsKey("Key")) {
            key(name + ".Key", to.getString("Key"));
          }
        });
    encryption(details);
  }

  private static void revisions(JsonObject details, String bucketOfAssets) {
    JsonArray destinations = details.getJsonArray("RevisionDestinations");
    bounded("RevisionDestinations", destinations, 1);
    each(
        "RevisionDestinations",
        destinations,
        (name, to) -> {
          bucket(name + ".Bucket", to.getString("Bucket"), bucketOfAssets);
          String pattern = to.getString("KeyPattern", KeyPattern.BY_NAME);
          to.put("KeyPattern", KeyPattern.of(name + ".KeyPattern", pattern).text());
        });
    encryption(details);
  }

  /** The rules for Encryption. */
  public static void encryption(JsonObject details) {
    JsonObject encryption = details.getJsonObject("Encryption");
    if (encryption == null) {
      return;
    }
    String key = encryption.getString("KmsKeyArn");
    boolean kms = encryption.getString("Type").equals("aws:kms");
    if (kms && key == null) {
      throw invalid("Encryption.KmsKeyArn", "is required for aws:kms");
    }
    if (!kms && key != null) {
      throw invalid("Encryption.KmsKeyArn", "is for aws:kms only");
    }
    if (kms) {
      keyArn("Encryption.KmsKeyArn", key);
    }
  }

  static void keyArn(String member, String arn) {
    if (!KEY_ARN.matcher(arn).matches()) {
      throw invalid(member, "must be the ARN of a KMS key, was '" + arn + "'");
    }
  }

  public static void bucket(String member, String bucket, String bucketOfAssets) {
    ObjectKeyRules.bucketFault(bucket, bucketOfAssets)
        .ifPresent(
            fault -> {
              throw invalid(member, fault);
            });
  }

  static void key(String member, String key) {
    ObjectKeyRules.keyFault(key)
        .ifPresent(
            fault -> {
              throw invalid(member, fault);
            });
  }

  static void bounded(String member, JsonArray list, int most) {
    if (list.isEmpty() || list.size() > most) {
      throw invalid(
          member,
          "must have 1 to " + most + (most == 1 ? " item" : " items") + ", has " + list.size());
    }
  }

  /** Checks an item of a list; the name is for the message. */
  interface ItemCheck {
    void check(String name, JsonObject item);
  }

  static void each(String member, JsonArray list, ItemCheck check) {
    IntStream.range(0, list.size())
        .forEach(i -> check.check(member + "[" + i + "]", list.getJsonObject(i)));
  }

  public static ApiError invalid(String member, String fault) {
    return DataExchangeError.VALIDATION.because(member + " " + fault);
  }
}
