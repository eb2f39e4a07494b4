package io.longshore.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.EngineMeter.AttemptEnd;
import io.longshore.job.JobState;
import io.longshore.job.TaskKind;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the engine and S3 tell, as Prometheus reads it. */
class MetricsTest {

  private final PrometheusMeterRegistry registry = MeterRegistries.registry();
  private final EngineMetrics engine = new EngineMetrics(registry);
  private final S3Metrics s3 = new S3Metrics(registry);

  @ParameterizedTest
  @EnumSource(AttemptEnd.class)
  void an_attempt_is_counted_and_timed_by_how_it_ended(AttemptEnd ended) {
    engine.attempt("pinpoint.export", TaskKind.PIECE, ended, 1_500_000_000);

    String tags =
        "{ended=\"%s\",kind=\"piece\",type=\"pinpoint.export\""
            .formatted(ended.name().toLowerCase());
    assertThat(lines())
        .contains(
            "longshore_attempts_total{kind=\"piece\",outcome=\"%s\",service=\"pinpoint\",type=\"pinpoint.export\"} 1.0"
                .formatted(ended.name().toLowerCase()))
        .contains("longshore_task_seconds_count" + tags + "} 1")
        .contains("longshore_task_seconds_sum" + tags + "} 1.5")
        .contains("longshore_task_seconds_bucket" + tags + ",le=\"1.0\"} 0")
        .contains("longshore_task_seconds_bucket" + tags + ",le=\"10.0\"} 1")
        .contains("longshore_leases_lost_total " + (ended == AttemptEnd.LOST ? "1.0" : "0.0"));
  }

  @Test
  void sweeps_upkeep_and_slots_are_counted() {
    engine.leasesReaped(0);
    engine.leasesReaped(3);
    engine.maintained(5, 7);
    engine.slots(2, 4);

    assertThat(lines())
        .contains("longshore_sweeps_total 2.0")
        .contains("longshore_leases_expired_total 3.0")
        .contains("longshore_jobs_forgotten_total 5.0")
        .contains("longshore_uploads_aborted_total 7.0")
        .contains("longshore_worker_slots_busy 2.0")
        .contains("longshore_worker_slots 4.0");
  }

  @Test
  void jobs_rows_and_bytes_are_counted_by_type() {
    engine.job("pinpoint.import", JobState.FAILED);
    engine.rows("pinpoint.import", 12);
    engine.bytes("pinpoint.export", 34);
    s3.read(56);

    assertThat(lines())
        .contains("longshore_jobs_finished_total{state=\"failed\",type=\"pinpoint.import\"} 1.0")
        .contains("longshore_rows_total{type=\"pinpoint.import\"} 12.0")
        .contains("longshore_bytes_total{type=\"pinpoint.export\"} 34.0")
        .contains("longshore_s3_read_bytes_total 56.0");
  }

  @Test
  void calls_of_s3_are_timed_by_operation_and_outcome() {
    s3.answered("UploadPart", "throttled", 50_000_000);

    assertThat(lines())
        .contains(
            "longshore_s3_requests_seconds_count{operation=\"UploadPart\",outcome=\"throttled\"} 1");
  }

  private Stream<String> lines() {
    return registry.scrape().lines();
  }
}
