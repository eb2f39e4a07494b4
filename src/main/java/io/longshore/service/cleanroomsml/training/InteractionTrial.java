package io.longshore.service.cleanroomsml.training;

import io.longshore.job.Outcome;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.ReadRow;
import io.longshore.transfer.read.RowBatch;
import io.longshore.transfer.trial.EncoderTrial;
import io.longshore.transfer.trial.TrialColumn;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The checks of the rows of a training table's file. */
final class InteractionTrial<T> extends EncoderTrial<T> {

  private static final int MOST_COLUMNS = 200;

  private final InteractionFile<T> file;
  private final PartitionValues partition;
  private final JsonArray schema;
  private final Set<String> names = new LinkedHashSet<>();

  InteractionTrial(
      Vertx vertx, InteractionFile<T> file, PartitionValues partition, JsonArray schema) {
    super(vertx, file.reading());
    this.file = file;
    this.partition = partition;
    this.schema = schema;
  }

  @Override
  protected void see(RowBatch<T> rows) {
    for (ReadRow<T> row : rows.rows()) {
      if (names.size() < MOST_COLUMNS) {
        names.addAll(names(row.value()));
      }
    }
    names.addAll(partition.values().keySet());
  }

  private static Collection<String> names(Object row) {
    return row instanceof CsvRow csv ? csv.header() : ((JsonObject) row).fieldNames();
  }

  /** The columns with their types in the schema. */
  @Override
  public List<TrialColumn> columns() {
    return columns(List.copyOf(names));
  }

  @Override
  public List<TrialColumn> columns(List<String> header) {
    return header.stream().map(name -> new TrialColumn(name, type(name))).toList();
  }

  private Optional<String> type(String name) {
    return schema.stream()
        .map(JsonObject.class::cast)
        .filter(column -> column.getString("columnName").equalsIgnoreCase(name))
        .map(column -> column.getJsonArray("columnTypes").getString(0))
        .findFirst();
  }

  @Override
  public Outcome verdict(Outcome.Done read) {
    return file.verdict(read);
  }
}
