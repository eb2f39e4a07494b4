package io.longshore.service.pinpoint;

import io.longshore.api.ApiError;
import io.longshore.objectstore.InTurn;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Merges the rows of an import that wait into the endpoints of an app. */
final class MergeStore {

  /** A row that waited and was not taken after all. */
  record Refused(UUID load, long place, String reason) {}

  // Rows that would give a user more endpoints than the limit: of those that do not have the user
  // already, the last of the import. All rows of their ids go.
  private static final String REFUSE_CROWDING =
      """
      -- all buckets: the endpoints of a user
      with newest as materialized (%s),
      wanted as materialized (
        select n.load, n.place, n.bucket, n.id, n.user_id,
               coalesce(e.user_id = n.user_id, false) as has
          from newest n
          left join pinpoint_endpoint e
            on e.container = $3 and e.bucket = n.bucket and e.id = n.id
         where n.user_id is not null),
      others as (
        select u.user_id, count(*) as endpoints
          from (select distinct user_id from wanted) u
          join pinpoint_endpoint e on e.container = $3 and e.user_id = u.user_id
         where not exists (select from wanted w where w.bucket = e.bucket and w.id = e.id)
         group by u.user_id),
      crowding as (
        select * from (
          select w.*, coalesce(o.endpoints, 0)
                      + row_number() over (partition by w.user_id order by w.has desc, w.place) as nth
            from wanted w left join others o on o.user_id = w.user_id) counted
         where nth > $4 and not has),
      gone as (
        delete from pinpoint_import_row r using crowding c
         where r.job = $1 and r.bucket = c.bucket and r.id = c.id)
      select load, place, user_id from crowding order by place"""
          .formatted(ImportStore.NEWEST);

  private static final String REGISTER =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id,
                                     address_key, terms, active_at)
      select $3::text, bucket, id, line, $4::smallint, revision, user_id, address_key, terms, active_at
        from (%s) newest where line is not null
          on conflict (container, bucket, id) do nothing"""
          .formatted(ImportStore.NEWEST);

  private static final String WAITING =
      """
      select count(*) from pinpoint_import_row
       where job = $1 and load = any($2::uuid[]) and id is not null""";

  // What stood there before, and must be changed: its revision is not the row's. Locked, so that
  // nobody else changes it before the transaction ends.
  private static final String THERE =
      """
      select s.load, s.place, s.bucket, s.id, s.line as row, s.sent, s.opted, e.line
        from (%s) s
        join pinpoint_endpoint e on e.container = $3 and e.bucket = s.bucket and e.id = s.id
       where e.revision <> s.revision
       order by s.bucket, s.id for update of e"""
          .formatted(ImportStore.NEWEST);

  private static final String CHANGE =
      """
      update pinpoint_endpoint e
         set line = r.line, version = $2, revision = e.revision + 1, user_id = r.user_id,
             address_key = r.address_key, terms = r.terms::integer[], active_at = r.active_at
        from unnest($3::smallint[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[],
                    $9::timestamptz[])
                  as r (bucket, id, line, user_id, address_key, terms, active_at)
       where e.container = $1 and e.bucket = r.bucket and e.id = r.id""";

  private static final int ROWS_AT_ONCE = 500;
  private static final int MOST_OF_A_USER = 15;

  /** What is to be merged, and where. */
  record Merging(
      Transaction tx, UUID job, List<UUID> loads, String container, EndpointMerge merge) {

    private Tuple loaded() {
      return Tuple.of(job).addValue(loads.toArray(UUID[]::new));
    }

    private Future<RowSet<Row>> execute(String sql, Tuple parameters) {
      return tx.connection().preparedQuery(sql).execute(parameters);
    }
  }

  /**
   * Makes the rows endpoints: new ones as they are staged, those that are there as the merge says.
   * Returns those that would break a limit, which change nothing.
   */
  Future<List<Refused>> register(Merging all) {
    List<Refused> refused = new ArrayList<>();
    return all.execute(
            REFUSE_CROWDING, all.loaded().addValue(all.container()).addValue(MOST_OF_A_USER))
        .onSuccess(crowding -> crowding.forEach(row -> refused.add(crowded(row))))
        .compose(done -> all.execute(WAITING, all.loaded()))
        .compose(waiting -> added(all, waiting.iterator().next().getLong(0), refused))
        .map(refused);
  }

  private static Refused crowded(Row row) {
    return new Refused(
        row.getUUID("load"),
        row.getLong("place"),
        "The user '%s' would have more than %d endpoints, the limit"
            .formatted(row.getString("user_id"), MOST_OF_A_USER));
  }

  private static Future<Void> added(Merging all, long waiting, List<Refused> refused) {
    Tuple parameters = all.loaded().addValue(all.container()).addValue(EndpointMerge.VERSION);
    return all.execute(REGISTER, parameters)
        .compose(
            added -> added.rowCount() == waiting ? Future.succeededFuture() : change(all, refused));
  }

  private static Future<Void> change(Merging all, List<Refused> refused) {
    return all.tx()
        .connection()
        .prepare(THERE)
        .compose(
            query -> {
              Cursor there = query.cursor(all.loaded().addValue(all.container()));
              return change(all, there, refused).eventually(there::close).eventually(query::close);
            });
  }

  private static Future<Void> change(Merging all, Cursor there, List<Refused> refused) {
    return InTurn.whileMore(
        () ->
            there
                .read(ROWS_AT_ONCE)
                .compose(
                    rows ->
                        rows.size() == 0 ? Future.succeededFuture() : change(all, rows, refused))
                .map(done -> there.hasMore()));
  }

  private static Future<Void> change(Merging all, RowSet<Row> there, List<Refused> refused) {
    List<Short> buckets = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    List<EndpointRow> changed = new ArrayList<>();
    for (Row row : there) {
      EndpointRow merged = merged(all.merge(), row);
      try {
        EndpointRules.whole(merged.endpoint(), merged.line());
      } catch (ApiError refusal) {
        // Others wrote the endpoint since its row was compared with it.
        refused.add(new Refused(row.getUUID("load"), row.getLong("place"), refusal.getMessage()));
        continue;
      }
      buckets.add(row.getShort("bucket"));
      ids.add(row.getString("id"));
      changed.add(merged);
    }
    return all.execute(CHANGE, parameters(all.container(), buckets, ids, changed)).mapEmpty();
  }

  private static EndpointRow merged(EndpointMerge merge, Row row) {
    JsonObject sent =
        StagedRow.sent(row.getString("row"), row.getString("sent"), row.getBoolean("opted"));
    JsonObject old = new JsonObject(row.getString("line"));
    return EndpointRow.of(merge.merge(old.getString("Id"), Optional.of(old), sent));
  }

  private static Tuple parameters(
      String container, List<Short> buckets, List<String> ids, List<EndpointRow> changed) {
    return Tuple.of(container, EndpointMerge.VERSION)
        .addValue(buckets.toArray(Short[]::new))
        .addValue(ids.toArray(String[]::new))
        .addValue(all(changed, EndpointRow::line).toArray(String[]::new))
        .addValue(all(changed, row -> row.userId().orElse(null)).toArray(String[]::new))
        .addValue(all(changed, row -> row.address().orElse(null)).toArray(Long[]::new))
        .addValue(all(changed, EndpointRow::terms).toArray(String[]::new))
        .addValue(
            all(changed, row -> row.activeAt().atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new));
  }

  private static <T> List<T> all(List<EndpointRow> rows, Function<EndpointRow, T> column) {
    List<T> values = new ArrayList<>();
    rows.forEach(row -> values.add(column.apply(row)));
    return values;
  }
}
