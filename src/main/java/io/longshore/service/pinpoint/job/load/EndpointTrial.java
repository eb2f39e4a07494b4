package io.longshore.service.pinpoint.job.load;

import io.longshore.service.pinpoint.job.ImportPrecheck;
import io.longshore.service.pinpoint.job.load.EndpointBatches.Checked;
import io.longshore.service.pinpoint.job.row.CsvEndpoints;
import io.longshore.service.pinpoint.job.row.ImportedEndpoint;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.ReadRow;
import io.longshore.transfer.read.RowBatch;
import io.longshore.transfer.trial.RowTrial;
import io.longshore.transfer.trial.TrialBatch;
import io.longshore.transfer.trial.TrialColumn;
import io.longshore.transfer.trial.TrialSample;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The checks of the rows of a file of endpoints. */
final class EndpointTrial<T> implements RowTrial<T> {

  private static final int MOST_COLUMNS = 200;

  private final EndpointBatches<T> batches;
  private final TrialSamples samples;
  private final String file;
  private final Map<String, TrialColumn> columns = new LinkedHashMap<>();
  private boolean first;

  /**
   * @param first whether the creation of the import looks at the beginning of this file
   */
  EndpointTrial(EndpointBatches<T> batches, TrialSamples samples, String file, boolean first) {
    this.batches = batches;
    this.samples = samples;
    this.file = file;
    this.first = first;
  }

  @Override
  public Future<TrialBatch> check(RowBatch<T> rows, int most) {
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

  private static TrialBatch batch(
      Checked checked, List<TrialSample> shown, Optional<String> refusal) {
    return new TrialBatch(checked.rows().size(), checked.bad(), shown, refusal);
  }

  private void see(ReadRow<T> row) {
    if (row.value() instanceof CsvRow csv && columns.isEmpty()) {
      CsvEndpoints.mapped(csv.header()).forEach(column -> columns.put(column.name(), column));
    } else if (row.value() instanceof JsonObject object && columns.size() < MOST_COLUMNS) {
      ImportedEndpoint.mapped(object).forEach(column -> columns.put(column.name(), column));
    }
  }

  @Override
  public List<TrialColumn> columns() {
    return List.copyOf(columns.values());
  }

  @Override
  public List<TrialColumn> columns(List<String> header) {
    return CsvEndpoints.mapped(header);
  }
}
