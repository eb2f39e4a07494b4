package io.longshore.edge.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.HealthCheck;
import io.longshore.config.ManagementConfig;
import io.longshore.edge.RawHttpClient;
import io.longshore.edge.RawHttpClient.Reply;
import io.longshore.edge.SampleService;
import io.longshore.edge.management.Readiness.Life;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementVerticleTest {

  private final AtomicReference<Future<Void>> database =
      new AtomicReference<>(Future.succeededFuture());
  private final AtomicReference<Life> life = new AtomicReference<>(Life.SERVING);
  private final AtomicLong nanos = new AtomicLong();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Set<String> levels = ConcurrentHashMap.newKeySet();
  private Vertx vertx;
  private RawHttpClient client;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    HealthCheck check =
        new HealthCheck() {
          @Override
          public String name() {
            return "database";
          }

          @Override
          public Future<Void> check() {
            return database.get();
          }
        };
    ManagementVerticle management =
        new ManagementVerticle(
            new ManagementConfig("127.0.0.1", 0, Duration.ofSeconds(5)),
            registry,
            new Readiness(List.of(check), life::get, nanos::get),
            (logger, level) -> level.equals("debug") && levels.add(logger));
    SampleService.await(vertx.deployVerticle(management));
    client = new RawHttpClient(management.port());
  }

  @AfterEach
  void stop() {
    SampleService.await(vertx.close());
  }

  @Test
  void the_process_is_ready_while_every_check_passes() {
    Reply reply = get("/health/ready");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().getString("status")).isEqualTo("up");
    assertThat(reply.json().getJsonObject("checks").getString("database")).isEqualTo("up");
  }

  @Test
  void a_failing_check_makes_it_not_ready_but_alive() {
    database.set(Future.failedFuture("connection refused"));
    nanos.addAndGet(Readiness.MAX_AGE.toNanos());

    assertThat(get("/health/ready").status()).isEqualTo(503);
    assertThat(get("/health/ready").json().getJsonObject("checks").getString("database"))
        .isEqualTo("connection refused");
    assertThat(get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void during_startup_it_is_neither_started_nor_ready() {
    life.set(Life.STARTING);

    assertThat(get("/health/started").status()).isEqualTo(503);
    assertThat(get("/health/ready").status()).isEqualTo(503);
    assertThat(get("/health/live").status()).isEqualTo(200);
    life.set(Life.SERVING);
    assertThat(get("/health/started").status()).isEqualTo(200);
  }

  @Test
  void a_draining_process_is_started_but_not_ready() {
    life.set(Life.DRAINING);

    assertThat(get("/health/ready").status()).isEqualTo(503);
    assertThat(get("/health/ready").json().getJsonObject("checks").getString("drain"))
        .isEqualTo("draining");
    assertThat(get("/health/started").status()).isEqualTo(200);
  }

  @Test
  void the_checks_run_at_most_once_per_second() {
    assertThat(get("/health/ready").status()).isEqualTo(200);
    database.set(Future.failedFuture("connection refused"));

    assertThat(get("/health/ready").status()).isEqualTo(200);
    nanos.addAndGet(Readiness.MAX_AGE.toNanos());
    assertThat(get("/health/ready").status()).isEqualTo(503);
  }

  @Test
  void metrics_are_prometheus_text_in_base_units() {
    HttpMetrics metrics = new HttpMetrics(registry);
    metrics.responded(metrics.start(), "sample.GetShips", 200);
    metrics.callsInFlight("sample", () -> 3, 256);

    Reply reply = get("/metrics");

    assertThat(reply.headers().get("content-type")).startsWith("text/plain; version=0.0.4");
    assertThat(reply.headers()).containsEntry("x-content-type-options", "nosniff");
    assertThat(reply.body())
        .contains(
            "longshore_http_requests_seconds_count{operation=\"sample.GetShips\",status=\"200\"} 1")
        .contains("longshore_http_requests_seconds_bucket{")
        .contains("longshore_http_calls_in_flight{service=\"sample\"} 3.0")
        .contains("longshore_http_calls_limit{service=\"sample\"} 256.0");
  }

  @Test
  void the_level_of_a_logger_can_be_set() {
    assertThat(put("/log/io.longshore.engine?level=debug").status()).isEqualTo(204);
    assertThat(levels).containsExactly("io.longshore.engine");
    assertThat(put("/log/io.longshore.engine?level=loud").status()).isEqualTo(400);
    assertThat(put("/log/io.longshore.engine").status()).isEqualTo(400);
  }

  private Reply put(String target) {
    return client.raw("PUT " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
  }

  @Test
  void other_paths_are_not_found() {
    assertThat(get("/").status()).isEqualTo(404);
    assertThat(client.raw("POST /metrics HTTP/1.1\r\nHost: h\r\n\r\n").status()).isEqualTo(405);
  }

  private Reply get(String path) {
    return client.raw("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
  }
}
