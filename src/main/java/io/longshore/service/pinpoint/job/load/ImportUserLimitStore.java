package io.longshore.service.pinpoint.job.load;

import io.longshore.api.ApiError;
import io.longshore.service.pinpoint.endpoint.EndpointLockStore;
import io.longshore.service.pinpoint.endpoint.EndpointRow;
import io.longshore.service.pinpoint.endpoint.EndpointUpdateRows;
import io.longshore.service.pinpoint.user.UserEndpointLimit;
import io.longshore.store.HashBucket;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Enforces the limit of endpoints per user before the rows of an import are merged, as calls do,
 * row by row in the order of the files. Only users who would have too many are read.
 */
final class ImportUserLimitStore {

  // Users who would exceed the limit, counting their endpoints that are not in the import and those
  // that its rows give them. Staged rows are joined only with indexed tables, here and below,
  // because there are no statistics of their number, and a nested loop over all of them would not
  // end.
  private static final String CROWDED_USERS =
      """
      -- all buckets: the endpoints of a user
      with newest as materialized (%s),
      users as materialized (select distinct user_id from newest where user_id is not null)
      select user_id from (
        select user_id, 1 as more from newest where user_id is not null
        union all
        select e.user_id, -1 from newest n
          join pinpoint_endpoint e on e.container = $3 and e.bucket = n.bucket and e.id = n.id
         where e.user_id is not null
        union all
        select e.user_id, 1 from users u
          join pinpoint_endpoint e on e.container = $3 and e.user_id = u.user_id) counted
       group by user_id having sum(more) > $4"""
          .formatted(EndpointImportStore.NEWEST);

  // For each of them the endpoints that stay, then the rows that give others. A row that gives an
  // endpoint to another user hides that it was this user's.
  private static final String CROWDED =
      """
      -- all buckets: the endpoints of a user
      with newest as materialized (%s),
      named as materialized (
        select n.user_id, n.id, n.load, n.place, n.line, n.sent, n.opted,
               e.user_id as before, e.line as stored
          from newest n
          left join pinpoint_endpoint e
            on e.container = $3 and e.bucket = n.bucket and e.id = n.id
         where n.user_id = any($4::text[]) or e.user_id = any($4::text[]))
      select user_id, id, has, load, place, line, sent, opted, stored from (
        select distinct on (user_id, id) user_id, id, has, gone, load, place, line, sent, opted, stored
          from (
            select user_id, id, coalesce(before = user_id, false) as has, false as gone, 0 as nth,
                   load, place, line, sent, opted, stored
              from named where user_id = any($4::text[])
            union all
            select before, id, true, true, 0, null, null, null, null, null, null
              from named where before = any($4::text[]) and before is distinct from user_id
            union all
            select e.user_id, e.id, true, false, 1, null, null, null, null, null, e.line
              from pinpoint_endpoint e where e.container = $3 and e.user_id = any($4::text[])) rows
         order by user_id, id, nth) one
       where not gone
       order by user_id, has desc, place"""
          .formatted(EndpointImportStore.NEWEST);

  private static final String REFUSE =
      """
      delete from pinpoint_import_row r
       using unnest($2::smallint[], $3::text[]) as k (bucket, id)
       where r.job = $1 and r.bucket = k.bucket and r.id = k.id""";

  private static final String RETIRE_ROWS =
      """
      update pinpoint_import_row r
         set line = k.line, sent = k.sent, user_id = null, address_key = null,
             terms = string_to_array(btrim(k.terms, '{}'), ',')::integer[]
        from unnest($2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[])
                  as k (bucket, id, line, sent, terms)
       where r.job = $1 and r.bucket = k.bucket and r.id = k.id""";

  /** The change that removes an endpoint's user and makes it inactive. */
  private static final JsonObject RETIRED =
      new JsonObject()
          .put("EndpointStatus", "INACTIVE")
          .put("User", new JsonObject().put("UserId", ""));

  private final MergeRows all;
  private final Map<String, Row> ofUser = new HashMap<>();
  private final List<String> refused = new ArrayList<>();
  private final List<Row> retired = new ArrayList<>();
  private String user;
  private UserEndpointLimit room;

  private ImportUserLimitStore(MergeRows all) {
    this.all = all;
  }

  static Future<Void> make(MergeRows all) {
    return all.execute(CROWDED_USERS, all.parameters().addValue(UserEndpointLimit.MOST))
        .compose(
            crowded -> {
              String[] users =
                  crowded.stream().map(row -> row.getString("user_id")).toArray(String[]::new);
              return users.length == 0
                  ? Future.succeededFuture()
                  : all.each(
                      CROWDED,
                      all.parameters().addValue(users),
                      new ImportUserLimitStore(all)::taken);
            });
  }

  private Future<Void> taken(RowSet<Row> rows) {
    for (Row row : rows) {
      if (!row.getString("user_id").equals(user)) {
        user = row.getString("user_id");
        room = new UserEndpointLimit(user, Map.of());
        ofUser.clear();
      }
      add(row);
    }
    return refuse().compose(done -> retireRows()).compose(done -> retireEndpoints());
  }

  private void add(Row row) {
    String id = row.getString("id");
    EndpointRow endpoint = endpoint(row);
    if (row.getBoolean("has")) {
      room.keep(id, endpoint);
      ofUser.put(id, row);
      return;
    }
    try {
      room.add(id, endpoint).ifPresent(gone -> retired.add(ofUser.remove(gone)));
      ofUser.put(id, row);
    } catch (ApiError refusal) {
      refused.add(id);
      all.refusals().add(row.getUUID("load"), row.getLong("place"), refusal.getMessage());
    }
  }

  /** The endpoint after the merge. */
  private EndpointRow endpoint(Row row) {
    Optional<JsonObject> stored = Optional.ofNullable(row.getString("stored")).map(JsonObject::new);
    if (row.getUUID("load") == null) {
      return EndpointRow.of(stored.orElseThrow());
    }
    return EndpointRow.of(all.merge().merge(row.getString("id"), stored, sent(row)));
  }

  private static JsonObject sent(Row row) {
    return StagedRow.sent(row.getString("line"), row.getString("sent"), row.getBoolean("opted"));
  }

  private Future<Void> refuse() {
    if (refused.isEmpty()) {
      return Future.succeededFuture();
    }
    Tuple parameters =
        Tuple.of(all.job())
            .addValue(refused.stream().map(HashBucket::of).toArray(Short[]::new))
            .addValue(refused.toArray(String[]::new));
    refused.clear();
    return all.execute(REFUSE, parameters).mapEmpty();
  }

  /** Removes the user of rows that were replaced by later ones. */
  private Future<Void> retireRows() {
    List<Row> rows = retired.stream().filter(row -> row.getUUID("load") != null).toList();
    if (rows.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Optional<EndpointRow>> whole =
        rows.stream()
            .map(row -> Optional.ofNullable(row.getString("line")))
            .map(line -> line.map(text -> EndpointRow.of(new JsonObject(text)).withoutUser()))
            .toList();
    Tuple parameters =
        Tuple.of(all.job())
            .addValue(rows.stream().map(row -> HashBucket.of(id(row))).toArray(Short[]::new))
            .addValue(rows.stream().map(ImportUserLimitStore::id).toArray(String[]::new))
            .addValue(
                whole.stream()
                    .map(row -> row.map(EndpointRow::line).orElse(null))
                    .toArray(String[]::new))
            .addValue(
                rows.stream()
                    .map(row -> sent(row).mergeIn(RETIRED).encode())
                    .toArray(String[]::new))
            .addValue(
                whole.stream()
                    .map(row -> row.map(EndpointRow::terms).orElse(null))
                    .toArray(String[]::new));
    return all.execute(RETIRE_ROWS, parameters).mapEmpty();
  }

  /** Removes the user of replaced endpoints that the import does not have. */
  private Future<Void> retireEndpoints() {
    List<String> ids =
        retired.stream()
            .filter(row -> row.getUUID("load") == null)
            .map(ImportUserLimitStore::id)
            .toList();
    retired.clear();
    if (ids.isEmpty()) {
      return Future.succeededFuture();
    }
    EndpointUpdateRows updates = new EndpointUpdateRows(all.tx(), all.container());
    return EndpointLockStore.lock(all.tx(), all.container(), ids)
        .compose(
            found -> {
              found.forEach((id, stored) -> updates.add(id, stored.row().withoutUser()));
              return updates.write();
            });
  }

  private static String id(Row row) {
    return row.getString("id");
  }
}
