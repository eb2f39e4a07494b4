package io.longshore.service.cleanroomsml.training;

import io.longshore.service.cleanroomsml.training.InteractionColumns.Interaction;
import io.longshore.service.cleanroomsml.training.InteractionColumns.Positions;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.Importer.RowEncoder;
import io.longshore.transfer.read.ReadRow;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Encodes a file's rows as pages of interactions. */
public final class InteractionReader<T> implements RowEncoder<T> {

  private final InteractionPages pages;
  private final Function<T, Optional<Interaction>> reading;
  private Optional<Interaction> last = Optional.empty();
  private long outside;

  private InteractionReader(InteractionPages pages, Function<T, Optional<Interaction>> reading) {
    this.pages = pages;
    this.reading = reading;
  }

  public static InteractionReader<CsvRow> csv(
      InteractionColumns columns, PartitionValues partition, InteractionPages pages) {
    Positions[] positions = new Positions[1]; // set by the first row
    List<List<String>> header = new ArrayList<>();
    return new InteractionReader<>(
        pages,
        row -> {
          if (positions[0] == null) {
            header.add(partition.header(row.header()));
            positions[0] = columns.in(header.get(0));
          }
          CsvRow whole = partition.isEmpty() ? row : partition.row(header.get(0), row);
          return columns.interaction(whole, positions[0]);
        });
  }

  public static InteractionReader<JsonObject> json(
      InteractionColumns columns, PartitionValues partition, InteractionPages pages) {
    return new InteractionReader<>(
        pages, row -> columns.interaction(partition.isEmpty() ? row : partition.row(row)));
  }

  @Override
  public void add(ReadRow<T> row) {
    last = reading.apply(row.value());
    last.ifPresentOrElse(pages::add, () -> outside++);
  }

  /** The number of rows outside of the time window, once all are read. */
  public long outside() {
    return outside;
  }

  /** Empty for a row outside of the time window. */
  @Override
  public Optional<String> last() {
    return last.map(
        row -> new JsonObject().put("user", row.user()).put("item", row.item()).encode());
  }

  @Override
  public Buffer take() {
    return pages.take();
  }

  @Override
  public Buffer rest() {
    return pages.rest();
  }
}
