package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.dataSet;
import static io.longshore.conformance.DataExchangeCalls.revision;
import static io.longshore.conformance.DataExchangeRequests.onPublication;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.S3_SNAPSHOT;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dataexchange.model.Action;
import software.amazon.awssdk.services.dataexchange.model.CreateEventActionResponse;
import software.amazon.awssdk.services.dataexchange.model.EventActionEntry;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.JobEntry;
import software.amazon.awssdk.services.dataexchange.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dataexchange.model.ServiceLimitExceededException;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;

/** Event actions and notifications with the AWS SDK for Java. */
class DataExchangeEventsIT extends DataExchangeSdkFixture {

  @BeforeAll
  static void start() {
    objects.put(IN, "file", bytes(10));
  }

  @Test
  void a_published_revision_is_exported_by_itself_once() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    CreateEventActionResponse action = call(event(set, "auto/${Revision.Id}/${Asset.Name}"));
    String revision = DataExchangeCalls.published(client, set, IN, "file");
    List<JobEntry> started = exports(set);
    assertThat(started).hasSize(1);
    GetJobResponse job = DataExchangeCalls.ended(client, started.get(0).id());
    assertThat(job.state()).isEqualTo(State.COMPLETED);
    assertThat(job.details().exportRevisionsToS3().eventActionArn()).isEqualTo(action.arn());
    assertThat(objects.keys(OUT)).contains("auto/" + revision + "/file");

    call(client.updateRevision(r -> r.dataSetId(set).revisionId(revision).finalized(false)));
    call(client.updateRevision(r -> r.dataSetId(set).revisionId(revision).finalized(true)));
    assertThat(exports(set)).hasSize(1);
  }

  @Test
  void event_actions_are_shown_listed_changed_and_deleted() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    CreateEventActionResponse made = call(event(set, null));
    assertThat(pattern(call(client.getEventAction(r -> r.eventActionId(made.id()))).action()))
        .isEqualTo("${Revision.CreatedAt}/${Asset.Name}");
    assertThat(
            pattern(
                call(client.updateEventAction(
                        r ->
                            r.eventActionId(made.id())
                                .action(
                                    a ->
                                        a.exportRevisionToS3(
                                            e ->
                                                e.revisionDestination(
                                                    d ->
                                                        d.bucket(OUT).keyPattern("${Asset.Id}"))))))
                    .action()))
        .isEqualTo("${Asset.Id}");
    assertThat(call(client.listEventActions(r -> r.eventSourceId(set))).eventActions())
        .extracting(EventActionEntry::id)
        .containsExactly(made.id());
    refused(
        ResourceNotFoundException.class,
        404,
        () -> otherAccount.getEventAction(r -> r.eventActionId(made.id())));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> otherAccount.deleteEventAction(r -> r.eventActionId(made.id())));
    ValidationException unreachable =
        refused(ValidationException.class, 400, () -> event(set, "dx-nowhere", "${Asset.Id}"));
    assertThat(unreachable.exceptionCauseAsString()).isEqualTo("S3AccessDenied");
    refused(ValidationException.class, 400, () -> event(set, "static"));
    for (int i = 1; i < 5; i++) {
      call(event(set, null));
    }
    assertThat(
            refused(ServiceLimitExceededException.class, 402, () -> event(set, null))
                .limitNameAsString())
        .isEqualTo("Auto export event actions per data set");
    call(client.deleteEventAction(r -> r.eventActionId(made.id())));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> client.getEventAction(r -> r.eventActionId(made.id())));
    call(event(set, null));
  }

  @Test
  void notifications_are_accepted_if_their_details_match_their_type() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    call(
        client.sendDataSetNotification(
            r -> r.dataSetId(set).type("DATA_UPDATE").comment("new").clientToken("once")));
    call(
        client.sendDataSetNotification(
            r ->
                r.dataSetId(set)
                    .type("DEPRECATION")
                    .details(d -> d.deprecation(w -> w.deprecationAt(Instant.now())))));
    refused(
        ValidationException.class,
        400,
        () -> client.sendDataSetNotification(r -> r.dataSetId(set).type("DEPRECATION")));
    refused(
        ValidationException.class,
        400,
        () ->
            client.sendDataSetNotification(
                r ->
                    r.dataSetId(set)
                        .type("DATA_DELAY")
                        .details(d -> d.deprecation(w -> w.deprecationAt(Instant.now())))));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> otherAccount.sendDataSetNotification(r -> r.dataSetId(set).type("DATA_DELAY")));
  }

  private static String pattern(Action action) {
    return action.exportRevisionToS3().revisionDestination().keyPattern();
  }

  private static List<JobEntry> exports(String set) {
    return call(client.listJobs(r -> r.dataSetId(set))).jobs().stream()
        .filter(job -> job.type() == Type.EXPORT_REVISIONS_TO_S3)
        .toList();
  }

  private static CompletableFuture<CreateEventActionResponse> event(String set, String pattern) {
    return event(set, OUT, pattern);
  }

  private static CompletableFuture<CreateEventActionResponse> event(
      String set, String bucket, String pattern) {
    return client.createEventAction(onPublication(set, bucket, pattern));
  }
}
