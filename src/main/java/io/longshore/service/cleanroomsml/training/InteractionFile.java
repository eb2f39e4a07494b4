package io.longshore.service.cleanroomsml.training;

import io.longshore.job.Outcome;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore;
import io.longshore.service.cleanroomsml.training.TableFile.Format;
import io.longshore.transfer.dryrun.MeteredRead;
import io.longshore.transfer.parquet.ParquetReader;
import io.longshore.transfer.parquet.RangedFile;
import io.longshore.transfer.parquet.StoredFile;
import io.longshore.transfer.read.CsvReader;
import io.longshore.transfer.read.JsonLinesReader;
import io.longshore.transfer.read.ReadLimits;
import io.longshore.transfer.read.RowReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * An open file of a table, and the reader of its interactions.
 *
 * @param name its S3 URL
 */
public record InteractionFile<T>(String name, RowReader<T> rows, InteractionReader<T> reading) {

  private static final int SHOWN = 5;

  /** The vertx, and what is made of the rows. */
  public record Into(Vertx vertx, InteractionColumns columns, InteractionPages pages) {}

  /**
   * Opens a file in S3.
   *
   * @param meter told the bytes that are read
   */
  public static Future<InteractionFile<?>> open(
      Into into, ObjectStore store, TableFile file, LongConsumer meter) {
    return file.format() == Format.PARQUET
        ? Future.succeededFuture(
            parquet(
                into,
                new StoredFile(store, file.source(), file.size(), meter),
                file.name(),
                file.partition()))
        : store
            .read(file.source())
            .map(
                read ->
                    text(
                        into,
                        new MeteredRead(read, meter),
                        file.name(),
                        file.format(),
                        file.partition()));
  }

  /**
   * A file of text.
   *
   * @param name the file's name in messages
   */
  static InteractionFile<?> text(
      Into into, ObjectRead read, String name, Format format, PartitionValues partition) {
    ReadLimits limits = ReadLimits.DEFAULT;
    return format == Format.CSV
        ? new InteractionFile<>(
            name,
            CsvReader.of(into.vertx(), read, name, limits),
            InteractionReader.csv(into.columns(), partition, into.pages()))
        : new InteractionFile<>(
            name,
            JsonLinesReader.of(into.vertx(), read, name, limits),
            InteractionReader.json(into.columns(), partition, into.pages()));
  }

  static InteractionFile<?> parquet(
      Into into, RangedFile file, String name, PartitionValues partition) {
    InteractionColumns columns = into.columns();
    return new InteractionFile<>(
        name,
        new ParquetReader(
            into.vertx(),
            file,
            name,
            Set.of(columns.user(), columns.item(), columns.timestamp()),
            ReadLimits.DEFAULT),
        InteractionReader.csv(columns, partition, into.pages()));
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
