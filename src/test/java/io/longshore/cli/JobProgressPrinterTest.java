package io.longshore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.store.JobEvent;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.Progress;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobProgressPrinterTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Instant AT = Instant.parse("2026-11-30T06:00:00Z");
  private static final JobEvent CREATED = new JobEvent("CREATED", AT);
  private static final JobEvent PROCESSING = new JobEvent("PROCESSING", AT.plusSeconds(1));

  private final StringWriter text = new StringWriter();

  @Test
  void on_a_terminal_the_progress_is_one_line_that_changes() {
    JobProgressPrinter printer = new JobProgressPrinter(new PrintWriter(text), true);

    printer.show(running(0, 0), 0, List.of(CREATED), 0);
    printer.show(running(1, 4_000), 3_000_000, List.of(CREATED, PROCESSING), 2 * SECOND);

    assertThat(text.toString().split("\u001b\\[K"))
        .containsExactly(
            "\r",
            "2026-11-30T06:00:00Z CREATED\n\r",
            "RUNNING PROCESSING  0 %  0 rows  0 rows/s  0/4 pieces\r",
            "2026-11-30T06:00:01Z PROCESSING\n\r",
            "RUNNING PROCESSING  25 %  4,000 rows  2,000 rows/s  3.0 MB  1.5 MB/s  1/4 pieces");
  }

  @Test
  void elsewhere_the_progress_is_a_line_at_most_every_five_seconds_and_only_when_it_changed() {
    JobProgressPrinter printer = new JobProgressPrinter(new PrintWriter(text), false);

    for (int second = 0; second <= 20; second++) {
      printer.show(running(0, Math.min(second, 7)), 0, List.of(CREATED), second * SECOND);
    }

    assertThat(text.toString().lines())
        .containsExactly(
            "2026-11-30T06:00:00Z CREATED",
            "RUNNING PROCESSING  0 %  0 rows  0 rows/s  0/4 pieces",
            "RUNNING PROCESSING  0 %  5 rows  1 rows/s  0/4 pieces",
            "RUNNING PROCESSING  0 %  7 rows  1 rows/s  0/4 pieces");
  }

  @Test
  void bytes_alone_are_progress_too() {
    JobProgressPrinter printer = new JobProgressPrinter(new PrintWriter(text), false);

    printer.show(running(0, 0), 0, List.of(), 0);
    printer.show(running(0, 0), 600_000_000, List.of(), 6 * SECOND);

    assertThat(text.toString())
        .contains("RUNNING PROCESSING  0 %  0 rows  0 rows/s  600.0 MB  100.0 MB/s  0/4 pieces\n");
  }

  @Test
  void rows_and_bytes_that_an_attempt_counts_anew_are_no_negative_rate() {
    JobProgressPrinter printer = new JobProgressPrinter(new PrintWriter(text), false);

    printer.show(running(0, 900), 9_000_000, List.of(), 0);
    printer.show(running(0, 10), 100_000, List.of(), 6 * SECOND);

    assertThat(text.toString()).contains("  10 rows  0 rows/s  0.1 MB  0.0 MB/s");
  }

  private static Job running(int done, long rows) {
    return new Job(
        new JobId(new UUID(1, 2)),
        "000000000000",
        "us-east-1",
        "test.lines",
        "app",
        Optional.empty(),
        new JsonObject(),
        JobState.RUNNING,
        "PROCESSING",
        new Progress(4, done, 0, rows, 0),
        List.of(),
        false,
        AT,
        AT,
        Optional.empty(),
        Optional.empty());
  }
}
