package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.dataSet;
import static io.longshore.conformance.DataExchangeCalls.revision;
import static io.longshore.conformance.DataExchangeRequests.byPattern;
import static io.longshore.conformance.DataExchangeRequests.importing;
import static io.longshore.conformance.DataExchangeRequests.onPublication;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.S3_SNAPSHOT;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AcceptanceStateFilterValue;
import software.amazon.awssdk.services.dataexchange.model.AccessDeniedException;
import software.amazon.awssdk.services.dataexchange.model.ConflictException;
import software.amazon.awssdk.services.dataexchange.model.CreateDataGrantResponse;
import software.amazon.awssdk.services.dataexchange.model.CreateJobResponse;
import software.amazon.awssdk.services.dataexchange.model.DataExchangeException;
import software.amazon.awssdk.services.dataexchange.model.DataGrantAcceptanceState;
import software.amazon.awssdk.services.dataexchange.model.DataGrantSummaryEntry;
import software.amazon.awssdk.services.dataexchange.model.DataSetEntry;
import software.amazon.awssdk.services.dataexchange.model.GetDataSetResponse;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.Origin;
import software.amazon.awssdk.services.dataexchange.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dataexchange.model.RevisionEntry;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;

/** A provider and a subscriber: which resources a data grant shows, and to whom. */
class DataExchangeSharingIT {

  private static final String RECEIVER = "444455556666";
  private static final String NOBODY = "0123456789abcdef0123456789abcdef";
  private static DataExchangeAsyncClient provider;
  private static DataExchangeAsyncClient subscriber;
  private static S3Objects objects;

  @BeforeAll
  static void start() {
    provider = DataExchangeCalls.client("111122223333");
    subscriber = DataExchangeCalls.client(RECEIVER);
    try (S3Objects providersObjects = new S3Objects(Installation.shared().s3("111122223333"))) {
      providersObjects.createBucket("dx-source");
      providersObjects.put(
          "dx-source", "file", "hello".getBytes(StandardCharsets.UTF_8), "text/plain", Map.of());
    }
    objects = new S3Objects(Installation.shared().s3(RECEIVER));
    objects.createBucket("dx-shared");
  }

  @AfterAll
  static void stop() {
    provider.close();
    subscriber.close();
    objects.close();
  }

  @Test
  void a_subscriber_reads_and_exports_granted_data_and_cannot_change_it() {
    String set = dataSet(provider, S3_SNAPSHOT).id();
    String published = published(set);
    String open = revision(provider, set);
    CreateDataGrantResponse grant = granted(set, null);
    assertThat(grant.dataSetId()).isNotEqualTo(set);
    assertThat(grant.acceptanceState())
        .isEqualTo(DataGrantAcceptanceState.PENDING_RECEIVER_ACCEPTANCE);
    assertThat(grant.tags()).containsEntry("k", "v");
    refused(
        ResourceNotFoundException.class,
        404,
        () -> subscriber.getDataSet(r -> r.dataSetId(grant.dataSetId())));
    assertThat(call(subscriber.getReceivedDataGrant(r -> r.dataGrantArn(grant.arn()))).name())
        .isEqualTo("prices");
    refused(
        ResourceNotFoundException.class,
        404,
        () -> provider.acceptDataGrant(r -> r.dataGrantArn(grant.arn())));

    assertThat(call(subscriber.acceptDataGrant(r -> r.dataGrantArn(grant.arn()))).acceptedAt())
        .isNotNull();
    refused(
        ConflictException.class,
        409,
        () -> subscriber.acceptDataGrant(r -> r.dataGrantArn(grant.arn())));
    String seen = grant.dataSetId();
    GetDataSetResponse shared = call(subscriber.getDataSet(r -> r.dataSetId(seen)));
    assertThat(shared.origin()).isEqualTo(Origin.ENTITLED);
    assertThat(shared.originDetails().dataGrantId()).isEqualTo(grant.id());
    assertThat(shared.arn()).isEqualTo("arn:aws:dataexchange:us-east-1::data-sets/" + seen);
    assertThat(call(subscriber.listDataSets(r -> r.origin("ENTITLED"))).dataSets())
        .extracting(DataSetEntry::id)
        .contains(seen);
    assertThat(call(subscriber.listDataSetRevisions(r -> r.dataSetId(seen))).revisions())
        .extracting(RevisionEntry::id)
        .containsExactly(published)
        .doesNotContain(open);
    subscribersCannotChange(seen, published);

    GetJobResponse exported = exported(seen, published);
    assertThat(exported.state()).isEqualTo(State.COMPLETED);
    assertThat(objects.bytes("dx-shared", "file"))
        .isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    refused(
        ConflictException.class,
        409,
        () ->
            provider.updateRevision(r -> r.dataSetId(set).revisionId(published).finalized(false)));
    refused(ConflictException.class, 409, () -> provider.deleteDataSet(r -> r.dataSetId(set)));

    CreateJobResponse late = exportJob(seen, published);
    call(provider.deleteDataGrant(r -> r.dataGrantId(grant.arn())));
    refused(
        ResourceNotFoundException.class, 404, () -> subscriber.getDataSet(r -> r.dataSetId(seen)));
    GetJobResponse denied = DataExchangeCalls.run(subscriber, late.id());
    assertThat(denied.state()).isEqualTo(State.ERROR);
    assertThat(denied.errors().get(0).resourceId()).isEqualTo(seen);
  }

  private static void subscribersCannotChange(String seen, String revision) {
    for (CompletableFuture<?> change :
        List.<CompletableFuture<?>>of(
            subscriber.updateDataSet(r -> r.dataSetId(seen).name("mine")),
            subscriber.deleteDataSet(r -> r.dataSetId(seen)),
            subscriber.createRevision(r -> r.dataSetId(seen)),
            subscriber.updateRevision(r -> r.dataSetId(seen).revisionId(revision).comment("c")),
            subscriber.deleteRevision(r -> r.dataSetId(seen).revisionId(revision)),
            subscriber.sendDataSetNotification(r -> r.dataSetId(seen).type("DATA_DELAY")),
            subscriber.createJob(importing(seen, revision, "dx-source", "file")))) {
      refused(AccessDeniedException.class, 403, () -> change);
    }
  }

  @Test
  void grants_are_listed_to_both_sides_end_and_are_gone_when_deleted() {
    String set = dataSet(provider, S3_SNAPSHOT).id();
    published(set);
    CreateDataGrantResponse grant = granted(set, Instant.now().plusSeconds(3600));
    assertThat(call(provider.getDataGrant(r -> r.dataGrantId(grant.id()))).sourceDataSetId())
        .isEqualTo(set);
    assertThat(call(provider.listDataGrants(r -> {})).dataGrantSummaries())
        .extracting(DataGrantSummaryEntry::id)
        .contains(grant.id());
    assertThat(
            call(subscriber.listReceivedDataGrants(
                    r -> r.acceptanceState(AcceptanceStateFilterValue.PENDING_RECEIVER_ACCEPTANCE)))
                .dataGrantSummaries())
        .anyMatch(entry -> entry.id().equals(grant.id()));
    assertThat(
            call(subscriber.listReceivedDataGrants(
                    r -> r.acceptanceState(AcceptanceStateFilterValue.ACCEPTED)))
                .dataGrantSummaries())
        .noneMatch(entry -> entry.id().equals(grant.id()));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> subscriber.getDataGrant(r -> r.dataGrantId(grant.id())));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> subscriber.deleteDataGrant(r -> r.dataGrantId(grant.id())));
    refused(ValidationException.class, 400, () -> grant(set, Instant.now().minusSeconds(5)));
    refused(ResourceNotFoundException.class, 404, () -> grant(NOBODY, null));
    call(provider.deleteDataGrant(r -> r.dataGrantId(grant.id())));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> subscriber.getReceivedDataGrant(r -> r.dataGrantArn(grant.arn())));
  }

  @Test
  void grants_and_event_actions_have_tags() {
    String set = dataSet(provider, S3_SNAPSHOT).id();
    for (String arn :
        List.of(
            granted(set, null).arn(),
            call(provider.createEventAction(onPublication(set, "dx-source", null))).arn())) {
      call(provider.tagResource(r -> r.resourceArn(arn).tags(Map.of("team", "red"))));
      assertThat(call(provider.listTagsForResource(r -> r.resourceArn(arn))).tags())
          .containsEntry("team", "red");
      refused(
          DataExchangeException.class,
          404,
          () -> subscriber.listTagsForResource(r -> r.resourceArn(arn)));
    }
  }

  private static CreateDataGrantResponse granted(String set, Instant end) {
    return call(grant(set, end));
  }

  private static CompletableFuture<CreateDataGrantResponse> grant(String set, Instant end) {
    return provider.createDataGrant(
        r ->
            r.name("prices")
                .grantDistributionScope("NONE")
                .receiverPrincipal(RECEIVER)
                .sourceDataSetId(set)
                .endsAt(end)
                .tags(Map.of("k", "v")));
  }

  /** Creates a finalized revision with one asset. */
  private static String published(String set) {
    return DataExchangeCalls.published(provider, set, "dx-source", "file");
  }

  private static GetJobResponse exported(String set, String revision) {
    return DataExchangeCalls.run(subscriber, exportJob(set, revision).id());
  }

  private static CreateJobResponse exportJob(String set, String revision) {
    return call(subscriber.createJob(byPattern(set, revision, "dx-shared", null)));
  }
}
