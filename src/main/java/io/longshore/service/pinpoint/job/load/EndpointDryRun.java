package io.longshore.service.pinpoint.job.load;

import io.longshore.service.pinpoint.job.ImportPrecheck;
import io.longshore.service.pinpoint.job.load.EndpointBatches.Checked;
import io.longshore.service.pinpoint.job.row.CsvEndpoints;
import io.longshore.service.pinpoint.job.row.ImportedEndpoint;
import io.longshore.transfer.dryrun.DryRunBatch;
import io.longshore.transfer.dryrun.DryRunColumn;
import io.longshore.transfer.dryrun.DryRunSample;
import io.longshore.transfer.dryrun.RowDryRun;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.ReadRow;
import io.longshore.transfer.read.RowBatch;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The checks of the rows of a file of endpoints. */
final class EndpointDryRun<T> implements RowDryRun<T> {

  private static final int MOST_COLUMNS = 200;

  private final EndpointBatches<T> batches;
  private final DryRunSamples samples;
  private final String file;
  private final Map<String, DryRunColumn> columns = new LinkedHashMap<>();
  private boolean first;

  /**
   * @param first whether the creation of the import looks at the beginning of this file
   */
  EndpointDryRun(EndpointBatches<T> batches, DryRunSamples samples, String file, boolean first) {
    this.batches = batches;
    this.samples = samples;
    this.file = file;
    this.first = first;
  }

  @Override
  public Future<DryRunBatch> check(RowBatch<T> rows, int most) {
    Optional<String> refusal =
        first ? ImportPrecheck.refusal(file, rows) : Optional.<String>empty();
    first = false;
    rows.rows().forEach(this::see);
    return batches
        .check(rows)
        .compose(
            checked ->
                samples
                    .of(checked.rows().stream().limit(most).toList())
                    .map(shown -> batch(checked, shown, refusal)));
  }

  private static DryRunBatch batch(
      Checked checked, List<DryRunSample> shown, Optional<String> refusal) {
    return new DryRunBatch(checked.rows().size(), checked.bad(), shown, refusal);
  }

  private void see(ReadRow<T> row) {
    if (row.value() instanceof CsvRow csv && columns.isEmpty()) {
      CsvEndpoints.mapped(csv.header()).forEach(column -> columns.put(column.name(), column));
    } else if (row.value() instanceof JsonObject object && columns.size() < MOST_COLUMNS) {
      ImportedEndpoint.mapped(object).forEach(column -> columns.put(column.name(), column));
    }
  }

  @Override
  public List<DryRunColumn> columns() {
    return List.copyOf(columns.values());
  }

  @Override
  public List<DryRunColumn> columns(List<String> header) {
    return CsvEndpoints.mapped(header);
  }
}
