package io.longshore.transfer.dryrun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Waiting;
import io.longshore.objectstore.ObjectRead;
import io.longshore.transfer.read.JsonLinesReader;
import io.longshore.transfer.read.ReadLimits;
import io.longshore.transfer.read.RowBatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DryRunExecutionTest {

  private static final DryRunLimits LIMITS =
      new DryRunLimits(1000, 1 << 20, Duration.ofSeconds(50), 3, 3);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();

  @AfterEach
  void close() {
    Waiting.await(vertx.close());
  }

  @Test
  void what_is_left_of_the_limits_is_divided_by_the_files_that_are_left() {
    DryRunReport report = run(LIMITS, List.of(rows("a", 10), rows("b", 5000), rows("c", 5000)));

    assertThat(report.results().stream().map(DryRunReport.FileResult::accepted))
        .containsExactly(10L, 495L, 495L);
    assertThat(report.cut()).contains(DryRunCut.ROWS);
    assertThat(report.results().get(0).complete()).isTrue();
    assertThat(report.results().get(1).complete()).isFalse();
    assertThat(report.samples()).hasSize(3);
  }

  @Test
  void bytes_are_limited_as_they_are_stored() {
    DryRunLimits few = new DryRunLimits(100_000, 2000, Duration.ofSeconds(50), 3, 3);

    DryRunReport report = run(few, List.of(endless("a", 100)));

    assertThat(report.cut()).contains(DryRunCut.BYTES);
    assertThat(report.results().get(0).accepted()).isBetween(200L, 300L);
  }

  @Test
  void a_file_that_sends_nothing_ends_with_the_time() {
    Stalled stalled = new Stalled();
    DryRunLimits quick = new DryRunLimits(1000, 1 << 20, Duration.ofMillis(100), 3, 3);

    DryRunReport report = run(quick, List.of(rows("a", 10), file("b", 1, stalled), rows("c", 10)));

    assertThat(report.cut()).contains(DryRunCut.SECONDS);
    assertThat(report.results()).hasSize(2);
    assertThat(stalled.closed).isTrue();
  }

  @Test
  void a_run_that_is_stopped_closes_its_file() {
    Stalled stalled = new Stalled();
    DryRunExecution run = new DryRunExecution(vertx, List.of(file("a", 1, stalled)), LIMITS);
    Promise<DryRunReport> report = Promise.promise();
    context.runOnContext(go -> run.run().onComplete(report));
    Waiting.await(stalled.asked.future());

    context.runOnContext(stop -> run.stop());

    assertThat(Waiting.await(report.future()).cut()).contains(DryRunCut.STOPPED);
    assertThat(stalled.closed).isTrue();
  }

  private DryRunReport run(DryRunLimits limits, List<DryRunFile> files) {
    Promise<DryRunReport> report = Promise.promise();
    context.runOnContext(go -> new DryRunExecution(vertx, files, limits).run().onComplete(report));
    return Waiting.await(report.future());
  }

  private DryRunFile rows(String name, int rows) {
    byte[] lines = "{}\n".repeat(rows).getBytes(UTF_8);
    return file(name, lines.length, new GivenFile(name, lines, false).open());
  }

  /** A file of a hundred bytes and more, in chunks of some. */
  private DryRunFile endless(String name, int chunk) {
    Buffer bytes = Buffer.buffer("{\"a\": 1}\n\n".repeat(chunk / 10));
    return file(
        name,
        Long.MAX_VALUE,
        new Stalled() {
          @Override
          public Future<Optional<Buffer>> next() {
            return Future.succeededFuture(Optional.of(bytes));
          }
        });
  }

  private DryRunFile file(String name, long size, ObjectRead read) {
    return DryRunFile.of(
        name,
        size,
        () -> Future.succeededFuture(read),
        object ->
            new FileDryRun<>(
                JsonLinesReader.of(vertx, object, name, ReadLimits.DEFAULT), new Counting()));
  }

  private static final class Counting implements RowDryRun<JsonObject> {

    @Override
    public Future<DryRunBatch> check(RowBatch<JsonObject> rows, int samples) {
      List<DryRunSample> shown =
          IntStream.range(0, samples)
              .mapToObj(i -> new DryRunSample(i + 1, DryRunSample.Action.CREATE, "{}"))
              .toList();
      return Future.succeededFuture(
          new DryRunBatch(rows.rows().size(), rows.bad(), shown, Optional.empty()));
    }

    @Override
    public List<DryRunColumn> columns() {
      return List.of();
    }

    @Override
    public List<DryRunColumn> columns(List<String> header) {
      return List.of();
    }
  }

  /** A read that never answers. */
  private static class Stalled implements ObjectRead {
    final Promise<Void> asked = Promise.promise();
    volatile boolean closed;

    @Override
    public long size() {
      return Long.MAX_VALUE;
    }

    @Override
    public String etag() {
      return "";
    }

    @Override
    public Future<Optional<Buffer>> next() {
      asked.tryComplete();
      return Promise.<Optional<Buffer>>promise().future();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
