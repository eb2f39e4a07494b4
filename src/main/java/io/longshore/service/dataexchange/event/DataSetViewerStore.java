package io.longshore.service.dataexchange.event;

import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Finds the accounts that see a data set. */
final class DataSetViewerStore {

  private static final String VIEWERS =
      """
      select s.account, s.region, s.id, s.name, s.asset_type, s.origin
        from dataexchange_seen_data_set s where s.source = $1 order by s.origin desc, s.account""";

  private DataSetViewerStore() {}

  /** The owner first. */
  static Future<List<DataSetViewer>> viewers(Transaction tx, String source) {
    return tx.execute(VIEWERS, Tuple.of(source))
        .map(rows -> SqlRows.all(rows, DataSetViewerStore::viewer));
  }

  private static DataSetViewer viewer(Row row) {
    return new DataSetViewer(
        row.getString("account"),
        row.getString("region"),
        row.getString("id"),
        row.getString("name"),
        row.getString("asset_type"),
        row.getString("origin").equals("OWNED"));
  }
}
