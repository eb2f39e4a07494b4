package io.longshore.metrics;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.engine.store.JobStore;
import io.longshore.fixture.EventTargets;
import io.longshore.fixture.Installation;
import io.longshore.fixture.PrometheusSeries;
import io.longshore.fixture.S3Objects;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.server.ServiceRegistry;
import io.longshore.store.Postgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ChannelType;

/** The metrics of a running server, before and after jobs. */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MetricsIT {

  private static final String ROLE = "arn:aws:iam::000000000000:role/export";
  private static final String BUCKET = "metrics-it";

  private static final Pattern SERIES =
      Pattern.compile("\\b(longshore|jvm)_[a-z0-9_]+(?=[{\\[)\\s])");

  private static Vertx vertx;
  @TempDir static Path temp;
  private static Installation server;
  private static PinpointAsyncClient pinpoint;
  private static PrometheusSeries exported;
  private static PrometheusSeries ended;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    server =
        Installation.start(
            temp,
            Map.of(
                "worker.poll", "1h",
                "worker.lease", "6s",
                "management.gauges", "100ms",
                "events.targets", EventTargets.UNREACHABLE));
    pinpoint =
        PinpointAsyncClient.builder()
            .endpointOverride(server.uri())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .build();
    try (S3Objects objects = new S3Objects(server.s3())) {
      objects.createBucket(BUCKET);
    }
    exportAndImport();
  }

  private static void exportAndImport() {
    String app =
        pinpoint
            .createApp(r -> r.createApplicationRequest(a -> a.name("m")))
            .join()
            .applicationResponse()
            .id();
    pinpoint
        .updateEndpoint(
            r ->
                r.applicationId(app)
                    .endpointId("e")
                    .endpointRequest(
                        e -> e.channelType(ChannelType.EMAIL).address("e@example.com")))
        .join();
    pinpoint
        .createExportJob(
            r ->
                r.applicationId(app)
                    .exportJobRequest(e -> e.roleArn(ROLE).s3UrlPrefix("s3://" + BUCKET + "/out/")))
        .join();
    exported = until("the export ends", s -> s.sum("longshore_jobs_finished_total") == 1);
    pinpoint
        .createImportJob(
            r ->
                r.applicationId(app)
                    .importJobRequest(
                        i -> i.roleArn(ROLE).s3Url("s3://" + BUCKET + "/out/").format("JSON")))
        .join();
    ended = until("the import ends", s -> s.sum("longshore_jobs_finished_total") == 2);
  }

  @AfterAll
  static void stop() {
    pinpoint.close();
    server.close();
    await(vertx.close());
  }

  @Test
  @Order(1)
  void an_export_and_an_import_change_the_metrics_of_calls_tasks_rows_and_s3() {
    assertThat(
            ended.value(
                "longshore_http_requests_seconds_count",
                "operation",
                "pinpoint.CreateExportJob",
                "status",
                "202"))
        .isEqualTo(1);
    assertThat(
            ended.value(
                "longshore_jobs_finished_total", "type", "pinpoint.import", "state", "succeeded"))
        .isEqualTo(1);
    assertThat(exported.value("longshore_rows_total", "type", "pinpoint.export")).isEqualTo(1);
    assertThat(exported.sum("longshore_bytes_total")).isPositive();
    assertThat(
            exported.value(
                "longshore_task_seconds_count",
                "type",
                "pinpoint.export",
                "kind",
                "piece",
                "ended",
                "done"))
        .isEqualTo(1);
    assertThat(
            exported.value(
                "longshore_s3_requests_seconds_count",
                "operation",
                "CompleteMultipartUpload",
                "outcome",
                "ok"))
        .isEqualTo(2);
    assertThat(ended.sum("longshore_s3_read_bytes_total")).isPositive();
    assertThat(ended.sum("longshore_worker_slots")).isEqualTo(4);
    assertThat(ended.sum("longshore_http_calls_limit")).isPositive();
    assertThat(ended.sum("longshore_pool_completed_total")).isPositive();
    assertThat(ended.has("longshore_pool_queue_time_seconds_count")).isTrue();
    assertThat(ended.sum("jvm_memory_used_bytes")).isPositive();
    assertThat(ended.sum("longshore_build_info")).isEqualTo(1);
    until("sweeps", s -> s.sum("longshore_sweeps_total") > ended.sum("longshore_sweeps_total"));
    until("timers", s -> s.sum("longshore_event_loop_delay_seconds_count") > 0);
  }

  /** Workers neither receive notifications nor poll during the test. */
  @Test
  @Order(2)
  void queued_jobs_are_reported_with_age_and_account() {
    Postgres postgres = Postgres.connect(vertx, server.database());
    JobStore store = new JobStore(postgres, ServiceRegistry.jobTypes(vertx, postgres), 5, () -> {});
    List.of("111111111111", "222222222222")
        .forEach(account -> await(postgres.transact(tx -> store.create(tx, job(account)))));
    sql(postgres, "UPDATE task SET run_at = run_at - interval '10 minutes' WHERE state = 'QUEUED'");

    // Each gauge has its own query, so one scrape may combine two points in time.
    PrometheusSeries seen =
        until(
            "two wait",
            s ->
                waiting(s, "longshore_queue_tasks") == 2
                    && s.value("longshore_jobs", "type", "pinpoint.export", "state", "queued")
                        == 2);
    assertThat(waiting(seen, "longshore_queue_accounts")).isEqualTo(2);
    assertThat(waiting(seen, "longshore_queue_age_seconds")).isGreaterThanOrEqualTo(600);
    assertThat(seen.value("longshore_account_queue_tasks", "backlog", "small")).isEqualTo(2);
    assertThat(seen.value("longshore_account_queue_tasks", "backlog", "large")).isZero();
    assertThat(seen.value("longshore_account_queue_age_seconds", "backlog", "small"))
        .isGreaterThanOrEqualTo(600);
    assertThat(seen.value("longshore_queue_tasks", "type", "pinpoint.import")).isZero();

    sql(postgres, "UPDATE job SET held = true WHERE finished_at IS NULL");
    until("held ones do not wait", s -> waiting(s, "longshore_queue_tasks") == 0);
    sql(
        postgres,
        """
        UPDATE task SET out_state = 'INTENT', token = gen_random_uuid(), role_arn = 'r', bucket = 'b',
               key = 'k', content_type = 'text/plain'
         WHERE state = 'QUEUED' AND account = '111111111111' AND kind = 'PLAN'""");
    until("an upload", s -> waiting(s, "longshore_uploads_open") == 1);
    await(postgres.close());
  }

  @Test
  @Order(3)
  void the_metric_of_a_quota_is_the_highest_use_of_an_account() {
    PrometheusSeries none = until("quotas", s -> quota(s, "limit", "data-sets") == 3000);
    assertThat(quota(none, "used", "data-sets")).isZero();
    assertThat(none.value("longshore_quota_limit", "service", "cleanroomsml")).isEqualTo(32);
    assertThat(none.value("longshore_quota_limit", "service", "personalize")).isEqualTo(520);

    Map.of("111111111111", 1, "222222222222", 3).forEach(MetricsIT::dataSets);

    PrometheusSeries some = until("three data sets", s -> quota(s, "used", "data-sets") == 3);
    assertThat(quota(some, "used", "event-actions")).isZero();
  }

  private static void dataSets(String account, int count) {
    try (DataExchangeAsyncClient client =
        DataExchangeAsyncClient.builder()
            .endpointOverride(server.uri())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(account, "test")))
            .build()) {
      for (int nth = 0; nth < count; nth++) {
        client
            .createDataSet(r -> r.name("d").description("d").assetType(AssetType.S3_SNAPSHOT))
            .join();
      }
    }
  }

  private static double quota(PrometheusSeries series, String what, String quota) {
    return series.value("longshore_quota_" + what, "service", "dataexchange", "quota", quota);
  }

  @Test
  @Order(4)
  void the_dashboard_and_the_alerts_use_existing_metrics_only() throws Exception {
    String text = PrometheusSeries.text(server.management());
    Set<String> named = new TreeSet<>();
    for (String file : List.of("k8s/base/rules.yaml", "k8s/base/dashboard.json")) {
      Matcher series = SERIES.matcher(Files.readString(Path.of(file)));
      while (series.find()) {
        named.add(series.group());
      }
    }
    assertThat(named).hasSizeGreaterThan(20).allSatisfy(name -> assertThat(text).contains(name));
  }

  @Test
  @Order(5)
  void promtool_accepts_metrics_and_rules() throws Exception {
    assumeTrue(
        Optional.ofNullable(System.getenv("PATH")).stream()
            .flatMap(path -> java.util.Arrays.stream(path.split(":")))
            .anyMatch(folder -> Path.of(folder, "promtool").toFile().canExecute()));
    Process check =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    try (OutputStream in = check.getOutputStream()) {
      in.write(PrometheusSeries.text(server.management()).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
    assertThat(check.waitFor()).isZero();
  }

  private static double waiting(PrometheusSeries series, String name) {
    return series.value(name, "type", "pinpoint.export");
  }

  private static NewJob job(String account) {
    return new NewJob(
        JobId.random(),
        account,
        "us-east-1",
        "pinpoint.export",
        "app",
        Optional.empty(),
        new JsonObject(),
        List.of());
  }

  private static void sql(Postgres postgres, String statement) {
    await(postgres.requests().query(statement).execute());
  }

  private static PrometheusSeries until(String what, Predicate<PrometheusSeries> condition) {
    return PrometheusSeries.until(vertx, server.management(), what, condition);
  }
}
