package io.longshore.transfer.read;

import io.longshore.objectstore.ObjectRead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;

/** Reads the first line of a file, gzipped or not, to detect the format of the file. */
public final class FirstLine {

  private FirstLine() {}

  /**
   * Returns the first line that is not empty, and closes the file. Empty if there is no such line,
   * or it is not UTF-8.
   *
   * @param name the file's name in messages
   */
  public static Future<Optional<String>> of(
      Vertx vertx, ObjectRead file, String name, ReadLimits limits) {
    RowReader<String> lines =
        new TextRowReader<>(
            vertx, file, name, new RowDecoder<>(limits, Optional.empty(), Optional::of));
    return lines
        .next()
        .map(batch -> batch.flatMap(some -> some.rows().stream().findFirst()).map(ReadRow::value))
        .onComplete(read -> lines.close());
  }
}
