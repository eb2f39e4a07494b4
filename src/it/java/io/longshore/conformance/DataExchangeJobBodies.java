package io.longshore.conformance;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Requests of Data Exchange's CreateJob for each job type, and the resources that each needs. */
final class DataExchangeJobBodies {

  /** Types of data sets apart from S3_SNAPSHOT, with the type of their assets. */
  static final Map<String, String> SETS =
      Map.of(
          "share", "REDSHIFT_DATA_SHARE",
          "api", "API_GATEWAY_API",
          "access", "S3_DATA_ACCESS",
          "policy", "LAKE_FORMATION_DATA_PERMISSION");

  private static final String MD5 = "'1B2M2Y8AsgTpgAmY7PhCfg=='";

  private static final Map<String, String> BODIES = new TreeMap<>();

  static {
    String open = "'DataSetId':'${set}','RevisionId':'${open}'";
    String whole = "'DataSetId':'${set}','RevisionId':'${revision}'";
    add(
        "IMPORT_ASSETS_FROM_S3",
        "ImportAssetsFromS3",
        open + ",'AssetSources':[{'Bucket':'${bucket}','Key':'import.json'}]");
    add(
        "IMPORT_ASSET_FROM_SIGNED_URL",
        "ImportAssetFromSignedUrl",
        open + ",'AssetName':'isolation','Md5Hash':" + MD5);
    add(
        "EXPORT_ASSETS_TO_S3",
        "ExportAssetsToS3",
        whole
            + ",'AssetDestinations':[{'AssetId':'${asset}','Bucket':'${bucket}','Key':'k'}],"
            + "'Encryption':{'Type':'aws:kms','KmsKeyArn':'arn:aws:kms:us-east-1:111122223333:key/k'}");
    add("EXPORT_ASSET_TO_SIGNED_URL", "ExportAssetToSignedUrl", whole + ",'AssetId':'${asset}'");
    add(
        "EXPORT_REVISIONS_TO_S3",
        "ExportRevisionsToS3",
        "'DataSetId':'${set}','RevisionDestinations':[{'Bucket':'${bucket}','RevisionId':'${revision}'}]");
    add(
        "IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES",
        "ImportAssetsFromRedshiftDataShares",
        of("share")
            + ",'AssetSources':[{'DataShareArn':'arn:aws:redshift:us-east-1:111122223333:datashare:01234567-89ab-cdef-0123-456789abcdef/s'}]");
    add(
        "IMPORT_ASSET_FROM_API_GATEWAY_API",
        "ImportAssetFromApiGatewayApi",
        of("api")
            + ",'ApiId':'a1','ApiName':'isolation','ProtocolType':'REST','Stage':'s','ApiSpecificationMd5Hash':"
            + MD5);
    add(
        "CREATE_S3_DATA_ACCESS_FROM_S3_BUCKET",
        "CreateS3DataAccessFromS3Bucket",
        of("access")
            + ",'AssetSource':{'Bucket':'${bucket}','KeyPrefixes':['a/'],'KmsKeysToGrant':[{'KmsKeyArn':'arn:aws:kms:us-east-1:111122223333:key/k'}]}");
    add(
        "IMPORT_ASSETS_FROM_LAKE_FORMATION_TAG_POLICY",
        "ImportAssetsFromLakeFormationTagPolicy",
        of("policy")
            + ",'CatalogId':'111122223333','RoleArn':'${role}','Database':{'Expression':[{'TagKey':'k','TagValues':['v']}],'Permissions':['DESCRIBE']}");
  }

  private DataExchangeJobBodies() {}

  private static String of(String kind) {
    return "'DataSetId':'${%sSet}','RevisionId':'${%sRevision}'".formatted(kind, kind);
  }

  private static void add(String type, String member, String details) {
    BODIES.put(type, "{'Type':'%s','Details':{'%s':{%s}}}".formatted(type, member, details));
  }

  /** Requests by job type. */
  static Map<String, String> bodies() {
    return BODIES;
  }

  static List<String> all() {
    return List.copyOf(BODIES.values());
  }
}
