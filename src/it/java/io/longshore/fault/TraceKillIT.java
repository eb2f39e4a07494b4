package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fault.Breakpoint.Action;
import io.longshore.fixture.Sdk;
import io.longshore.trace.TraceReceiver;
import io.longshore.trace.TraceReceiver.Received;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/**
 * Traces of replicas: what they cost when they are off, and a trace that goes on at another one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceKillIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private ReplicaCluster cluster;
  private TraceReceiver receiver;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("trace-kill-it");
    receiver = new TraceReceiver();
  }

  @AfterEach
  void reset() {
    cluster.reset();
  }

  @AfterAll
  void close() {
    receiver.close();
    cluster.close();
  }

  @Test
  void the_attempt_of_another_replica_after_a_kill_is_in_the_trace_of_the_call() {
    Map<String, String> traced = Map.of("tracing.endpoint", receiver.uri().toString());
    String app = cluster.app(100);
    Replica first = cluster.faulty(traced);
    cluster.faulty(traced);
    cluster.breakpoint.set("before-upload-part", Action.HALT);

    export(first, app);
    cluster.untilFinished(Duration.ofSeconds(60));

    List<Received> spans =
        receiver.await(
            TRACE,
            all ->
                all.stream().anyMatch(span -> "COMMIT".equals(span.attribute("longshore.kind"))));
    assertThat(cluster.breakpoint.stoppedProcess()).isNotZero();
    assertThat(spans)
        .anyMatch(
            span ->
                span.name().equals("attempt")
                    && "PIECE".equals(span.attribute("longshore.kind"))
                    && "2".equals(span.attribute("longshore.epoch"))
                    && "DONE".equals(span.attribute("longshore.ended")))
        .anyMatch(span -> span.name().equals("S3 UploadPart"));
  }

  @Test
  void a_replica_without_receivers_exports_nothing_and_loads_no_class_of_opentelemetry_and_targets()
      throws Exception {
    int before = receiver.spans().size();
    String app = cluster.app(1);
    Replica quiet = cluster.jar();

    export(quiet, app);
    cluster.untilFinished(Duration.ofSeconds(60));

    assertThat(quiet.classes())
        .contains("io.longshore.trace.Tracing")
        .doesNotContain("io.opentelemetry", "io.longshore.trace.otlp")
        .doesNotContain(
            "io.longshore.events.delivery.DeliveryVerticle", "io.longshore.events.relay")
        .doesNotContain("io.longshore.events.webhook", "software.amazon.event")
        .doesNotContain(EventsKillIT.AWS_TARGETS);
    assertThat(receiver.spans()).hasSize(before);
    assertThat(cluster.count("select count(traceparent) from job where container = $1", app))
        .isZero();
  }

  @Test
  void lines_of_traced_code_and_jobs_show_have_the_id_of_the_trace() throws Exception {
    String app = cluster.app(1);
    Replica traced =
        cluster.ready(cluster.launchJar(Map.of("tracing.endpoint", receiver.uri().toString())));

    export(traced, app);
    cluster.untilFinished(Duration.ofSeconds(60));

    traced
        .process()
        .awaitLog(Pattern.compile("operation=pinpoint.CreateExportJob .* trace=" + TRACE));
    traced.process().awaitLog(Pattern.compile("kind=COMMIT .* trace=" + TRACE));
    String job =
        cluster
            .rows("select id from job where container = $1", app)
            .get(0)
            .getUUID("id")
            .toString()
            .replace("-", "");
    assertThat(cluster.command(Map.of(), "jobs", "show", job)).contains("Trace " + TRACE + "\n");
  }

  private void export(Replica replica, String app) {
    try (PinpointAsyncClient pinpoint =
        Sdk.builder(PinpointAsyncClient.builder(), replica.http(), "fault", "secret").build()) {
      Sdk.call(
          pinpoint.createExportJob(
              r ->
                  r.applicationId(app)
                      .overrideConfiguration(
                          c -> c.putHeader("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01"))
                      .exportJobRequest(
                          j -> j.roleArn(TestData.ROLE).s3UrlPrefix("s3://trace-kill-it/out/"))));
    }
  }
}
