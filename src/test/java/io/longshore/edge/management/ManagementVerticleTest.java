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
  private RawHttpClient wire;

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
    wire = new RawHttpClient(management.port());
  }

  @AfterEach
  void stop() {
    SampleService.await(vertx.close());
  }

  @Test
  void it_is_ready_while_every_check_passes() {
    Reply reply = get("/health/ready");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().getString("status")).isEqualTo("up");
    assertThat(reply.json().getJsonObject("checks").getString("database")).isEqualTo("up");
  }

  @Test
  void it_is_not_ready_and_says_why_while_a_check_fails_but_it_lives() {
    database.set(Future.failedFuture("connection refused"));
    nanos.addAndGet(Readiness.MAX_AGE.toNanos());

    assertThat(get("/health/ready").status()).isEqualTo(503);
    assertThat(get("/health/ready").json().getJsonObject("checks").getString("database"))
        .isEqualTo("connection refused");
    assertThat(get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void it_is_neither_started_nor_ready_before_the_start_is_over() {
    life.set(Life.STARTING);

    assertThat(get("/health/started").status()).isEqualTo(503);
    assertThat(get("/health/ready").status()).isEqualTo(503);
    assertThat(get("/health/live").status()).isEqualTo(200);
    life.set(Life.SERVING);
    assertThat(get("/health/started").status()).isEqualTo(200);
  }

  @Test
  void a_process_that_was_told_to_stop_is_not_ready_but_started() {
    life.set(Life.DRAINING);

    assertThat(get("/health/ready").status()).isEqualTo(503);
    assertThat(get("/health/ready").json().getJsonObject("checks").getString("drain"))
        .isEqualTo("draining");
    assertThat(get("/health/started").status()).isEqualTo(200);
  }

  @Test
  void whoever_asks_how_often_the_checks_run_once_in_a_while() {
    assertThat(get("/health/ready").status()).isEqualTo(200);
    database.set(Future.failedFuture("connection refused"));

    assertThat(get("/health/ready").status()).isEqualTo(200);
    nanos.addAndGet(Readiness.MAX_AGE.toNanos());
    assertThat(get("/health/ready").status()).isEqualTo(503);
  }

  @Test
  void metrics_are_prometheus_text_in_base_units() {
    HttpMetrics meters = new HttpMetrics(registry);
    meters.responded(meters.start(), "harbour.GetShips", 200);
    meters.callsInFlight("harbour", () -> 3, 256);

    Reply reply = get("/metrics");

    assertThat(reply.headers().get("content-type")).startsWith("text/plain; version=0.0.4");
    assertThat(reply.headers()).containsEntry("x-content-type-options", "nosniff");
    assertThat(reply.body())
        .contains(
            "longshore_http_requests_seconds_count{operation=\"harbour.GetShips\",status=\"200\"} 1")
        .contains("longshore_http_requests_seconds_bucket{")
        .contains("longshore_http_calls_in_flight{service=\"harbour\"} 3.0")
        .contains("longshore_http_calls_limit{service=\"harbour\"} 256.0");
  }

  @Test
  void a_logger_is_given_a_level_while_it_runs() {
    assertThat(put("/log/io.longshore.engine?level=debug").status()).isEqualTo(204);
    assertThat(levels).containsExactly("io.longshore.engine");
    assertThat(put("/log/io.longshore.engine?level=loud").status()).isEqualTo(400);
    assertThat(put("/log/io.longshore.engine").status()).isEqualTo(400);
  }

  private Reply put(String target) {
    return wire.raw("PUT " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
  }

  @Test
  void nothing_else_is_served() {
    assertThat(get("/").status()).isEqualTo(404);
    assertThat(wire.raw("POST /metrics HTTP/1.1\r\nHost: h\r\n\r\n").status()).isEqualTo(405);
  }

  private Reply get(String path) {
    return wire.raw("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
  }
}
