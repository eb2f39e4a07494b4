package io.longshore.service.cleanroomsml.training;

import io.longshore.job.Outcome;
import io.longshore.transfer.dryrun.DryRunColumn;
import io.longshore.transfer.dryrun.EncoderDryRun;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.ReadRow;
import io.longshore.transfer.read.RowBatch;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The checks of the rows of a training table's file. */
final class InteractionDryRun<T> extends EncoderDryRun<T> {

  private static final int MOST_COLUMNS = 200;

  private final InteractionFile<T> file;
  private final PartitionValues partition;
  private final JsonArray schema;
  private final Set<String> names = new LinkedHashSet<>();

  InteractionDryRun(
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
  public List<DryRunColumn> columns() {
    return columns(List.copyOf(names));
  }

  @Override
  public List<DryRunColumn> columns(List<String> header) {
    return header.stream().map(name -> new DryRunColumn(name, type(name))).toList();
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
