package io.longshore.service.pinpoint.endpoint;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The rows of endpoints that earlier versions wrote, without the columns for segments. */
final class ColumnBackfillStore {

  /** An endpoint that lacks the columns; the id in lower case. */
  record Unfilled(String id, long revision, EndpointRow row) {}

  private static final String UNFILLED =
      """
      select id, revision, line from pinpoint_endpoint
       where container = $1 and bucket = $2 and id > $3 and terms is null and version < $4
       order by id limit $5""";

  // Rows that were written meanwhile have another revision, and the columns. Locked in the order of
  // the key, as batches lock them.
  private static final String FILL =
      """
      with held as materialized (
        select id from pinpoint_endpoint
         where container = $1 and bucket = $2 and id = any($4::text[]) order by id for update)
      update pinpoint_endpoint e
         set version = $3, address_key = r.address_key,
             terms = string_to_array(btrim(r.terms, '{}'), ',')::integer[],
             active_at = r.active_at
        from held join unnest($4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::timestamptz[])
                  as r (id, revision, address_key, terms, active_at) on r.id = held.id
       where e.container = $1 and e.bucket = $2 and e.id = r.id and e.revision = r.revision""";

  private final Postgres postgres;

  ColumnBackfillStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Some rows of a hash bucket behind that id, ordered by id. */
  Future<List<Unfilled>> unfilled(String app, int bucket, String after, int limit) {
    return postgres
        .work(UNFILLED, Tuple.of(app, (short) bucket, after, EndpointMerge.VERSION, limit))
        .map(rows -> rows.stream().map(ColumnBackfillStore::unfilled).toList());
  }

  /**
   * Fills the columns of rows of one hash bucket that were not written meanwhile; their lines stay.
   */
  Future<Void> fill(String app, int bucket, List<Unfilled> some) {
    Tuple parameters =
        Tuple.of(app, (short) bucket, EndpointMerge.VERSION)
            .addValue(all(some, Unfilled::id).toArray(String[]::new))
            .addValue(all(some, Unfilled::revision).toArray(Long[]::new))
            .addValue(all(some, each -> each.row().address().orElse(null)).toArray(Long[]::new))
            .addValue(all(some, each -> each.row().terms()).toArray(String[]::new))
            .addValue(
                all(some, each -> each.row().activeAt().atOffset(ZoneOffset.UTC))
                    .toArray(OffsetDateTime[]::new));
    return postgres.work(FILL, parameters).mapEmpty();
  }

  private static <T> List<T> all(List<Unfilled> some, Function<Unfilled, T> column) {
    List<T> values = new ArrayList<>();
    some.forEach(each -> values.add(column.apply(each)));
    return values;
  }

  private static Unfilled unfilled(Row row) {
    return new Unfilled(
        row.getString("id"),
        row.getLong("revision"),
        EndpointRow.of(new JsonObject(row.getString("line"))));
  }
}
