package io.longshore.events.outbox;

import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** Writes events in the transaction of what they tell of. */
public final class EventOutboxStore {

  /** A target that no replica has reported for so many days is not configured any more. */
  public static final int FORGOTTEN_DAYS = 7;

  // Without a configured target there is no row. The targets are those of all replicas, so that it
  // does not matter which replica has answered the call.
  private static final String ADD =
      """
      INSERT INTO event_outbox (id, account, region, source, detail_type, resources, detail)
      SELECT e.id, e.account, e.region, e.source, e.detail_type, e.resources, e.detail
        FROM json_to_recordset($1::json)
             AS e(id uuid, account text, region text, source text, detail_type text,
                  resources json, detail json)
       WHERE EXISTS (SELECT 1 FROM event_target t
                      WHERE t.seen_at > clock_timestamp() - %d * interval '1 day')"""
          .formatted(FORGOTTEN_DAYS);

  private EventOutboxStore() {}

  /** Records the events, if any target is configured. */
  public static Future<Void> add(Transaction tx, List<ServiceEvent> events) {
    if (events.isEmpty()) {
      return Future.succeededFuture();
    }
    JsonArray rows = new JsonArray();
    events.forEach(event -> rows.add(row(event)));
    return tx.execute(ADD, Tuple.of(rows)).mapEmpty();
  }

  private static JsonObject row(ServiceEvent event) {
    return new JsonObject()
        .put("id", UUID.randomUUID().toString())
        .put("account", event.account())
        .put("region", event.region())
        .put("source", event.source())
        .put("detail_type", event.detailType())
        .put("resources", new JsonArray(event.resources()))
        .put("detail", event.detail());
  }
}
