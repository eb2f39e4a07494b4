package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.dataSet;
import static io.longshore.conformance.DataExchangeCalls.revision;
import static io.longshore.conformance.DataExchangeCalls.run;
import static io.longshore.conformance.DataExchangeRequests.byPattern;
import static io.longshore.conformance.DataExchangeRequests.exportToUrl;
import static io.longshore.conformance.DataExchangeRequests.exporting;
import static io.longshore.conformance.DataExchangeRequests.onPublication;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.S3_SNAPSHOT;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AcceptanceStateFilterValue;
import software.amazon.awssdk.services.dataexchange.model.Code;
import software.amazon.awssdk.services.dataexchange.model.ConflictException;
import software.amazon.awssdk.services.dataexchange.model.CreateDataGrantResponse;
import software.amazon.awssdk.services.dataexchange.model.CreateJobRequest;
import software.amazon.awssdk.services.dataexchange.model.DataExchangeException;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.JobEntry;
import software.amazon.awssdk.services.dataexchange.model.JobError;
import software.amazon.awssdk.services.dataexchange.model.JobErrorResourceTypes;
import software.amazon.awssdk.services.dataexchange.model.ReceivedDataGrantSummariesEntry;
import software.amazon.awssdk.services.dataexchange.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dataexchange.model.RevisionEntry;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;

/** A provider and a subscriber: access until a revision is revoked or the grant ends. */
class DataExchangeGrantIT {

  private static final String WHY = "It had another customer's prices in it.";

  private static DataExchangeAsyncClient provider;
  private static DataExchangeAsyncClient subscriber;
  private static S3Objects objects;

  @BeforeAll
  static void start() {
    provider = DataExchangeCalls.client("210000000001");
    subscriber = DataExchangeCalls.client("210000000002");
    try (S3Objects providersObjects = new S3Objects(Installation.shared().s3("210000000001"))) {
      providersObjects.createBucket("dx-grant-in");
      providersObjects.put("dx-grant-in", "file", "hello".getBytes(StandardCharsets.UTF_8));
    }
    objects = new S3Objects(Installation.shared().s3("210000000002"));
    objects.createBucket("dx-grant-out");
  }

  @AfterAll
  static void stop() {
    provider.close();
    subscriber.close();
    objects.close();
  }

  @Test
  void a_subscriber_exports_by_every_job_type_until_the_provider_revokes_the_revision()
      throws Exception {
    String set = dataSet(provider, S3_SNAPSHOT).id();
    String bad = published(set);
    String good = published(set);
    String seen = accepted(set, null).orElseThrow().dataSetId();
    String asset = asset(seen, good);
    String late = exportJob(seen, bad, "late/");

    call(provider.revokeRevision(r -> r.dataSetId(set).revisionId(bad).revocationComment(WHY)));

    List<RevisionEntry> revisions =
        call(subscriber.listDataSetRevisions(r -> r.dataSetId(seen))).revisions();
    assertThat(revisions).extracting(RevisionEntry::id).containsExactly(good, bad);
    assertThat(revisions).extracting(RevisionEntry::revoked).containsExactly(false, true);
    assertThat(revisions.get(1).revocationComment()).isEqualTo(WHY);
    refused(
        ResourceNotFoundException.class,
        404,
        () -> subscriber.listRevisionAssets(r -> r.dataSetId(seen).revisionId(bad)));
    refused(ConflictException.class, 409, () -> subscriber.createJob(all(seen, bad, "")));
    JobError denied = run(subscriber, late).errors().get(0);
    assertThat(denied.code()).isEqualTo(Code.ACCESS_DENIED_EXCEPTION);
    assertThat(denied.resourceType()).isEqualTo(JobErrorResourceTypes.REVISION);
    assertThat(denied.resourceId()).isEqualTo(bad);
    assertThat(objects.keys("dx-grant-out")).noneMatch(key -> key.startsWith("late/"));

    assertThat(run(subscriber, exportJob(seen, good, "good/")).state()).isEqualTo(State.COMPLETED);
    assertThat(run(subscriber, exporting(seen, good, asset, "dx-grant-out", "one")).state())
        .isEqualTo(State.COMPLETED);
    assertThat(objects.keys("dx-grant-out")).contains("good/file", "one");
    assertThat(got(run(subscriber, exportToUrl(seen, good, asset)))).isEqualTo("hello");
  }

  @Test
  void a_subscribers_event_action_exports_what_the_provider_publishes() {
    String set = dataSet(provider, S3_SNAPSHOT).id();
    published(set);
    String seen = accepted(set, null).orElseThrow().dataSetId();
    call(
        subscriber.createEventAction(
            onPublication(seen, "dx-grant-out", "auto/${Revision.Id}/${Asset.Name}")));

    String revision = published(set);

    List<JobEntry> jobs = call(subscriber.listJobs(r -> r.dataSetId(seen))).jobs();
    assertThat(jobs).hasSize(1);
    assertThat(DataExchangeCalls.ended(subscriber, jobs.get(0).id()).state())
        .isEqualTo(State.COMPLETED);
    assertThat(objects.keys("dx-grant-out")).contains("auto/" + revision + "/file");
    assertThat(call(provider.listJobs(r -> r.dataSetId(set))).jobs())
        .noneMatch(job -> job.type() == Type.EXPORT_REVISIONS_TO_S3);
  }

  @Test
  void a_grant_ends_at_its_time_for_reads_and_exports() {
    String set = dataSet(provider, S3_SNAPSHOT).id();
    String revision = published(set);
    CreateDataGrantResponse pending = call(grant(set, Instant.now().plusSeconds(2)));
    CreateDataGrantResponse grant = brief(set);
    String seen = grant.dataSetId();
    String late = exportJob(seen, revision, "ended/");

    call(gone(seen));

    refused(
        ResourceNotFoundException.class,
        404,
        () -> subscriber.getRevision(r -> r.dataSetId(seen).revisionId(revision)));
    JobError denied = run(subscriber, late).errors().get(0);
    assertThat(denied.code()).isEqualTo(Code.RESOURCE_NOT_FOUND_EXCEPTION);
    assertThat(denied.resourceId()).isEqualTo(seen);
    assertThat(objects.keys("dx-grant-out")).noneMatch(key -> key.startsWith("ended/"));
    refused(
        ConflictException.class,
        409,
        () -> subscriber.acceptDataGrant(r -> r.dataGrantArn(pending.arn())));
    assertThat(
            call(subscriber.listReceivedDataGrants(
                    r -> r.acceptanceState(AcceptanceStateFilterValue.ACCEPTED)))
                .dataGrantSummaries())
        .extracting(ReceivedDataGrantSummariesEntry::id)
        .contains(grant.id());
    call(provider.updateRevision(r -> r.dataSetId(set).revisionId(revision).finalized(false)));
  }

  /** An accepted grant that ends soon. */
  private static CreateDataGrantResponse brief(String set) {
    Optional<CreateDataGrantResponse> accepted = Optional.empty();
    for (int seconds = 4; accepted.isEmpty(); seconds *= 2) {
      accepted = accepted(set, Instant.now().plusSeconds(seconds));
    }
    return accepted.get();
  }

  /** Empty if the grant ended before it could be accepted and read. */
  private static Optional<CreateDataGrantResponse> accepted(String set, Instant end) {
    CreateDataGrantResponse grant = call(grant(set, end));
    try {
      call(subscriber.acceptDataGrant(r -> r.dataGrantArn(grant.arn())));
      call(subscriber.getDataSet(r -> r.dataSetId(grant.dataSetId())));
      return Optional.of(grant);
    } catch (DataExchangeException ended) {
      assertThat(end).isNotNull();
      assertThat(Instant.now()).isAfter(end);
      return Optional.empty();
    }
  }

  private static CompletableFuture<Boolean> gone(String seen) {
    return subscriber
        .getDataSet(r -> r.dataSetId(seen))
        .handle((still, end) -> end != null)
        .thenCompose(
            gone ->
                gone
                    ? CompletableFuture.completedFuture(true)
                    : CompletableFuture.supplyAsync(
                            () -> seen,
                            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS))
                        .thenCompose(DataExchangeGrantIT::gone));
  }

  private static CompletableFuture<CreateDataGrantResponse> grant(String set, Instant end) {
    return provider.createDataGrant(
        r ->
            r.name("prices")
                .grantDistributionScope("NONE")
                .receiverPrincipal("210000000002")
                .sourceDataSetId(set)
                .endsAt(end));
  }

  private static String published(String set) {
    return DataExchangeCalls.published(provider, set, "dx-grant-in", "file");
  }

  private static String asset(String set, String revision) {
    return DataExchangeCalls.assets(subscriber, set, revision).get(0).id();
  }

  private static String exportJob(String set, String revision, String prefix) {
    return created(all(set, revision, prefix));
  }

  private static CreateJobRequest all(String set, String revision, String prefix) {
    return byPattern(set, revision, "dx-grant-out", prefix + "${Asset.Name}");
  }

  private static String created(CreateJobRequest job) {
    return call(subscriber.createJob(job)).id();
  }

  private static String got(GetJobResponse urlExport) throws Exception {
    URI url = URI.create(urlExport.details().exportAssetToSignedUrl().signedUrl());
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
        .body();
  }
}
