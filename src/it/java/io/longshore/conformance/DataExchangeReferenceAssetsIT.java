package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.dataSet;
import static io.longshore.conformance.DataExchangeCalls.revision;
import static io.longshore.conformance.DataExchangeRequests.job;
import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.API_GATEWAY_API;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.LAKE_FORMATION_DATA_PERMISSION;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.REDSHIFT_DATA_SHARE;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.S3_DATA_ACCESS;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.Code;
import software.amazon.awssdk.services.dataexchange.model.CreateJobRequest;
import software.amazon.awssdk.services.dataexchange.model.CreateJobResponse;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;

/** Assets that refer to external resources: data shares, buckets, permissions and APIs. */
class DataExchangeReferenceAssetsIT extends DataExchangeSdkFixture {

  @Test
  void reference_assets_are_stored_with_their_details() throws Exception {
    String share = "arn:aws:redshift:us-east-1:111122223333:datashare:" + UUID + "/sales";
    AssetEntry redshift =
        registered(REDSHIFT_DATA_SHARE, (set, revision) -> sharing(set, revision, share));
    assertThat(redshift.assetDetails().redshiftDataShareAsset().arn()).isEqualTo(share);

    AssetEntry access =
        registered(S3_DATA_ACCESS, (set, revision) -> accessing(set, revision, "prefix/"));
    assertThat(access.assetDetails().s3DataAccessAsset().bucket()).isEqualTo(IN);
    assertThat(access.assetDetails().s3DataAccessAsset().keyPrefixes()).containsExactly("prefix/");
    assertThat(access.assetDetails().s3DataAccessAsset().kmsKeysToGrant()).hasSize(1);

    AssetEntry policy =
        registered(
            LAKE_FORMATION_DATA_PERMISSION, (set, revision) -> permitting(set, revision, "env"));
    var permission = policy.assetDetails().lakeFormationDataPermissionAsset();
    assertThat(permission.lakeFormationDataPermissionDetails().lfTagPolicy().catalogId())
        .isEqualTo("111122223333");
    assertThat(
            permission
                .lakeFormationDataPermissionDetails()
                .lfTagPolicy()
                .resourceDetails()
                .database()
                .expression()
                .get(0)
                .tagValues())
        .containsExactly("prod");
    assertThat(permission.permissionsAsStrings()).containsExactly("DESCRIBE");

    String set = dataSet(client, REDSHIFT_DATA_SHARE).id();
    String revision = revision(client, set);
    invalid("DataShareArn", sharing(set, revision, "arn:aws:redshift:nowhere"));
    invalid("KeyPrefixes", accessing(set, revision, "no-slash"));
    invalid("TagKey", permitting(set, revision, " "));
  }

  @Test
  void an_api_asset_requires_its_specification() throws Exception {
    String set = dataSet(client, API_GATEWAY_API).id();
    String revision = revision(client, set);
    byte[] specification = "{\"openapi\":\"3.0.1\"}".getBytes(StandardCharsets.UTF_8);
    CreateJobResponse job = call(client.createJob(api(set, revision, md5(specification), "prod")));
    var details = job.details().importAssetFromApiGatewayApi();
    assertThat(details.apiSpecificationUploadUrlExpiresAt()).isAfter(job.createdAt());
    upload(details.apiSpecificationUploadUrl(), specification, md5(specification));
    assertThat(run(job.id()).state()).isEqualTo(State.COMPLETED);

    String asset = assets(set, revision).get(0).id();
    var api =
        call(client.getAsset(r -> r.dataSetId(set).revisionId(revision).assetId(asset)))
            .assetDetails()
            .apiGatewayApiAsset();
    assertThat(api.apiId()).isEqualTo("abc123");
    assertThat(api.apiEndpoint())
        .isEqualTo("https://abc123.execute-api.us-east-1.amazonaws.com/prod");
    assertThat(download(api.apiSpecificationDownloadUrl())).isEqualTo(specification);
    assertThat(failed(run(api(set, revision, md5(specification), "prod"))).code())
        .isEqualTo(Code.VALIDATION_EXCEPTION);
    invalid("Stage", api(set, revision, md5(specification), "no stage"));
  }

  private static final String UUID = "86b5169f-01dc-4a6f-9fbb-e2e24359e9a8";

  /** Creates a job for a data set and its revision. */
  private interface JobOf {
    CreateJobRequest job(String set, String revision);
  }

  private static AssetEntry registered(AssetType type, JobOf make) {
    String set = dataSet(client, type).id();
    String revision = revision(client, set);
    GetJobResponse done = run(make.job(set, revision));
    assertThat(done.state()).isEqualTo(State.COMPLETED);
    List<AssetEntry> assets = assets(set, revision);
    assertThat(assets).hasSize(1);
    assertThat(assets.get(0).assetType()).isEqualTo(type);
    return assets.get(0);
  }

  private static CreateJobRequest sharing(String set, String revision, String arn) {
    return job(
        Type.IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES,
        d ->
            d.importAssetsFromRedshiftDataShares(
                i ->
                    i.dataSetId(set)
                        .revisionId(revision)
                        .assetSources(share -> share.dataShareArn(arn))));
  }

  private static CreateJobRequest accessing(String set, String revision, String prefix) {
    return job(
        Type.CREATE_S3_DATA_ACCESS_FROM_S3_BUCKET,
        d ->
            d.createS3DataAccessFromS3Bucket(
                i ->
                    i.dataSetId(set)
                        .revisionId(revision)
                        .assetSource(
                            from ->
                                from.bucket(IN)
                                    .keyPrefixes(prefix)
                                    .kmsKeysToGrant(
                                        key ->
                                            key.kmsKeyArn(
                                                "arn:aws:kms:us-east-1:111122223333:key/"
                                                    + UUID)))));
  }

  private static CreateJobRequest permitting(String set, String revision, String tagKey) {
    return job(
        Type.IMPORT_ASSETS_FROM_LAKE_FORMATION_TAG_POLICY,
        d ->
            d.importAssetsFromLakeFormationTagPolicy(
                i ->
                    i.dataSetId(set)
                        .revisionId(revision)
                        .catalogId("111122223333")
                        .roleArn("arn:aws:iam::111122223333:role/lake")
                        .database(
                            on ->
                                on.expression(tag -> tag.tagKey(tagKey).tagValues("prod"))
                                    .permissionsWithStrings("DESCRIBE"))));
  }

  private static CreateJobRequest api(String set, String revision, String md5, String stage) {
    return job(
        Type.IMPORT_ASSET_FROM_API_GATEWAY_API,
        d ->
            d.importAssetFromApiGatewayApi(
                i ->
                    i.dataSetId(set)
                        .revisionId(revision)
                        .apiId("abc123")
                        .apiName("prices")
                        .stage(stage)
                        .protocolType("REST")
                        .apiSpecificationMd5Hash(md5)));
  }
}
