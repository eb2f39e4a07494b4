package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.dataSet;
import static io.longshore.conformance.DataExchangeCalls.revision;
import static io.longshore.conformance.DataExchangeRequests.job;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.S3_SNAPSHOT;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.Code;
import software.amazon.awssdk.services.dataexchange.model.ConflictException;
import software.amazon.awssdk.services.dataexchange.model.CreateJobResponse;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.JobEntry;
import software.amazon.awssdk.services.dataexchange.model.JobError;
import software.amazon.awssdk.services.dataexchange.model.JobErrorResourceTypes;
import software.amazon.awssdk.services.dataexchange.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;

/** Imports from S3, exports to S3 and the states of a job, with the AWS SDK for Java. */
class DataExchangeJobsIT extends DataExchangeSdkFixture {

  @Test
  void objects_are_imported_and_exported_with_type_and_metadata() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = revision(client, set);
    objects.put(IN, "a/b ä.csv", bytes(70_000), "text/csv", Map.of("owner", "me"));
    objects.put(IN, "empty", new byte[0], "text/plain", Map.of());

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
            job(
                Type.EXPORT_ASSETS_TO_S3,
                d ->
                    d.exportAssetsToS3(
                        e ->
                            e.dataSetId(set)
                                .revisionId(revision)
                                .assetDestinations(
                                    a -> a.assetId(assets.get(1).id()).bucket(OUT),
                                    a ->
                                        a.assetId(assets.get(0).id())
                                            .bucket(OUT)
                                            .key("named %2e%2e/else")))));
    assertThat(exported.state()).isEqualTo(State.COMPLETED);
    assertThat(objects.bytes(OUT, "a/b ä.csv")).isEqualTo(bytes(70_000));
    assertThat(objects.contentType(OUT, "a/b ä.csv")).isEqualTo("text/csv");
    assertThat(objects.metadata(OUT, "a/b ä.csv")).containsEntry("owner", "me");
    assertThat(objects.bytes(OUT, "named %2e%2e/else")).isEmpty();
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
            byPattern(
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
      assertThat(objects.bytes(OUT, key)).isEqualTo(bytes(10));
    }
    GetJobResponse plain = run(byPattern(set, revision, null));
    assertThat(plain.state()).isEqualTo(State.COMPLETED);
    assertThat(plain.details().exportRevisionsToS3().revisionDestinations().get(0).keyPattern())
        .isEqualTo("${Asset.Name}");
    assertThat(objects.keys(OUT)).contains("one", "two");
  }

  @Test
  void assets_that_would_share_a_key_or_escape_the_bucket_end_the_export_in_error() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String twice = imported(set, "same", "same");
    JobError shared = failed(run(byPattern(set, twice, "x-${Asset.Name}")));
    assertThat(shared.code()).isEqualTo(Code.VALIDATION_EXCEPTION);
    assertThat(shared.resourceType()).isEqualTo(JobErrorResourceTypes.ASSET);
    assertThat(objects.keys(OUT)).doesNotContain("x-same");

    String revision = imported(set, "plain");
    String asset = assets(set, revision).get(0).id();
    call(
        client.updateAsset(
            r -> r.dataSetId(set).revisionId(revision).assetId(asset).name("../../escaped")));
    assertThat(failed(run(byPattern(set, revision, "out/${Asset.Name}"))).message()).contains("..");
    assertThat(objects.keys(OUT)).noneMatch(key -> key.contains("escaped"));
  }

  @Test
  void a_job_waits_starts_once_and_is_cancelled_only_while_it_waits() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = revision(client, set);
    objects.put(IN, "once", bytes(3), "text/plain", Map.of());
    String cancelled = call(client.createJob(importing(set, revision, "once"))).id();
    call(client.cancelJob(r -> r.jobId(cancelled)));
    assertThat(call(client.getJob(r -> r.jobId(cancelled))).state()).isEqualTo(State.CANCELLED);
    ConflictException conflict =
        refused(ConflictException.class, 409, () -> client.startJob(r -> r.jobId(cancelled)));
    assertThat(conflict.resourceTypeAsString()).isEqualTo("JOB");

    String job = call(client.createJob(importing(set, revision, "once"))).id();
    refused(ResourceNotFoundException.class, 404, () -> otherAccount.getJob(r -> r.jobId(job)));
    refused(ResourceNotFoundException.class, 404, () -> otherAccount.startJob(r -> r.jobId(job)));
    refused(ResourceNotFoundException.class, 404, () -> otherAccount.cancelJob(r -> r.jobId(job)));
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
    assertThat(call(otherAccount.listJobs(r -> r.dataSetId(set))).jobs()).isEmpty();
  }

  @Test
  void a_source_that_is_missing_fails_the_import_and_no_asset_appears() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = revision(client, set);
    objects.put(IN, "there", bytes(3), "text/plain", Map.of());

    JobError error = failed(run(importing(set, revision, "there", "gone")));

    assertThat(error.code()).isEqualTo(Code.RESOURCE_NOT_FOUND_EXCEPTION);
    assertThat(error.details().importAssetsFromS3JobErrorDetails().get(0).key()).isEqualTo("gone");
    assertThat(assets(set, revision)).isEmpty();
  }

  @Test
  void a_revision_that_is_finalized_during_an_import_gets_no_assets() {
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
}
