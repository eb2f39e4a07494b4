package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Installation;
import io.longshore.fixture.ManifestSchema;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.InvalidInputException;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/**
 * Exports of all services under a role that masks, beside one that does not: of 2,000 endpoints, or
 * of 100,000 with the profile operate.
 */
@Timeout(1200)
class MaskingIT extends RolesFixture {

  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=";
  private static final String MASKED = "arn:aws:iam::111122223333:role/partner";
  private static final String HALF = "arn:aws:iam::111122223333:role/half";

  private static final String TYPO = "arn:aws:iam::111122223333:role/typo";

  /** The words that begin the values that the mask drops, hashes or cuts. */
  private static final List<String> HIDDEN =
      List.of("addr-", "usr-", "city-", "make-", "secret-", "note-tail", "zip-", "uattr-", "itm-");

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  private JsonObject roles(String members) {
    JsonObject export = new JsonObject(members.replace('\'', '"').replace("KEY", KEY));
    JsonObject half = new JsonObject().put("drop", new JsonArray().add("personalize:EVENT_TYPE"));
    JsonObject typo = new JsonObject().put("drop", new JsonArray().add("personalize:EMAIL"));
    return roles()
        .put(TYPO, new JsonObject().put("allowed", OPEN).put("export", typo))
        .put(MASKED, new JsonObject().put("allowed", "s3://" + BUCKET).put("export", export))
        .put(HALF, new JsonObject().put("allowed", "s3://" + BUCKET).put("export", half))
        .put(
            "arn:aws:iam::111122223333:role/dataexchange",
            new JsonObject().put("allowed", OPEN).put("export", half));
  }

  private static final String RULES =
      "{'hash': ['Address', 'User.UserId', 'personalize:USER_ID', 'personalize:ITEM_ID'],"
          + " 'drop': ['Location', 'Demographic.Make', 'Attributes.secret', 'User.UserAttributes'],"
          + " 'truncate': {'Attributes.note': 5}, 'hashKey': 'KEY'}";

  @Test
  void no_hidden_value_leaves_and_equal_values_have_equal_hashes_in_all_services()
      throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try (Installation server = Installation.start(temp.resolve("data"), flags(roles(RULES)));
        S3Objects objects = new S3Objects(Backends.s3())) {
      MaskedEndpoints.put(objects, "in/", MaskedEndpoints.COUNT);
      MaskedEndpoints.putRefused(objects, "in/");
      PinpointAsyncClient pinpoint = client(PinpointAsyncClient.builder(), server);
      String app = app(pinpoint);
      ImportJobResponse in = importedJson(pinpoint, app, MASKED, "s3://" + BUCKET + "/in/");
      assertThat(in.jobStatus()).isEqualTo(JobStatus.COMPLETED);
      assertThat(in.totalFailures()).isEqualTo(1);
      assertThat(MaskedEndpoints.rejected(objects, "in/")).hasSize(1);
      assertThat(MaskedEndpoints.found(objects, "in/_", HIDDEN)).isEmpty();
      HIDDEN.forEach(word -> assertThat(in.toString()).doesNotContain(word));

      String masked = export(pinpoint, app, MASKED, OPEN + "masked/").join();
      String plain = export(pinpoint, app, OWN, OPEN + "plain/").join();
      assertThat(ended(pinpoint, app, masked).jobStatus()).isEqualTo(JobStatus.COMPLETED);
      assertThat(ended(pinpoint, app, plain).jobStatus()).isEqualTo(JobStatus.COMPLETED);

      assertThat(MaskedEndpoints.sent(MaskedEndpoints.lines(objects, "open/plain/")))
          .hasSize(MaskedEndpoints.COUNT)
          .isEqualTo(MaskedEndpoints.sent(MaskedEndpoints.expected()));
      assertThat(MaskedEndpoints.lines(objects, "open/masked/").count())
          .isEqualTo(MaskedEndpoints.COUNT);
      assertThat(MaskedEndpoints.found(objects, "open/masked/", HIDDEN)).isEmpty();
      Set<String> users = MaskedEndpoints.users(MaskedEndpoints.lines(objects, "open/masked/"));
      assertThat(users)
          .hasSize(MaskedEndpoints.COUNT / 2)
          .allMatch(user -> user.matches("[0-9a-f]{64}"))
          .contains(KeyedHash.of(KEY, "usr-0"));
      assertThat(MaskedEndpoints.lines(objects, "open/masked/"))
          .first()
          .extracting(line -> line.getJsonObject("Attributes").getJsonArray("note").getString(0))
          .isEqualTo("note-");
      manifest(objects, masked);
      personalize(server, objects, users);
      refusals(server, pinpoint, app);
      again(pinpoint, objects);
    } finally {
      root.detachAppender(log);
    }
    String logged =
        log.list.stream().map(ILoggingEvent::getFormattedMessage).collect(Collectors.joining("\n"));
    HIDDEN.forEach(word -> assertThat(logged).doesNotContain(word));
    assertThat(logged).doesNotContain(KEY);
    String audit =
        Sql.run(
                database,
                "select outcome from audit_event where operation like '%.Create%ExportJob'")
            .toString();
    assertThat(audit).contains("masking={", "\"hash\":[\"Address\",\"User.UserId\"]");
    assertThat(audit).contains("\"hash\":[\"ITEM_ID\",\"USER_ID\"]").doesNotContain(KEY, "usr-");
  }

  private void manifest(S3Objects objects, String job) {
    ManifestSchema.check(objects.bytes(BUCKET, "open/masked/_" + job + "-manifest.json"), BUCKET);
    JsonObject masking =
        new JsonObject(
                new String(objects.bytes(BUCKET, "open/masked/_" + job + "-manifest.json"), UTF_8))
            .getJsonObject("Masking");
    assertThat(masking.getJsonArray("Hash")).containsExactly("Address", "User.UserId");
    assertThat(masking.getJsonArray("Drop"))
        .containsExactly(
            "Attributes.secret", "Demographic.Make", "Location", "User.UserAttributes");
    assertThat(masking.getJsonObject("Truncate")).isEqualTo(JsonObject.of("Attributes.note", 5));
    assertThat(masking.getString("Digest")).matches("[0-9a-f]{32}");
  }

  /** Interactions of the same users; their hashes equal those of the endpoints' users. */
  private void personalize(Installation server, S3Objects objects, Set<String> users) {
    PersonalizeAsyncClient client = client(PersonalizeAsyncClient.builder(), server);
    String dataset = MaskedDataset.create(client);
    String rows =
        IntStream.range(0, MaskedEndpoints.COUNT)
            .mapToObj(i -> "usr-%d,itm-%d,%d,click".formatted(i / 2, i % 7, 1_700_000_000L + i))
            .collect(Collectors.joining("\n", "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n", "\n"));
    objects.put(BUCKET, "open/rows.csv", rows.getBytes(UTF_8));
    MaskedDataset.imported(client, dataset, OWN, OPEN + "rows.csv");
    MaskedDataset.exported(client, dataset, "masked", MASKED, OPEN + "p/");
    MaskedDataset.exported(client, dataset, "plain", OWN, OPEN + "p/");

    String masked = MaskedEndpoints.text(objects, "open/p/masked/");
    HIDDEN.forEach(word -> assertThat(masked.contains(word)).as(word).isFalse());
    assertThat(MaskedEndpoints.text(objects, "open/p/plain/"))
        .contains("usr-0,itm-0,1700000000,click");
    Set<String> hashes =
        masked
            .lines()
            .filter(line -> line.endsWith(",click"))
            .map(line -> line.substring(0, line.indexOf(',')))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(hashes).isEqualTo(users);
    ManifestSchema.check(objects.bytes(BUCKET, "open/p/masked/_manifest.json"), BUCKET);
    ManifestSchema.check(objects.bytes(BUCKET, "open/p/plain/_manifest.json"), BUCKET);
    assertThat(masked).contains("\"masking\":{\"hash\":[\"ITEM_ID\",\"USER_ID\"],\"digest\":\"");
    assertThat(
            catchThrowable(
                () -> MaskedDataset.exported(client, dataset, "typo", TYPO, OPEN + "p/")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("names EMAIL, which is no field of the dataset's schema");
  }

  private void refusals(Installation server, PinpointAsyncClient pinpoint, String app) {
    assertThat(catchThrowable(() -> call(export(pinpoint, app, HALF, OPEN))))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("has no rule for Amazon Pinpoint");
    String segment =
        call(pinpoint.createSegment(
                r ->
                    r.applicationId(app)
                        .writeSegmentRequest(
                            s ->
                                s.name("spies")
                                    .dimensions(
                                        d ->
                                            d.attributes(
                                                Map.of(
                                                    "secret",
                                                    software.amazon.awssdk.services.pinpoint.model
                                                        .AttributeDimension.builder()
                                                        .values("secret-1")
                                                        .build()))))))
            .segmentResponse()
            .id();
    assertThat(
            catchThrowable(
                () ->
                    call(
                        pinpoint.createExportJob(
                            r ->
                                r.applicationId(app)
                                    .exportJobRequest(
                                        e ->
                                            e.roleArn(MASKED)
                                                .s3UrlPrefix(OPEN)
                                                .segmentId(segment))))))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("masks Attributes.secret, and the segment selects by it");
    DataExchangeAsyncClient exchange = client(DataExchangeAsyncClient.builder(), server);
    String set = DataExchangeCalls.dataSet(exchange, AssetType.S3_SNAPSHOT).id();
    String revision = DataExchangeCalls.revision(exchange, set);
    DataExchangeCalls.imported(exchange, set, revision, BUCKET, "open/a.csv");
    String job =
        call(exchange.createJob(
                DataExchangeRequests.byPattern(set, revision, BUCKET, "open/${Asset.Name}")))
            .id();
    assertThat(catchThrowable(() -> call(exchange.startJob(r -> r.jobId(job)))))
        .isInstanceOf(software.amazon.awssdk.services.dataexchange.model.ValidationException.class)
        .hasMessageContaining("role/dataexchange masks what it exports");
  }

  /** The masked export is imported, exported without a mask, and its rejected rows are read. */
  private void again(PinpointAsyncClient pinpoint, S3Objects objects) {
    JsonObject refused = MaskedEndpoints.lines(objects, "open/masked/").findFirst().orElseThrow();
    objects.put(
        BUCKET,
        "open/masked/refused.json",
        refused.put("ChannelType", "PIGEON").encode().getBytes(UTF_8));
    String copy = app(pinpoint);
    ImportJobResponse job = importedJson(pinpoint, copy, OWN, OPEN + "masked/");
    assertThat(job.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    assertThat(MaskedEndpoints.rejected(objects, "open/masked/")).hasSize(1);
    String exported = export(pinpoint, copy, OWN, OPEN + "again/").join();
    assertThat(ended(pinpoint, copy, exported).jobStatus()).isEqualTo(JobStatus.COMPLETED);
    assertThat(MaskedEndpoints.found(objects, "open/again/", HIDDEN)).isEmpty();
    assertThat(MaskedEndpoints.found(objects, "open/masked/", HIDDEN)).isEmpty();
    HIDDEN.forEach(word -> assertThat(job.toString()).doesNotContain(word));
  }

  @Test
  void a_job_whose_role_is_configured_anew_waits_with_words_and_mixes_nothing() throws Exception {
    String app;
    String job;
    Map<String, String> flags = flags(roles(RULES));
    flags.put("worker.slots", "1");
    try (Installation server = Installation.start(temp.resolve("data"), flags);
        S3Objects objects = new S3Objects(Backends.s3())) {
      MaskedEndpoints.put(objects, "in/", MaskedEndpoints.FEW);
      PinpointAsyncClient pinpoint = client(PinpointAsyncClient.builder(), server);
      app = app(pinpoint);
      importedJson(pinpoint, app, MASKED, "s3://" + BUCKET + "/in/");
      Sql.run(
          database,
          """
          create function held() returns trigger language plpgsql as
          $$ begin new.held := true; return new; end $$;
          create trigger held before insert on job for each row execute function held();
          """);
      job = export(pinpoint, app, MASKED, OPEN + "later/").join();
    }
    Sql.run(database, "drop trigger held on job; update job set held = false");
    Map<String, String> open = flags(roles("{'drop': ['Location']}"));
    open.put("worker.giveUpAfter", "1s");
    try (Installation server = Installation.start(temp.resolve("data"), open);
        S3Objects objects = new S3Objects(Backends.s3())) {
      var failed = ended(client(PinpointAsyncClient.builder(), server), app, job);
      assertThat(failed.jobStatus()).isEqualTo(JobStatus.FAILED);
      assertThat(failed.failures().toString())
          .contains("Gave up after", MASKED + " masks in exports was changed after the job");
      assertThat(objects.keys(BUCKET)).noneMatch(key -> key.startsWith("open/later/"));
    }
  }
}
