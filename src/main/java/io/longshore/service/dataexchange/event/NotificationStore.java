package io.longshore.service.dataexchange.event;

import io.longshore.service.dataexchange.DataExchangeIds;
import io.longshore.service.dataexchange.dataset.DataSet;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;

/** The rows of notifications. */
public final class NotificationStore {

  private static final String INSERT =
      """
      insert into dataexchange_notification
             (id, account, region, data_set, client_token, content, sent_at)
      values ($1, $2, $3, $4, $5, $6, $7)
      on conflict do nothing""";

  /** False when one with that token was recorded before. */
  Future<Boolean> insert(
      Transaction tx, DataSet set, Optional<String> token, JsonObject content, Instant at) {
    return tx.execute(
            INSERT,
            Tuple.of(DataExchangeIds.random(), set.account(), set.region(), set.id())
                .addValue(token.orElse(null))
                .addValue(content)
                .addValue(SqlRows.timestamp(at)))
        .map(inserted -> inserted.rowCount() == 1);
  }
}
