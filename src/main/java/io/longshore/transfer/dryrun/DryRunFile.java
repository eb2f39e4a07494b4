package io.longshore.transfer.dryrun;

import io.longshore.objectstore.ObjectRead;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * A file of a dry run.
 *
 * @param name its S3 URL, or the name that the caller gave it
 * @param bytes its size as it is stored
 * @param open opens it for the checks of its rows; the argument is told the bytes that are read
 */
public record DryRunFile(
    String name, long bytes, Function<LongConsumer, Future<FileDryRun<?>>> open) {

  /** A file that is read from its beginning. */
  public static DryRunFile of(
      String name,
      long bytes,
      Supplier<Future<ObjectRead>> read,
      Function<ObjectRead, FileDryRun<?>> dryRun) {
    return new DryRunFile(
        name,
        bytes,
        meter -> read.get().map(object -> dryRun.apply(new MeteredRead(object, meter))));
  }
}
