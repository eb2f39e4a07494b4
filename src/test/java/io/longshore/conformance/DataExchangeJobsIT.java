package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeWalk.call;
import static io.longshore.conformance.DataExchangeWalk.dataSet;
import static io.longshore.conformance.DataExchangeWalk.refused;
import static io.longshore.conformance.DataExchangeWalk.revision;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.API_GATEWAY_API;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.LAKE_FORMATION_DATA_PERMISSION;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.REDSHIFT_DATA_SHARE;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.S3_DATA_ACCESS;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.S3_SNAPSHOT;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.Code;
import software.amazon.awssdk.services.dataexchange.model.ConflictException;
import software.amazon.awssdk.services.dataexchange.model.CreateJobRequest;
import software.amazon.awssdk.services.dataexchange.model.CreateJobResponse;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.JobEntry;
import software.amazon.awssdk.services.dataexchange.model.JobError;
import software.amazon.awssdk.services.dataexchange.model.JobErrorResourceTypes;
import software.amazon.awssdk.services.dataexchange.model.RequestDetails;
import software.amazon.awssdk.services.dataexchange.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;

/** Every job type by AWS's own client, against the installation as a user runs it. */
class DataExchangeJobsIT {

  private static final String NOBODY = "0123456789abcdef0123456789abcdef";

  private static DataExchangeAsyncClient client;
  private static DataExchangeAsyncClient stranger;
  private static S3Objects objects;
  private static final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    client = DataExchangeWalk.client("111122223333");
    stranger = DataExchangeWalk.client("444455556666");
    objects = new S3Objects(Installation.shared().s3());
    objects.createBucket("dx-in");
    objects.createBucket("dx-out");
  }

  @AfterAll
  static void stop() {
    client.close();
    stranger.close();
    objects.close();
  }

  @Test
  void objects_become_assets_and_assets_objects_with_type_and_metadata() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = revision(client, set);
    objects.put("dx-in", "a/b ä.csv", bytes(70_000), "text/csv", Map.of("owner", "me"));
    objects.put("dx-in", "empty", new byte[0], "text/plain", Map.of());

    CreateJobResponse waiting =
        call(client.createJob(importing(set, revision, "a/b ä.csv", "empty")));
    assertThat(waiting.state()).isEqualTo(State.WAITING);
    assertThat(waiting.arn()).endsWith(":111122223333:jobs/" + waiting.id());
    assertThat(assets(set, revision)).isEmpty();
    GetJobResponse done = run(waiting.id());

    assertThat(done.state()).isEqualTo(State.COMPLETED);
    assertThat(done.errors()).isEmpty();
    assertThat(done.details().importAssetsFromS3().assetSources()).hasSize(2);
    List<AssetEntry> assets = assets(set, revision);
    assertThat(assets).extracting(AssetEntry::name).containsExactly("empty", "a/b ä.csv");
    assertThat(assets.get(1).assetDetails().s3SnapshotAsset().size()).isEqualTo(70_000.0);

    GetJobResponse exported =
        run(
            call(client.createJob(
                    r ->
                        r.type(Type.EXPORT_ASSETS_TO_S3)
                            .details(
                                d ->
                                    d.exportAssetsToS3(
                                        e ->
                                            e.dataSetId(set)
                                                .revisionId(revision)
                                                .assetDestinations(
                                                    a ->
                                                        a.assetId(assets.get(1).id())
                                                            .bucket("dx-out"),
                                                    a ->
                                                        a.assetId(assets.get(0).id())
                                                            .bucket("dx-out")
                                                            .key("named %2e%2e/else"))))))
                .id());
    assertThat(exported.state()).isEqualTo(State.COMPLETED);
    assertThat(objects.bytes("dx-out", "a/b ä.csv")).isEqualTo(bytes(70_000));
    assertThat(objects.contentType("dx-out", "a/b ä.csv")).isEqualTo("text/csv");
    assertThat(objects.metadata("dx-out", "a/b ä.csv")).containsEntry("owner", "me");
    assertThat(objects.bytes("dx-out", "named %2e%2e/else")).isEmpty();
  }

  @Test
  void a_revision_is_exported_by_every_reference_of_a_pattern() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = imported(set, "one", "two");
    Instant created =
        call(client.getRevision(r -> r.dataSetId(set).revisionId(revision))).createdAt();
    List<AssetEntry> assets = assets(set, revision);

    GetJobResponse done =
        run(
            exportByPattern(
                set,
                revision,
                "p/${DataSet.Id}/${DataSet.Name}/${Revision.Id}/${Revision.CreatedAt}/"
                    + "${Revision.CreatedAt.Year}-${Revision.CreatedAt.Month}-"
                    + "${Revision.CreatedAt.Day}/${Asset.Id}/${Asset.Name}"));
    assertThat(done.state()).isEqualTo(State.COMPLETED);
    var at = created.atOffset(ZoneOffset.UTC);
    for (AssetEntry asset : assets) {
      String key =
          "p/%s/prices/%s/%s/%04d-%02d-%02d/%s/%s"
              .formatted(
                  set,
                  revision,
                  String.format("%tFT%<tT.%<tLZ", at),
                  at.getYear(),
                  at.getMonthValue(),
                  at.getDayOfMonth(),
                  asset.id(),
                  asset.name());
      assertThat(objects.bytes("dx-out", key)).isEqualTo(bytes(10));
    }
    GetJobResponse plain = run(exportByPattern(set, revision, null));
    assertThat(plain.state()).isEqualTo(State.COMPLETED);
    assertThat(plain.details().exportRevisionsToS3().revisionDestinations().get(0).keyPattern())
        .isEqualTo("${Asset.Name}");
    assertThat(objects.keys("dx-out")).contains("one", "two");
  }

  @Test
  void assets_that_would_share_a_key_or_escape_the_bucket_end_the_export_in_error() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String twice = imported(set, "same", "same");
    JobError shared = failed(run(exportByPattern(set, twice, "x-${Asset.Name}")));
    assertThat(shared.code()).isEqualTo(Code.VALIDATION_EXCEPTION);
    assertThat(shared.resourceType()).isEqualTo(JobErrorResourceTypes.ASSET);
    assertThat(objects.keys("dx-out")).doesNotContain("x-same");

    String revision = imported(set, "plain");
    String asset = assets(set, revision).get(0).id();
    call(
        client.updateAsset(
            r -> r.dataSetId(set).revisionId(revision).assetId(asset).name("../../escaped")));
    assertThat(failed(run(exportByPattern(set, revision, "out/${Asset.Name}"))).message())
        .contains("..");
    assertThat(objects.keys("dx-out")).noneMatch(key -> key.contains("escaped"));
  }

  @Test
  void a_file_comes_in_by_a_signed_url_and_leaves_by_another() throws Exception {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = revision(client, set);
    byte[] file = bytes(100_000);
    CreateJobResponse job = call(client.createJob(uploading(set, revision, md5(file))));
    var details = job.details().importAssetFromSignedUrl();
    assertThat(details.signedUrl()).startsWith(Installation.shared().uri().getScheme());
    assertThat(URI.create(details.signedUrl()).getPort())
        .isEqualTo(Installation.shared().uri().getPort());
    assertThat(details.signedUrlExpiresAt())
        .isBetween(job.createdAt(), job.createdAt().plusSeconds(3600));
    assertThat(upload(details.signedUrl(), file, md5(file)).statusCode()).isEqualTo(200);

    assertThat(run(job.id()).state()).isEqualTo(State.COMPLETED);
    AssetEntry asset = assets(set, revision).get(0);
    assertThat(asset.name()).isEqualTo("upload.bin");

    GetJobResponse lent = run(exportByUrl(set, revision, asset.id()));
    assertThat(lent.state()).isEqualTo(State.COMPLETED);
    String url = lent.details().exportAssetToSignedUrl().signedUrl();
    assertThat(lent.details().exportAssetToSignedUrl().signedUrlExpiresAt())
        .isAfter(lent.createdAt());
    HttpResponse<byte[]> got =
        http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(file);
  }

  @Test
  void an_upload_that_is_missing_or_other_than_promised_makes_no_asset() throws Exception {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = revision(client, set);
    JobError nothing =
        failed(run(call(client.createJob(uploading(set, revision, md5(bytes(5))))).id()));
    assertThat(nothing.code()).isEqualTo(Code.VALIDATION_EXCEPTION);
    assertThat(nothing.details().importAssetFromSignedUrlJobErrorDetails().assetName())
        .isEqualTo("upload.bin");

    CreateJobResponse job = call(client.createJob(uploading(set, revision, md5(bytes(5)))));
    String url = job.details().importAssetFromSignedUrl().signedUrl();
    assertThat(upload(url, bytes(6), md5(bytes(6))).statusCode()).isEqualTo(403);
    assertThat(upload(url, bytes(6), md5(bytes(5))).statusCode()).isEqualTo(400);
    assertThat(failed(run(job.id())).code()).isEqualTo(Code.VALIDATION_EXCEPTION);
    assertThat(assets(set, revision)).isEmpty();
  }

  @Test
  void a_job_waits_starts_once_and_is_cancelled_only_while_it_waits() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = revision(client, set);
    objects.put("dx-in", "once", bytes(3), "text/plain", Map.of());
    String cancelled = call(client.createJob(importing(set, revision, "once"))).id();
    call(client.cancelJob(r -> r.jobId(cancelled)));
    assertThat(call(client.getJob(r -> r.jobId(cancelled))).state()).isEqualTo(State.CANCELLED);
    ConflictException conflict =
        refused(ConflictException.class, 409, () -> client.startJob(r -> r.jobId(cancelled)));
    assertThat(conflict.resourceTypeAsString()).isEqualTo("JOB");

    String job = call(client.createJob(importing(set, revision, "once"))).id();
    refused(ResourceNotFoundException.class, 404, () -> stranger.getJob(r -> r.jobId(job)));
    refused(ResourceNotFoundException.class, 404, () -> stranger.startJob(r -> r.jobId(job)));
    refused(ResourceNotFoundException.class, 404, () -> stranger.cancelJob(r -> r.jobId(job)));
    run(job);
    refused(ConflictException.class, 409, () -> client.startJob(r -> r.jobId(job)));
    refused(ConflictException.class, 409, () -> client.cancelJob(r -> r.jobId(job)));
    refused(ResourceNotFoundException.class, 404, () -> client.getJob(r -> r.jobId(NOBODY)));

    List<JobEntry> ofSet = call(client.listJobs(r -> r.dataSetId(set))).jobs();
    assertThat(ofSet).extracting(JobEntry::id).containsExactly(job, cancelled);
    assertThat(ofSet).extracting(JobEntry::state).containsExactly(State.COMPLETED, State.CANCELLED);
    assertThat(call(client.listJobs(r -> r.dataSetId(set).revisionId(NOBODY))).jobs()).isEmpty();
    var first = call(client.listJobs(r -> r.dataSetId(set).maxResults(1)));
    assertThat(
            call(client.listJobs(r -> r.dataSetId(set).maxResults(1).nextToken(first.nextToken())))
                .jobs())
        .extracting(JobEntry::id)
        .containsExactly(cancelled);
    assertThat(call(stranger.listJobs(r -> r.dataSetId(set))).jobs()).isEmpty();
  }

  @Test
  void a_source_that_is_missing_fails_the_import_and_no_asset_appears() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = revision(client, set);
    objects.put("dx-in", "there", bytes(3), "text/plain", Map.of());

    JobError error =
        failed(run(call(client.createJob(importing(set, revision, "there", "gone"))).id()));

    assertThat(error.code()).isEqualTo(Code.RESOURCE_NOT_FOUND_EXCEPTION);
    assertThat(error.details().importAssetsFromS3JobErrorDetails().get(0).key()).isEqualTo("gone");
    assertThat(assets(set, revision)).isEmpty();
  }

  @Test
  void a_revision_that_is_finalized_meanwhile_takes_no_assets() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = imported(set, "first");
    String late = call(client.createJob(importing(set, revision, "first"))).id();
    call(client.updateRevision(r -> r.dataSetId(set).revisionId(revision).finalized(true)));

    JobError error = failed(run(late));

    assertThat(error.code()).isEqualTo(Code.RESOURCE_NOT_FOUND_EXCEPTION);
    assertThat(error.resourceId()).isEqualTo(revision);
    assertThat(error.resourceType()).isEqualTo(JobErrorResourceTypes.REVISION);
    assertThat(assets(set, revision)).hasSize(1);
    refused(
        ConflictException.class, 409, () -> client.createJob(importing(set, revision, "first")));
  }

  @Test
  void what_can_be_known_is_refused_when_the_job_is_created() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = imported(set, "fine");
    String asset = assets(set, revision).get(0).id();
    for (String key :
        List.of("../x", "a/../b", "..", "/x", "a/./b", "line\nfeed", "k".repeat(1025), "")) {
      invalid("AssetSources", importing(set, revision, key));
      invalid("AssetDestinations", exportTo(set, revision, asset, "dx-out", key));
    }
    invalid("Bucket", exportTo(set, revision, asset, "No_Bucket", "k"));
    invalid("Bucket", exportTo(set, revision, asset, "longshore-assets", "k"));
    for (String pattern : List.of("static", "../${Asset.Name}", "${Asset.Names}/${Asset.Id}")) {
      invalid("KeyPattern", byPattern(set, revision, pattern));
    }
    invalid(
        "AssetSources",
        importing(
            set, revision, IntStream.range(0, 101).mapToObj(i -> "k" + i).toArray(String[]::new)));
    invalid(
        "Details",
        job(
            Type.IMPORT_ASSETS_FROM_S3,
            d ->
                d.exportAssetToSignedUrl(
                    e -> e.dataSetId(set).revisionId(revision).assetId(asset))));
    invalid(
        "KmsKeyArn",
        job(
            Type.EXPORT_REVISIONS_TO_S3,
            d ->
                d.exportRevisionsToS3(
                    e ->
                        e.dataSetId(set)
                            .revisionDestinations(to -> to.bucket("dx-out").revisionId(revision))
                            .encryption(with -> with.type("aws:kms")))));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> client.createJob(exportTo(set, revision, NOBODY, "dx-out", "k")));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> client.createJob(importing(set, NOBODY, "fine")));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> stranger.createJob(importing(set, revision, "fine")));
    String shares = dataSet(client, REDSHIFT_DATA_SHARE).id();
    String other = revision(client, shares);
    invalid("Type", importing(shares, other, "fine"));
  }

  @Test
  void assets_that_name_something_elsewhere_are_kept_with_their_details() throws Exception {
    String share = "arn:aws:redshift:us-east-1:111122223333:datashare:" + UUID + "/sales";
    AssetEntry redshift =
        registered(REDSHIFT_DATA_SHARE, (set, revision) -> sharing(set, revision, share));
    assertThat(redshift.assetDetails().redshiftDataShareAsset().arn()).isEqualTo(share);

    AssetEntry access =
        registered(S3_DATA_ACCESS, (set, revision) -> accessing(set, revision, "prefix/"));
    assertThat(access.assetDetails().s3DataAccessAsset().bucket()).isEqualTo("dx-in");
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
  void an_api_comes_with_its_specification_or_not_at_all() throws Exception {
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
    assertThat(
            http.send(
                    HttpRequest.newBuilder(URI.create(api.apiSpecificationDownloadUrl())).build(),
                    BodyHandlers.ofByteArray())
                .body())
        .isEqualTo(specification);
    assertThat(
            failed(run(call(client.createJob(api(set, revision, md5(specification), "prod"))).id()))
                .code())
        .isEqualTo(Code.VALIDATION_EXCEPTION);
    invalid("Stage", api(set, revision, md5(specification), "no stage"));
  }

  private static final String UUID = "86b5169f-01dc-4a6f-9fbb-e2e24359e9a8";

  /** Makes a job for a data set and its revision. */
  private interface JobOf {
    CreateJobRequest job(String set, String revision);
  }

  private static AssetEntry registered(AssetType type, JobOf make) {
    String set = dataSet(client, type).id();
    String revision = revision(client, set);
    GetJobResponse done = run(call(client.createJob(make.job(set, revision))).id());
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
                                from.bucket("dx-in")
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

  private static CreateJobRequest importing(String set, String revision, String... keys) {
    return job(
        Type.IMPORT_ASSETS_FROM_S3,
        d ->
            d.importAssetsFromS3(
                i ->
                    i.dataSetId(set)
                        .revisionId(revision)
                        .assetSources(
                            List.of(keys).stream()
                                .map(
                                    key ->
                                        AssetSourceEntry.builder().bucket("dx-in").key(key).build())
                                .toList())));
  }

  private static CreateJobRequest uploading(String set, String revision, String md5) {
    return job(
        Type.IMPORT_ASSET_FROM_SIGNED_URL,
        d ->
            d.importAssetFromSignedUrl(
                i -> i.dataSetId(set).revisionId(revision).assetName("upload.bin").md5Hash(md5)));
  }

  private static CreateJobRequest exportTo(
      String set, String revision, String asset, String bucket, String key) {
    return job(
        Type.EXPORT_ASSETS_TO_S3,
        d ->
            d.exportAssetsToS3(
                e ->
                    e.dataSetId(set)
                        .revisionId(revision)
                        .assetDestinations(a -> a.assetId(asset).bucket(bucket).key(key))));
  }

  private static CreateJobRequest byPattern(String set, String revision, String pattern) {
    return job(
        Type.EXPORT_REVISIONS_TO_S3,
        d ->
            d.exportRevisionsToS3(
                e ->
                    e.dataSetId(set)
                        .revisionDestinations(
                            to -> to.bucket("dx-out").revisionId(revision).keyPattern(pattern))));
  }

  private static String exportByPattern(String set, String revision, String pattern) {
    return call(client.createJob(byPattern(set, revision, pattern))).id();
  }

  private static String exportByUrl(String set, String revision, String asset) {
    return call(client.createJob(
            job(
                Type.EXPORT_ASSET_TO_SIGNED_URL,
                d ->
                    d.exportAssetToSignedUrl(
                        e -> e.dataSetId(set).revisionId(revision).assetId(asset)))))
        .id();
  }

  private static CreateJobRequest job(Type type, Consumer<RequestDetails.Builder> details) {
    return CreateJobRequest.builder().type(type).details(details).build();
  }

  private static void invalid(String member, CreateJobRequest request) {
    assertThat(
            refused(ValidationException.class, 400, () -> client.createJob(request)).getMessage())
        .contains(member);
  }

  /** A new revision of that data set with assets of those names, ten bytes each. */
  private static String imported(String set, String... names) {
    String revision = revision(client, set);
    for (String name : names) {
      objects.put("dx-in", name, bytes(10), "text/plain", Map.of());
    }
    assertThat(run(call(client.createJob(importing(set, revision, names))).id()).state())
        .isEqualTo(State.COMPLETED);
    return revision;
  }

  private static GetJobResponse run(String job) {
    return DataExchangeWalk.run(client, job);
  }

  private static JobError failed(GetJobResponse job) {
    assertThat(job.state()).isEqualTo(State.ERROR);
    assertThat(job.errors()).hasSize(1);
    assertThat(job.errors().get(0).message()).isNotBlank();
    return job.errors().get(0);
  }

  private static List<AssetEntry> assets(String set, String revision) {
    return call(client.listRevisionAssets(r -> r.dataSetId(set).revisionId(revision))).assets();
  }

  private static HttpResponse<String> upload(String url, byte[] bytes, String md5)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-MD5", md5)
            .PUT(BodyPublishers.ofByteArray(bytes))
            .build(),
        BodyHandlers.ofString());
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }

  private static String md5(byte[] bytes) throws NoSuchAlgorithmException {
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
  }
}
