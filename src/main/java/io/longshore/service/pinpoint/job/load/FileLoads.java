package io.longshore.service.pinpoint.job.load;

import io.longshore.job.Outputs;
import io.longshore.store.BulkLoad;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The one or two loads into which the rows of a file are divided, so that PostgreSQL uses two
 * processors. They are stored one by one, which no reader sees: rows count only once their import
 * is published, and those of an attempt that failed are deleted by its load's id.
 */
final class FileLoads {

  private final List<BulkLoad.Load> loads;

  private FileLoads(List<BulkLoad.Load> loads) {
    this.loads = loads;
  }

  /** The load, and if the target keeps the order and a connection is free a second one. */
  static Future<FileLoads> of(BulkLoad.Load load, ImportTarget target) {
    return target.isOrdered()
        ? load.second()
            .map(second -> new FileLoads(Stream.concat(Stream.of(load), second.stream()).toList()))
            .otherwise(new FileLoads(List.of(load)))
        : Future.succeededFuture(new FileLoads(List.of(load)));
  }

  int size() {
    return loads.size();
  }

  /**
   * Sends rows.
   *
   * @param rows of each load
   */
  Future<Void> write(List<Buffer> rows) {
    return Future.all(
            IntStream.range(0, loads.size())
                .filter(i -> rows.get(i).length() > 0)
                .mapToObj(i -> loads.get(i).write(rows.get(i)))
                .toList())
        .mapEmpty();
  }

  /** Ends and commits the loads. After a failure some may be stored, and none is in progress. */
  Future<Void> end(Outputs.Fence fence) {
    return Future.join(loads.stream().map(load -> load.end(fence.sql(), fence.values())).toList())
        .mapEmpty();
  }

  /** Stops the loads that have not ended. */
  void cancel() {
    loads.forEach(BulkLoad.Load::cancel);
  }
}
