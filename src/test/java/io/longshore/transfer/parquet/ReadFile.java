package io.longshore.transfer.parquet;

import io.longshore.async.AsyncLoop;
import io.longshore.fixture.Waiting;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.MalformedRow;
import io.longshore.transfer.read.ReadLimits;
import io.longshore.transfer.read.ReadRow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The rows of a file in memory. */
record ReadFile(List<ReadRow<CsvRow>> rows, List<MalformedRow> bad) {

  static ReadFile of(Vertx vertx, byte[] content, String... columns) {
    ReadFile all = new ReadFile(new ArrayList<>(), new ArrayList<>());
    ParquetReader reader =
        new ParquetReader(vertx, new Content(content), "f", Set.of(columns), ReadLimits.DEFAULT);
    Waiting.await(
        AsyncLoop.whileTrue(
            () ->
                reader
                    .next()
                    .map(
                        batch -> {
                          batch.ifPresent(some -> all.rows().addAll(some.rows()));
                          batch.ifPresent(some -> all.bad().addAll(some.bad()));
                          return batch.isPresent();
                        })));
    return all;
  }

  /** The values of a column. */
  List<String> column(String name) {
    int at = rows.get(0).value().header().indexOf(name);
    return rows.stream().map(row -> row.value().values().get(at)).toList();
  }

  private record Content(byte[] content) implements RangedFile {

    @Override
    public long size() {
      return content.length;
    }

    @Override
    public Future<Buffer> read(long first, int length) {
      return Future.succeededFuture(
          Buffer.buffer(Arrays.copyOfRange(content, (int) first, (int) first + length)));
    }
  }
}
