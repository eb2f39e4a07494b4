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

  /**
   * Ends and commits the loads, the first one last, because it updates the planner's statistics.
   * After a failure some may be stored, and none is in progress.
   */
  Future<Void> end(Outputs.Fence fence) {
    return Future.join(loads.stream().skip(1).map(load -> end(load, fence)).toList())
        .compose(stored -> end(loads.get(0), fence))
        .recover(failure -> cancel().transform(cancelled -> Future.<Void>failedFuture(failure)));
  }

  private static Future<Void> end(BulkLoad.Load load, Outputs.Fence fence) {
    return load.end(fence.sql(), fence.values()).mapEmpty();
  }

  /** Stops the loads that have not ended. */
  Future<Void> cancel() {
    return Future.join(loads.stream().map(BulkLoad.Load::cancel).toList()).mapEmpty();
  }
}
