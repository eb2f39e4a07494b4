package io.longshore.service.cleanroomsml.training;

import io.longshore.job.Outcome;
import io.longshore.objectstore.ObjectRead;
import io.longshore.service.cleanroomsml.training.TableFile.Format;
import io.longshore.transfer.read.CsvReader;
import io.longshore.transfer.read.JsonLinesReader;
import io.longshore.transfer.read.ReadLimits;
import io.longshore.transfer.read.RowReader;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * An open file of a table, and the reader of its interactions.
 *
 * @param name its S3 URL
 */
public record InteractionFile<T>(String name, RowReader<T> rows, InteractionReader<T> reading) {

  private static final int SHOWN = 5;

  /**
   * @param name the file's name in messages
   */
  public static InteractionFile<?> open(
      Vertx vertx,
      ObjectRead read,
      String name,
      Format format,
      InteractionColumns columns,
      InteractionPages pages) {
    ReadLimits limits = ReadLimits.DEFAULT;
    return switch (format) {
      case CSV ->
          new InteractionFile<>(
              name, CsvReader.of(vertx, read, name, limits), InteractionReader.csv(columns, pages));
      case JSON ->
          new InteractionFile<>(
              name,
              JsonLinesReader.of(vertx, read, name, limits),
              InteractionReader.json(columns, pages));
    };
  }

  /** The outcome of the file with its remarks; rejected when a row is no interaction. */
  public Outcome verdict(Outcome loaded) {
    if (!(loaded instanceof Outcome.Done done)) {
      return loaded;
    }
    if (done.rowsFailed() > 0) {
      List<String> first = done.refusals().subList(0, Math.min(SHOWN, done.refusals().size()));
      String more = done.rowsFailed() > first.size() ? ", and so on" : "";
      return new Outcome.Rejected(
          "%d rows are no interactions: %s%s"
              .formatted(done.rowsFailed(), String.join("; ", first), more));
    }
    if (done.rows() == 0) {
      return new Outcome.Done(0, 0, List.of(name + " has no row"));
    }
    return reading.outside() == 0
        ? loaded
        : new Outcome.Done(
            done.rows(),
            0,
            List.of(
                "%s: %d of %d rows are outside of the time window"
                    .formatted(name, reading.outside(), done.rows())));
  }
}
