package io.longshore.engine.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressReportTest {

  private static final long SECOND = 1_000_000_000L;

  private final List<String> statements = new ArrayList<>();
  private long now;
  private Long bytes;
  private Future<Void> answer = Future.succeededFuture();
  private Future<?> pause = Future.succeededFuture();
  private final ProgressReport report =
      new ProgressReport(
          (rows, sent) -> {
            statements.add(rows + " rows, " + sent + " bytes");
            return answer;
          },
          () -> bytes,
          () -> now,
          () -> pause);

  @Test
  void rows_and_bytes_are_one_statement() {
    bytes = 700L;
    report.rows(5);
    report.rows(5);

    assertThat(statements).containsExactly("5 rows, 700 bytes");
  }

  @Test
  void bytes_of_a_piece_that_reports_rows_cost_no_statement_of_their_own() {
    bytes = 700L;
    report.rows(5);
    now = 60 * SECOND;
    report.bytesSent();

    assertThat(statements).hasSize(1);
  }

  @Test
  void bytes_of_a_piece_without_rows_are_reported_once_in_two_seconds() {
    for (int part = 1; part <= 10; part++) {
      now += SECOND / 2;
      bytes = part * 100L;
      report.bytesSent();
    }

    assertThat(statements).containsExactly("0 rows, 400 bytes", "0 rows, 800 bytes");
  }

  @Test
  void what_changes_during_a_report_is_reported_by_the_next_one() {
    Promise<Void> written = Promise.promise();
    answer = written.future();
    bytes = 10L;
    report.rows(1);
    report.rows(2);
    bytes = 30L;
    report.rows(3);
    assertThat(statements).hasSize(1);

    answer = Future.succeededFuture();
    written.complete();

    assertThat(statements).containsExactly("1 rows, 10 bytes", "3 rows, 30 bytes");
  }

  @Test
  void rows_that_are_reported_while_bytes_are_written_follow() {
    Promise<Void> written = Promise.promise();
    answer = written.future();
    now = 2 * SECOND;
    report.bytesSent();
    report.rows(4);
    answer = Future.succeededFuture();
    written.complete();

    assertThat(statements).containsExactly("0 rows, null bytes", "4 rows, null bytes");
  }

  @Test
  void rows_wait_for_the_pause_after_a_report_and_only_the_latest_are_reported() {
    Promise<Void> paused = Promise.promise();
    pause = paused.future();
    report.rows(1);
    report.rows(2);
    report.rows(3);
    assertThat(statements).containsExactly("1 rows, null bytes");

    pause = Promise.promise().future();
    paused.complete();

    assertThat(statements).containsExactly("1 rows, null bytes", "3 rows, null bytes");
  }

  @Test
  void rows_that_wait_are_reported_when_the_attempt_fails_and_none_after_its_end() {
    Promise<Void> paused = Promise.promise();
    pause = paused.future();
    report.rows(1);
    report.rows(2);

    assertThat(report.flush().succeeded()).isTrue();
    report.rows(3);
    paused.complete();

    assertThat(statements).containsExactly("1 rows, null bytes", "2 rows, null bytes");
  }

  @Test
  void the_latest_rows_do_not_overtake_a_report_that_is_being_written() {
    Promise<Void> written = Promise.promise();
    answer = written.future();
    report.rows(1);
    report.rows(2);
    Future<Void> flushed = report.flush();
    assertThat(statements).hasSize(1);

    answer = Future.succeededFuture();
    written.complete();

    assertThat(flushed.succeeded()).isTrue();
    assertThat(statements).containsExactly("1 rows, null bytes", "2 rows, null bytes");
  }

  @Test
  void an_attempt_that_succeeds_reports_no_rows_after_its_end() {
    Promise<Void> paused = Promise.promise();
    pause = paused.future();
    report.rows(1);
    report.rows(2);
    report.end();
    paused.complete();

    assertThat(statements).containsExactly("1 rows, null bytes");
  }
}
