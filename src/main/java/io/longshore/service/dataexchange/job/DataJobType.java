package io.longshore.service.dataexchange.job;

import io.longshore.service.resource.QuotaRule;
import java.util.Locale;
import java.util.Optional;

/** The model's job types, with the member of Details that each needs. */
public enum DataJobType {
  IMPORT_ASSETS_FROM_S3("ImportAssetsFromS3", EngineJobTypes.IMPORT, "S3_SNAPSHOT", true),
  IMPORT_ASSET_FROM_SIGNED_URL(
      "ImportAssetFromSignedUrl", EngineJobTypes.IMPORT, "S3_SNAPSHOT", true),
  EXPORT_ASSETS_TO_S3("ExportAssetsToS3", EngineJobTypes.EXPORT, "S3_SNAPSHOT", false),
  EXPORT_ASSET_TO_SIGNED_URL("ExportAssetToSignedUrl", EngineJobTypes.URL, "S3_SNAPSHOT", false),
  EXPORT_REVISIONS_TO_S3("ExportRevisionsToS3", EngineJobTypes.EXPORT, "S3_SNAPSHOT", false),
  IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES(
      "ImportAssetsFromRedshiftDataShares",
      EngineJobTypes.REGISTRATION,
      "REDSHIFT_DATA_SHARE",
      true),
  IMPORT_ASSET_FROM_API_GATEWAY_API(
      "ImportAssetFromApiGatewayApi", EngineJobTypes.IMPORT, "API_GATEWAY_API", true),
  CREATE_S3_DATA_ACCESS_FROM_S3_BUCKET(
      "CreateS3DataAccessFromS3Bucket", EngineJobTypes.REGISTRATION, "S3_DATA_ACCESS", true),
  IMPORT_ASSETS_FROM_LAKE_FORMATION_TAG_POLICY(
      "ImportAssetsFromLakeFormationTagPolicy",
      EngineJobTypes.REGISTRATION,
      "LAKE_FORMATION_DATA_PERMISSION",
      true);

  private final String member;
  private final String engineType;
  private final String assetType;
  private final boolean isImport;

  DataJobType(String member, String engineType, String assetType, boolean isImport) {
    this.member = member;
    this.engineType = engineType;
    this.assetType = assetType;
    this.isImport = isImport;
  }

  /** The member of Details. */
  String member() {
    return member;
  }

  /** The engine's job type that does the work. */
  String engineType() {
    return engineType;
  }

  /** The type of the assets that it imports or exports. */
  public String assetType() {
    return assetType;
  }

  boolean isImport() {
    return isImport;
  }

  /** How many jobs of this type an account may have in progress in a region. */
  public QuotaRule atOnce() {
    return switch (this) {
      case IMPORT_ASSETS_FROM_S3 -> atOnce("import assets from Amazon S3", 10);
      case IMPORT_ASSET_FROM_SIGNED_URL -> atOnce("import assets from a signed URL", 10);
      case EXPORT_ASSETS_TO_S3 -> atOnce("export assets to Amazon S3", 10);
      case EXPORT_ASSET_TO_SIGNED_URL -> atOnce("export assets to a signed URL", 10);
      case EXPORT_REVISIONS_TO_S3 -> atOnce("export revisions to Amazon S3", 5);
      case IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES ->
          atOnce("import assets from Amazon Redshift datashares", 10);
      case IMPORT_ASSET_FROM_API_GATEWAY_API -> atOnce("import assets from an API Gateway API", 10);
      case CREATE_S3_DATA_ACCESS_FROM_S3_BUCKET ->
          atOnce("create Amazon S3 data access assets from S3 buckets", 5);
      case IMPORT_ASSETS_FROM_LAKE_FORMATION_TAG_POLICY ->
          atOnce("import assets from an AWS Lake Formation tag policy", 5);
    };
  }

  private QuotaRule atOnce(String what, int limit) {
    String gauge = "jobs-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new QuotaRule("Concurrent in progress jobs to " + what, limit, gauge, name());
  }

  /** How many assets of this type a revision may have. */
  public Optional<QuotaRule> perRevision() {
    return switch (this) {
      case IMPORT_ASSETS_FROM_S3, IMPORT_ASSET_FROM_SIGNED_URL ->
          Optional.of(new QuotaRule("Assets per revision", 10_000));
      case IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES ->
          Optional.of(new QuotaRule("Amazon Redshift datashare assets per revision", 20));
      case CREATE_S3_DATA_ACCESS_FROM_S3_BUCKET ->
          Optional.of(new QuotaRule("Amazon S3 data access assets per revision", 5));
      case IMPORT_ASSETS_FROM_LAKE_FORMATION_TAG_POLICY ->
          Optional.of(new QuotaRule("AWS Lake Formation data permission assets per revision", 20));
      case IMPORT_ASSET_FROM_API_GATEWAY_API ->
          Optional.of(new QuotaRule("Amazon API Gateway API assets per revision", 20));
      case EXPORT_ASSETS_TO_S3, EXPORT_ASSET_TO_SIGNED_URL, EXPORT_REVISIONS_TO_S3 ->
          Optional.empty();
    };
  }

  /** Whether the caller uploads a file, whose MD5 it names, before it starts the job. */
  public boolean takesUpload() {
    return this == IMPORT_ASSET_FROM_SIGNED_URL || this == IMPORT_ASSET_FROM_API_GATEWAY_API;
  }
}
