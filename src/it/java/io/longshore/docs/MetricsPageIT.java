package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.EventTargets;
import io.longshore.fixture.Installation;
import io.longshore.fixture.PrometheusSeries;
import io.longshore.fixture.S3Objects;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/** The page of metrics, and the table of job types, against what a running server exposes. */
@Timeout(180)
class MetricsPageIT {

  private static final MarkdownPage PAGE =
      MarkdownPage.read(MarkdownPage.MANUAL.resolve("reference/metrics.md"));
  private static final Pattern ROW =
      Pattern.compile("\\| `(longshore_[a-z0-9_]+)` \\| (\\w+) \\|([^|]*)\\|.*");
  private static final Pattern TYPE = Pattern.compile("# TYPE (longshore_[a-z0-9_]+) (\\w+)");
  private static final Pattern SAMPLE =
      Pattern.compile("(longshore_[a-z0-9_]+?)(?:_bucket|_count|_sum)?(?:\\{(.*)\\})? [^ ]+");
  private static final String BUCKET = "metrics-page";

  /** What a series is of: its type and the names of its labels. */
  private record Shape(String type, Set<String> labels) {}

  @TempDir static Path temp;
  private static Vertx vertx;
  private static Installation server;
  private static String scraped;

  @BeforeAll
  static void export_something() {
    vertx = Vertx.vertx();
    server =
        Installation.start(
            temp, Map.of("management.gauges", "100ms", "events.targets", EventTargets.UNREACHABLE));
    try (S3Objects objects = new S3Objects(server.s3())) {
      objects.createBucket(BUCKET);
    }
    try (PinpointAsyncClient pinpoint = pinpoint()) {
      String app = app(pinpoint);
      String other = app(pinpoint); // the export is to read no row, as below
      pinpoint
          .updateEndpoint(r -> r.applicationId(other).endpointId("e").endpointRequest(e -> {}))
          .join();
      pinpoint
          .createExportJob(
              r ->
                  r.applicationId(app)
                      .exportJobRequest(
                          e ->
                              e.roleArn("arn:aws:iam::000000000000:role/export")
                                  .s3UrlPrefix("s3://" + BUCKET + "/out/")))
          .join();
    }
    PrometheusSeries.until(
        vertx,
        server.management(),
        "an export, the quotas and the target",
        s ->
            s.sum("longshore_jobs_finished_total") == 1
                && s.has("longshore_quota_limit")
                && s.has("longshore_events_waiting")
                && s.sum("longshore_event_loop_delay_seconds_count") > 0);
    scraped = PrometheusSeries.text(server.management());
  }

  private static String app(PinpointAsyncClient pinpoint) {
    return pinpoint
        .createApp(r -> r.createApplicationRequest(a -> a.name("m")))
        .join()
        .applicationResponse()
        .id();
  }

  @AfterAll
  static void stop() {
    server.close();
    vertx.close();
  }

  @Test
  void the_page_has_every_series_with_its_type_and_its_labels() {
    assertThat(documented()).isEqualTo(exposed());
  }

  @Test
  void the_page_of_commands_has_every_job_type() {
    MarkdownPage commands = MarkdownPage.read(MarkdownPage.MANUAL.resolve("reference/commands.md"));
    Set<String> named =
        rows(commands, Pattern.compile("\\| `([a-z]+\\.[a-z-]+)` \\|.*"))
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> types =
        Pattern.compile("longshore_jobs\\{.*type=\"([^\"]+)\".*")
            .matcher(scraped)
            .results()
            .map(type -> type.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).isNotEmpty().isEqualTo(types);
  }

  private static Map<String, Shape> documented() {
    Map<String, Shape> all = new TreeMap<>();
    rows(PAGE, ROW)
        .forEach(
            row -> {
              Set<String> labels =
                  Pattern.compile("`(\\w+)`")
                      .matcher(row.group(3))
                      .results()
                      .map(label -> label.group(1))
                      .collect(Collectors.toCollection(TreeSet::new));
              all.put(row.group(1), new Shape(row.group(2), labels));
            });
    // Exposed when rows are read, and the others with database.readUrls only, which needs an
    // external database: see StandbyExportIT.
    all.keySet().removeIf(name -> name.startsWith("longshore_read_"));
    return all;
  }

  private static Stream<Matcher> rows(MarkdownPage page, Pattern pattern) {
    return page.lines().stream().map(pattern::matcher).filter(Matcher::matches);
  }

  /** Without the gauges of the largest values, which go with histograms and summaries. */
  private static Map<String, Shape> exposed() {
    Map<String, Set<String>> labels = new TreeMap<>();
    scraped
        .lines()
        .map(SAMPLE::matcher)
        .filter(Matcher::matches)
        .forEach(
            sample -> {
              Set<String> names = labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
              Pattern.compile("(\\w+)=\"")
                  .matcher(sample.group(2) == null ? "" : sample.group(2))
                  .results()
                  .map(label -> label.group(1))
                  .filter(label -> !label.equals("le"))
                  .forEach(names::add);
            });
    Map<String, Shape> all = new TreeMap<>();
    TYPE.matcher(scraped)
        .results()
        .filter(type -> !type.group(1).endsWith("_max"))
        .forEach(
            type ->
                all.put(
                    type.group(1),
                    new Shape(type.group(2), labels.getOrDefault(type.group(1), Set.of()))));
    return all;
  }

  private static PinpointAsyncClient pinpoint() {
    return PinpointAsyncClient.builder()
        .endpointOverride(server.uri())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .build();
  }
}
