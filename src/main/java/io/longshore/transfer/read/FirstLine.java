package io.longshore.transfer.read;

import io.longshore.objectstore.ObjectRead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;

/** What a file begins with, gzipped or not: for files whose names do not say what they are. */
public final class FirstLine {

  private FirstLine() {}

  /**
   * The first line that is not empty; none of a file that has none, or is no text. The file is
   * closed.
   *
   * @param name as the file's owner knows it
   */
  public static Future<Optional<String>> of(
      Vertx vertx, ObjectRead file, String name, ReadLimits limits) {
    RowReader<String> lines =
        new RowReader<>(
            vertx, file, name, new RowDecoder<>(limits, Optional.empty(), Optional::of));
    return lines
        .next()
        .map(batch -> batch.flatMap(some -> some.rows().stream().findFirst()).map(ReadRow::value))
        .onComplete(read -> lines.close());
  }
}
