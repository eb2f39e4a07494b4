package io.longshore.service.pinpoint.endpoint;

import io.longshore.store.HashBucket;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Updates endpoints in batches, for the publication of an import, which has locked their rows. */
public final class EndpointUpdateRows {

  private static final String CHANGE =
      """
      update pinpoint_endpoint e
         set line = r.line, version = $2, revision = e.revision + 1, user_id = r.user_id,
             address_key = r.address_key, terms = string_to_array(btrim(r.terms, '{}'), ',')::integer[], active_at = r.active_at
        from unnest($3::smallint[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[],
                    $9::timestamptz[])
                  as r (bucket, id, line, user_id, address_key, terms, active_at)
       where e.container = $1 and e.bucket = r.bucket and e.id = r.id
         and e.bucket = any($10::smallint[])"""; // so that Citus asks only their shards

  private final Transaction tx;
  private final String container;
  private List<String> ids = new ArrayList<>();
  private List<EndpointRow> rows = new ArrayList<>();

  public EndpointUpdateRows(Transaction tx, String container) {
    this.tx = tx;
    this.container = container;
  }

  /**
   * @param id in lower case
   */
  public void add(String id, EndpointRow row) {
    ids.add(id);
    rows.add(row);
  }

  /** Writes the rows that were added since the last write. */
  public Future<Void> write() {
    if (ids.isEmpty()) {
      return Future.succeededFuture();
    }
    Tuple parameters =
        Tuple.of(container, EndpointMerge.VERSION)
            .addValue(ids.stream().map(HashBucket::of).toArray(Short[]::new))
            .addValue(ids.toArray(String[]::new))
            .addValue(all(EndpointRow::line).toArray(String[]::new))
            .addValue(all(row -> row.userId().orElse(null)).toArray(String[]::new))
            .addValue(all(row -> row.address().orElse(null)).toArray(Long[]::new))
            .addValue(all(EndpointRow::terms).toArray(String[]::new))
            .addValue(
                all(row -> row.activeAt().atOffset(ZoneOffset.UTC)).toArray(OffsetDateTime[]::new))
            .addValue(ids.stream().map(HashBucket::of).distinct().toArray(Short[]::new));
    ids = new ArrayList<>();
    rows = new ArrayList<>();
    return tx.execute(CHANGE, parameters).mapEmpty();
  }

  private <T> List<T> all(Function<EndpointRow, T> column) {
    List<T> values = new ArrayList<>();
    rows.forEach(row -> values.add(column.apply(row)));
    return values;
  }
}
