package io.longshore.fault;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.longshore.fixture.EventTargets;
import io.longshore.job.JobId;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests three replicas of the jar behind Debian's haproxy and nginx. Runs in profile operate. */
@Timeout(900)
@EnabledIfSystemProperty(named = "operate", matches = "true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BalancerIT {

  /**
   * The long form measures what the documentation promises; the short form checks the test itself.
   */
  private static final int PER_SECOND = FaultSettings.pick(50, 200);

  private static final int SECONDS = FaultSettings.pick(8, 30);

  /**
   * One percent of the calls in the 30 seconds around a kill; the short form runs only for a part
   * of that time.
   */
  private static final int FEW = PER_SECOND * 30 / 100;

  @TempDir static Path temp;
  private ReplicaCluster cluster;
  private Replicas replicas;
  private String app;

  @BeforeAll
  void open() {
    assertThat(Programs.areInstalled("haproxy", "nginx", "prometheus", "promtool"))
        .as("apt-get install haproxy nginx-light prometheus")
        .isTrue();
    cluster = new ReplicaCluster("balancer-it");
    app = cluster.app(100_000);
    replicas = new Replicas(cluster, temp, Map.of("events.targets", EventTargets.UNREACHABLE));
  }

  @AfterAll
  void close() {
    if (replicas != null) {
      replicas.close();
    }
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"haproxy", "nginx"})
  void a_kill_under_load_fails_no_retried_call_and_few_others(String balancer) {
    int port = port(balancer);
    try (LoadGenerator retried = new LoadGenerator(cluster.vertx, port, app, PER_SECOND, true);
        LoadGenerator once = new LoadGenerator(cluster.vertx, port, app, PER_SECOND, false)) {
      pause(SECONDS / 2);
      replicas.kill(0);
      pause(SECONDS / 2);
      List<Throwable> lost = retried.end();
      List<Throwable> failed = once.end();
      FaultSettings.record(
          "%s, a replica of three killed under %d calls/s: %d of %d failed with the SDK's retries,"
              + " %d of %d without",
          balancer, 2 * PER_SECOND, lost.size(), retried.sent(), failed.size(), once.sent());
      assertThat(lost).isEmpty();
      assertThat(failed.size()).isLessThanOrEqualTo(FEW);
    } finally {
      replicas.start(0);
    }
  }

  @Test
  void a_rolling_restart_fails_no_call_and_charges_no_attempt() throws Exception {
    int half = PER_SECOND / 2;
    try (LoadGenerator haproxy =
            new LoadGenerator(cluster.vertx, replicas.haproxy(), app, half, true);
        LoadGenerator nginx = new LoadGenerator(cluster.vertx, replicas.nginx(), app, half, true)) {
      List<JobId> jobs = new CopyOnWriteArrayList<>();
      long feed =
          cluster.vertx.setPeriodic(
              1_000, tick -> cluster.vertx.executeBlocking(() -> jobs.add(cluster.export(app, 4))));
      replicas.rollingRestart();
      cluster.vertx.cancelTimer(feed);
      List<Throwable> lost = haproxy.end();
      List<Throwable> failedThroughNginx = nginx.end();
      cluster.untilFinished(Duration.ofMinutes(5));
      UUID[] ids = jobs.stream().map(JobId::value).toArray(UUID[]::new);
      long charged =
          cluster.count(
              "select count(*) from task where attempts > 1 and job = any($1)", (Object) ids);
      long notSucceeded =
          cluster.count(
              "select count(*) from job where state <> 'SUCCEEDED' and id = any($1)", (Object) ids);
      FaultSettings.record(
          "three replicas restarted one by one under %d calls/s: %d of %d failed through haproxy,"
              + " %d of %d through nginx; %d exports meanwhile, %d did not succeed, %d attempts were"
              + " charged twice",
          2 * half,
          lost.size(),
          haproxy.sent(),
          failedThroughNginx.size(),
          nginx.sent(),
          jobs.size(),
          notSucceeded,
          charged);
      assertThat(haproxy.sent()).isPositive();
      assertThat(nginx.sent()).isPositive();
      assertThat(lost).isEmpty();
      assertThat(failedThroughNginx).isEmpty();
      assertThat(jobs).isNotEmpty();
      assertThat(notSucceeded).isZero();
      assertThat(charged).isZero();
    }
  }

  @Test
  void prometheus_has_every_series_of_the_dashboard_and_the_alerts() throws Exception {
    int balancer = replicas.haproxy();
    int port = replicas.prometheus();
    URI refused = URI.create("http://127.0.0.1:" + balancer + "/v1/apps"); // unsigned
    assertThat(send(refused).statusCode()).isEqualTo(403);
    cluster.export(app, 4);
    cluster.untilFinished(Duration.ofMinutes(2));
    for (String query : queries()) {
      cluster.until(query, Duration.ofSeconds(60), () -> answers(port, query) > 0);
    }
    String up = "up{job=\"longshore\"} == 1";
    cluster.until(
        "all targets are up", Duration.ofSeconds(60), () -> answers(port, up) == Replicas.SIZE);
    promtoolAcceptsTheAlerts();
  }

  /**
   * The dashboard's expressions as they are; of the alerts, whose expressions normally have no
   * result, the series they select.
   */
  private static Set<String> queries() throws Exception {
    Set<String> queries = new TreeSet<>();
    JsonNode dashboard = new ObjectMapper().readTree(Path.of("k8s/base/dashboard.json").toFile());
    dashboard.findValuesAsText("expr").stream()
        .map(expr -> expr.replace("$__rate_interval", "1m"))
        .forEach(queries::add);
    Matcher series =
        Pattern.compile("longshore_[a-z0-9_]+")
            .matcher(Files.readString(Path.of("k8s/base/rules.yaml")));
    while (series.find()) {
      queries.add(series.group());
    }
    return queries;
  }

  private void promtoolAcceptsTheAlerts() throws Exception {
    ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    Path groups = temp.resolve("groups.yaml");
    yaml.writeValue(
        groups.toFile(), yaml.readTree(Path.of("k8s/base/rules.yaml").toFile()).get("spec"));
    Process check =
        new ProcessBuilder("promtool", "check", "rules", groups.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(output).isZero();
  }

  private static int answers(int port, String query) {
    try {
      String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
      URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + encoded);
      HttpResponse<String> output = send(uri);
      if (output.statusCode() == 503) {
        return 0; // Prometheus is still starting
      }
      JsonObject answer = new JsonObject(output.body());
      assertThat(answer.getString("status")).as(query).isEqualTo("success");
      return answer.getJsonObject("data").getJsonArray("result").size();
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private static HttpResponse<String> send(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private int port(String balancer) {
    return balancer.equals("haproxy") ? replicas.haproxy() : replicas.nginx();
  }

  private void pause(int seconds) {
    await(cluster.vertx.timer(seconds * 1_000L).mapEmpty());
  }
}
