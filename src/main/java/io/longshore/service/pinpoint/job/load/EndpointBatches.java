package io.longshore.service.pinpoint.job.load;

import io.longshore.transfer.read.MalformedRow;
import io.longshore.transfer.read.ReadRow;
import io.longshore.transfer.read.RowBatch;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Parses the rows of a file, checks them for their target, and encodes them for its COPY. One call
 * at a time.
 */
final class EndpointBatches<T> {

  /** The valid and the malformed rows of a batch. */
  private record Staged(List<StagedRow> rows, List<MalformedRow> bad) {}

  /**
   * A batch that was checked.
   *
   * @param rows those that are taken
   * @param encoded rows to write now to each load
   * @param bad those that are refused, by line
   */
  record Checked(List<StagedRow> rows, List<Buffer> encoded, List<MalformedRow> bad) {}

  private final StagedRow.File origin;
  private final Function<T, JsonObject> parse;
  private final ImportTarget target;
  private final CopyRows copy;
  private final WorkerExecutor workers;

  EndpointBatches(
      StagedRow.File origin,
      Function<T, JsonObject> parse,
      ImportTarget target,
      CopyRows copy,
      WorkerExecutor workers) {
    this.origin = origin;
    this.parse = parse;
    this.target = target;
    this.copy = copy;
    this.workers = workers;
  }

  Future<Checked> check(RowBatch<T> batch) {
    return workers
        .executeBlocking(() -> staged(batch), false)
        .compose(staged -> target.refused(staged.rows()).map(bad -> without(staged, bad)))
        .compose(staged -> workers.executeBlocking(() -> encoded(staged), false));
  }

  private Staged staged(RowBatch<T> batch) {
    List<StagedRow> good = new ArrayList<>();
    List<MalformedRow> bad = new ArrayList<>(batch.bad());
    for (ReadRow<T> row : batch.rows()) {
      try {
        good.add(StagedRow.of(origin, row.line(), parse.apply(row.value())));
      } catch (IllegalArgumentException reason) {
        bad.add(new MalformedRow(row.line(), reason.getMessage()));
      }
    }
    return new Staged(good, bad);
  }

  private static Staged without(Staged staged, List<MalformedRow> refused) {
    if (refused.isEmpty()) {
      return staged;
    }
    Set<Long> lines = refused.stream().map(MalformedRow::line).collect(Collectors.toSet());
    List<MalformedRow> bad = new ArrayList<>(staged.bad());
    bad.addAll(refused);
    return new Staged(
        staged.rows().stream().filter(row -> !lines.contains(row.line())).toList(), bad);
  }

  private Checked encoded(Staged staged) {
    List<StagedRow> good = new ArrayList<>();
    List<MalformedRow> bad = new ArrayList<>(staged.bad());
    for (StagedRow row : staged.rows()) {
      try {
        copy.add(row);
        good.add(row);
      } catch (IllegalArgumentException reason) {
        bad.add(new MalformedRow(row.line(), reason.getMessage()));
      }
    }
    bad.sort(Comparator.comparingLong(MalformedRow::line));
    return new Checked(good, copy.take(), bad);
  }
}
