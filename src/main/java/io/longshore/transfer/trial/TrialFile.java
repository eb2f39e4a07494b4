package io.longshore.transfer.trial;

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
public record TrialFile(
    String name, long bytes, Function<LongConsumer, Future<FileTrial<?>>> open) {

  /** A file that is read from its beginning. */
  public static TrialFile of(
      String name,
      long bytes,
      Supplier<Future<ObjectRead>> read,
      Function<ObjectRead, FileTrial<?>> trial) {
    return new TrialFile(
        name,
        bytes,
        meter -> read.get().map(object -> trial.apply(new MeteredRead(object, meter))));
  }
}
