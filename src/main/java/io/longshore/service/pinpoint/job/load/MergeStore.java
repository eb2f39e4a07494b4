package io.longshore.service.pinpoint.job.load;

import io.longshore.api.ApiError;
import io.longshore.service.pinpoint.endpoint.EndpointLockStore;
import io.longshore.service.pinpoint.endpoint.EndpointMerge;
import io.longshore.service.pinpoint.endpoint.EndpointRow;
import io.longshore.service.pinpoint.endpoint.EndpointRules;
import io.longshore.service.pinpoint.endpoint.EndpointUpdateRows;
import io.longshore.service.pinpoint.endpoint.EndpointWriteStore.Stored;
import io.longshore.store.Statistics;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Merges the staged rows of an import into the endpoints of an app. */
final class MergeStore {

  // Counted by RETURNING: the count that Citus reports has rows that were not written.
  private static final String REGISTER =
      """
      with added as (
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id,
                                     address_key, terms, active_at)
      select $3::text, bucket, id, line, $4::smallint, revision, user_id, address_key, terms, active_at
        from (%s) newest where line is not null
          on conflict (container, bucket, id) do nothing
      returning 1)
      select count(*) from added"""
          .formatted(EndpointImportStore.NEWEST);

  private static final String WAITING =
      """
      -- all buckets: all rows of the import
      select count(*) from pinpoint_import_row
       where job = $1 and load = any($2::uuid[]) and (line is not null or sent is not null)""";

  // The rows whose endpoints existed before and must be changed: their revisions are not the rows'.
  private static final String THERE =
      """
      select s.load, s.place, s.bucket, s.id, s.line as row, s.sent, s.opted
        from (%s) s
        join pinpoint_endpoint e on e.container = $3 and e.bucket = s.bucket and e.id = s.id
       where e.revision <> s.revision and (s.line is not null or s.sent is not null)
       order by s.bucket, s.id"""
          .formatted(EndpointImportStore.NEWEST);

  /**
   * Inserts new endpoints as they are staged, and merges rows into existing ones. Rows that would
   * exceed a limit change nothing.
   */
  Future<Void> register(MergeRows all) {
    return waiting(all)
        .compose(rows -> counted(all, rows).compose(done -> ImportUserLimitStore.make(all)))
        .compose(done -> waiting(all))
        .compose(rows -> added(all, rows).compose(done -> counted(all, rows)))
        .compose(done -> ImportUserAttributeStore.merged(all));
  }

  private static Future<Long> waiting(MergeRows all) {
    return all.execute(WAITING, loaded(all)).map(found -> found.iterator().next().getLong(0));
  }

  /**
   * Updates the statistics of the app's endpoints and users before users are read: without
   * statistics the planner expects one row and chooses nested loops.
   */
  private static Future<Void> counted(MergeRows all, long rows) {
    return Statistics.update(all.tx(), List.of("pinpoint_endpoint"), rows);
  }

  private static Tuple loaded(MergeRows all) {
    return Tuple.of(all.job()).addValue(all.loads().toArray(UUID[]::new));
  }

  private static Future<Void> added(MergeRows all, long waiting) {
    return all.execute(REGISTER, all.parameters().addValue(EndpointMerge.VERSION))
        .compose(
            added ->
                added.iterator().next().getLong(0) == waiting
                    ? Future.succeededFuture()
                    : all.each(THERE, all.parameters(), there -> change(all, there)));
  }

  private static Future<Void> change(MergeRows all, RowSet<Row> there) {
    List<String> ids = there.stream().map(row -> row.getString("id")).toList();
    return EndpointLockStore.lock(all.tx(), all.container(), ids)
        .compose(locked -> change(all, there, locked));
  }

  private static Future<Void> change(MergeRows all, RowSet<Row> there, Map<String, Stored> locked) {
    EndpointUpdateRows updates = new EndpointUpdateRows(all.tx(), all.container());
    for (Row row : there) {
      Stored stored = locked.get(row.getString("id"));
      if (stored == null) {
        continue; // deleted since
      }
      EndpointRow merged = merged(all.merge(), row, stored);
      try {
        EndpointRules.whole(merged.endpoint(), merged.line());
        updates.add(row.getString("id"), merged);
      } catch (ApiError refusal) {
        // The endpoint was written since its row was compared with it.
        all.refusals().add(row.getUUID("load"), row.getLong("place"), refusal.getMessage());
      }
    }
    return updates.write();
  }

  private static EndpointRow merged(EndpointMerge merge, Row row, Stored stored) {
    JsonObject sent =
        StagedRow.sent(row.getString("row"), row.getString("sent"), row.getBoolean("opted"));
    JsonObject old = new JsonObject(stored.line());
    return EndpointRow.of(merge.merge(old.getString("Id"), Optional.of(old), sent));
  }
}
