package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.dataSet;
import static io.longshore.conformance.DataExchangeCalls.published;
import static io.longshore.conformance.DataExchangeRequests.onPublication;
import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.S3_SNAPSHOT;

import io.longshore.config.S3Config;
import io.longshore.fixture.EventReceiver;
import io.longshore.fixture.EventSchemas;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.CreateDataGrantResponse;
import software.amazon.awssdk.services.dataexchange.model.NotificationType;

/** What a receiver is told of calls by unmodified SDKs, against the published schemas. */
class EventsIT {

  private static final String PROVIDER = "210000000001";
  private static final String SUBSCRIBER = "210000000002";
  private static final String BUCKET = "events-it";

  @TempDir static Path temp;
  private static EventReceiver receiver;
  private static Installation server;
  private static DataExchangeAsyncClient provider;
  private static DataExchangeAsyncClient subscriber;

  @BeforeAll
  static void start() {
    receiver = EventReceiver.start(event -> 200);
    server = Installation.start(temp, Map.of("events.targets", receiver.targets()));
    provider = DataExchangeCalls.client(PROVIDER, server.uri());
    subscriber = DataExchangeCalls.client(SUBSCRIBER, server.uri());
    try (S3Objects mine = new S3Objects(S3Config.defaults().at(server.uri(), PROVIDER, "test"));
        S3Objects theirs =
            new S3Objects(S3Config.defaults().at(server.uri(), SUBSCRIBER, "test"))) {
      mine.createBucket(BUCKET);
      mine.put(BUCKET, "file", "hello".getBytes(StandardCharsets.UTF_8));
      theirs.createBucket(BUCKET + "-out");
    }
  }

  @AfterAll
  static void stop() {
    provider.close();
    subscriber.close();
    server.close();
    receiver.close();
  }

  @Test
  void what_happens_to_a_data_set_is_told_to_those_who_see_it_in_the_words_of_aws() {
    String set = dataSet(provider, S3_SNAPSHOT).id();
    CreateDataGrantResponse grant =
        call(
            provider.createDataGrant(
                r ->
                    r.name("for you")
                        .grantDistributionScope("NONE")
                        .receiverPrincipal(SUBSCRIBER)
                        .sourceDataSetId(set)));
    call(subscriber.acceptDataGrant(r -> r.dataGrantArn(grant.arn())));
    JsonObject accepted = told("Data Grant Accepted", PROVIDER);
    assertThat(accepted.getJsonObject("detail").getJsonObject("DataGrant").getString("Arn"))
        .isEqualTo(grant.arn());

    String seen = grant.dataSetId();
    call(subscriber.createEventAction(onPublication(seen, BUCKET + "-out", "${Asset.Name}")));
    String revision = published(provider, set, BUCKET, "file");
    JsonObject published = told("Revision Published To Data Set", SUBSCRIBER);
    assertThat(published.getJsonArray("resources")).containsExactly(seen);
    assertThat(published.getJsonObject("detail").getJsonArray("RevisionIds"))
        .containsExactly(revision);
    receiver.await(
        "Revision Published To Data Set",
        event ->
            event.getString("account").equals(PROVIDER)
                && event.getJsonArray("resources").contains(set));
    JsonObject exported = told("Auto-export Job Completed", SUBSCRIBER).getJsonObject("detail");
    assertThat(exported.getJsonArray("DataSetIds")).containsExactly(seen);

    call(
        provider.sendDataSetNotification(
            r ->
                r.dataSetId(set)
                    .type(NotificationType.DATA_UPDATE)
                    .comment("new prices")
                    .details(d -> d.dataUpdate(u -> u.dataUpdatedAt(Instant.EPOCH)))));
    assertThat(
            told("Data Updated in Data Set", SUBSCRIBER)
                .getJsonObject("detail")
                .getJsonObject("Notification")
                .getString("Comment"))
        .isEqualTo("new prices");

    call(
        provider.revokeRevision(
            r -> r.dataSetId(set).revisionId(revision).revocationComment("wrong prices")));
    JsonObject revoked = told("Revision Revoked", SUBSCRIBER).getJsonObject("detail");
    assertThat(revoked.getString("RevocationComment")).isEqualTo("wrong prices");
    call(provider.deleteDataGrant(r -> r.dataGrantId(grant.id())));
    assertThat(told("Data Grant Revoked", SUBSCRIBER).getJsonArray("resources"))
        .containsExactly("arn:aws:dataexchange:us-east-1::data-sets/" + seen);
  }

  @Test
  void every_status_of_a_job_arrives_in_its_order_and_the_last_one_has_its_counts() {
    String set = dataSet(provider, S3_SNAPSHOT).id();
    published(provider, set, BUCKET, "file");
    String job =
        Sql.run(
                server.database(),
                "SELECT replace(id::text, '-', '') FROM job WHERE type = 'dataexchange.import'"
                    + " AND finished_at IS NOT NULL ORDER BY created_at DESC LIMIT 1")
            .get(0);
    Predicate<JsonObject> own =
        event -> job.equals(event.getJsonObject("detail").getString("jobId"));
    JsonObject end =
        receiver.await(
            "Longshore Job State Change",
            event -> own.test(event) && event.getJsonObject("detail").getBoolean("final"));
    assertThat(end.getJsonObject("detail").getString("status")).isEqualTo("COMPLETED");
    assertThat(end.getString("account")).isEqualTo(PROVIDER);
    List<String> recorded =
        Sql.run(
            server.database(),
            "SELECT word FROM job_event WHERE kind = 'STATUS' AND job = '%s' ORDER BY seq"
                .formatted(job));
    assertThat(receiver.taken().stream().filter(own))
        .extracting(event -> event.getJsonObject("detail").getString("status"))
        .isEqualTo(recorded);
    receiver.taken().forEach(EventSchemas::check);
    assertThat(receiver.wrong()).isEmpty();
  }

  @Test
  void a_pattern_that_is_not_valid_stops_the_start_with_words() {
    String targets =
        receiver.targets().replace("\"allowPrivate\"", "\"pattern\": \"{}\", \"allowPrivate\"");
    assertThatThrownBy(
            () -> Installation.start(temp.resolve("other"), Map.of("events.targets", targets)))
        .hasMessageContaining("events.targets: it: the pattern is not valid");
  }

  private static JsonObject told(String detailType, String account) {
    JsonObject event =
        receiver.await(detailType, found -> found.getString("account").equals(account));
    assertThat(event.getString("source")).isEqualTo("aws.dataexchange");
    EventSchemas.check(event);
    return event;
  }
}
