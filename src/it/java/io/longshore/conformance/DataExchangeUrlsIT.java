package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.dataSet;
import static io.longshore.conformance.DataExchangeCalls.revision;
import static io.longshore.conformance.DataExchangeRequests.exportToUrl;
import static io.longshore.conformance.DataExchangeRequests.exporting;
import static io.longshore.conformance.DataExchangeRequests.job;
import static io.longshore.conformance.DataExchangeRequests.uploading;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.REDSHIFT_DATA_SHARE;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.S3_SNAPSHOT;

import io.longshore.fixture.Installation;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.Code;
import software.amazon.awssdk.services.dataexchange.model.CreateJobResponse;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.JobError;
import software.amazon.awssdk.services.dataexchange.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;

/** Imports and exports of files by signed URLs, and jobs that are refused when they are created. */
class DataExchangeUrlsIT extends DataExchangeSdkFixture {

  @Test
  void a_file_is_imported_and_exported_by_signed_urls() throws Exception {
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

    GetJobResponse urlExport = run(exportToUrl(set, revision, asset.id()));
    assertThat(urlExport.state()).isEqualTo(State.COMPLETED);
    String url = urlExport.details().exportAssetToSignedUrl().signedUrl();
    assertThat(urlExport.details().exportAssetToSignedUrl().signedUrlExpiresAt())
        .isAfter(urlExport.createdAt());
    assertThat(download(url)).isEqualTo(file);
  }

  @Test
  void a_missing_or_different_upload_creates_no_asset() throws Exception {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = revision(client, set);
    JobError nothing = failed(run(uploading(set, revision, md5(bytes(5)))));
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
  void invalid_jobs_are_refused_when_they_are_created() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = imported(set, "fine");
    String asset = assets(set, revision).get(0).id();
    for (String key :
        List.of("../x", "a/../b", "..", "/x", "a/./b", "line\nfeed", "k".repeat(1025), "")) {
      invalid("AssetSources", importing(set, revision, key));
      invalid("AssetDestinations", exporting(set, revision, asset, OUT, key));
    }
    invalid("Bucket", exporting(set, revision, asset, "No_Bucket", "k"));
    invalid("Bucket", exporting(set, revision, asset, "longshore-assets", "k"));
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
                            .revisionDestinations(to -> to.bucket(OUT).revisionId(revision))
                            .encryption(with -> with.type("aws:kms")))));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> client.createJob(exporting(set, revision, NOBODY, OUT, "k")));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> client.createJob(importing(set, NOBODY, "fine")));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> otherAccount.createJob(importing(set, revision, "fine")));
    String shares = dataSet(client, REDSHIFT_DATA_SHARE).id();
    String other = revision(client, shares);
    invalid("Type", importing(shares, other, "fine"));
  }
}
