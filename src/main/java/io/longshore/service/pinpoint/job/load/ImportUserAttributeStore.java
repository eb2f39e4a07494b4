package io.longshore.service.pinpoint.job.load;

import io.longshore.api.ApiError;
import io.longshore.service.pinpoint.endpoint.EndpointLockStore;
import io.longshore.service.pinpoint.endpoint.EndpointRow;
import io.longshore.service.pinpoint.endpoint.EndpointRules;
import io.longshore.service.pinpoint.endpoint.EndpointUpdateRows;
import io.longshore.service.pinpoint.job.load.ShadowContainerStore.Filled;
import io.longshore.service.pinpoint.user.UserAttributes;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Gives all endpoints of a user the same attributes after an import: those of the other endpoints,
 * then those of the rows in their order. Only users whose endpoints differ are read.
 */
final class ImportUserAttributeStore {

  // Users with endpoints of the import whose endpoints differ. Staged rows are joined only with
  // indexed tables, because there are no statistics of their number.
  private static final String TOUCHED =
      """
      with newest as materialized (%s),
      named as materialized (
        select distinct e.user_id
          from newest n
          join pinpoint_endpoint e on e.container = $3 and e.bucket = n.bucket and e.id = n.id
         where e.user_id is not null),
      several as materialized (
        select e.user_id from named u
          join pinpoint_endpoint e on e.container = $3 and e.user_id = u.user_id
         group by e.user_id having count(*) > 1),
      differing as materialized (%s)
      """;

  private static final String TO_LOCK =
      """
      -- all buckets: the endpoints of a user
      %s
      select e.id from differing d
        join pinpoint_endpoint e on e.container = $3 and e.user_id = d.user_id
       order by e.bucket, e.id""";

  private static final String MERGED =
      """
      -- all buckets: the endpoints of a user
      %s
      select user_id, id, line, load, place, given from (
        select user_id, bucket, id, line, active_at, max(load) over own as load,
               max(place) over own as place, max(given) over own as given
          from (
            select e.user_id, e.bucket, e.id, e.line, e.active_at,
                   null::text as load, null::bigint as place, null::text as given
              from differing d
              join pinpoint_endpoint e on e.container = $3 and e.user_id = d.user_id
            union all
            select null, bucket, id, null, null, load::text, place,
                   coalesce(sent, line)::json #>> '{User,UserAttributes}'
              from newest) rows
        window own as (partition by bucket, id)) endpoints
       where user_id is not null
       order by user_id, place nulls first, active_at, id""";

  // The same for a container that an import filled; the order of the rows is in their revisions.
  private static final String FILLED =
      """
      -- all buckets: the endpoints of a user
      with %s
      select e.user_id, e.id, e.line, $1::text as load, e.revision as place,
             e.line::json #>> '{User,UserAttributes}' as given
        from differing d
        join pinpoint_endpoint e on e.container = $3 and e.user_id = d.user_id
       where $2::uuid[] is not null
       order by e.user_id, e.revision""";

  // The same where the users whose endpoints may differ are known.
  private static final String FILLED_OF_USERS =
      """
      -- all buckets: the endpoints of a user
      select e.user_id, e.id, e.line, $1::text as load, e.revision as place,
             e.line::json #>> '{User,UserAttributes}' as given
        from pinpoint_endpoint e
       where $2::uuid[] is not null and e.container = $3 and e.user_id = any($4::text[])
       order by e.user_id, e.revision""";

  private static final String SEVERAL =
      """
      several as materialized (
        -- all buckets: the endpoints of a user
        select user_id from pinpoint_endpoint
         where container = $3 and user_id is not null group by user_id having count(*) > 1)""";

  private static final String DIFFERING_AS = "differing as materialized (%s)";

  /** A digest of the attributes of a row's user. A line without the word need not be parsed. */
  private static final String ATTRIBUTES =
      """
      md5(case when strpos(e.line, '"UserAttributes"') = 0 then '{}'
               else coalesce((e.line::jsonb #> '{User,UserAttributes}')::text, '{}') end)""";

  // By the least and the greatest, because Citus sends all different values to the coordinator to
  // count them.
  private static final String DIFFERING =
      """
      -- all buckets: the endpoints of a user
      select e.user_id from several u
        join pinpoint_endpoint e on e.container = $3 and e.user_id = u.user_id
       group by e.user_id
      having min(%1$s collate "C") <> max(%1$s collate "C")"""
          .formatted(ATTRIBUTES);

  // Without a join, for which Citus would send all users to all shards.
  private static final String DIFFERING_AMONG_ALL =
      """
      -- all buckets: the endpoints of a user
      select user_id from pinpoint_endpoint e
       where container = $3 and user_id is not null group by user_id
      having count(*) > 1 and min(%1$s collate "C") <> max(%1$s collate "C")"""
          .formatted(ATTRIBUTES);

  private final PublishRejections refusals;
  private final EndpointUpdateRows updates;
  private final List<Row> ofUser = new ArrayList<>();
  private boolean locked;

  private ImportUserAttributeStore(Transaction tx, String container, PublishRejections refusals) {
    this.refusals = refusals;
    this.updates = new EndpointUpdateRows(tx, container);
  }

  /** Called after the rows of an import were merged into endpoints. */
  static Future<Void> merged(MergeRows all) {
    String touched = TOUCHED.formatted(EndpointImportStore.NEWEST, DIFFERING);
    ImportUserAttributeStore shares =
        new ImportUserAttributeStore(all.tx(), all.container(), all.refusals());
    return all.each(TO_LOCK.formatted(touched), all.parameters(), rows -> shares.lock(all, rows))
        .compose(
            done ->
                shares.locked
                    ? shares.end(
                        all.each(MERGED.formatted(touched), all.parameters(), shares::taken))
                    : Future.succeededFuture());
  }

  /**
   * Called before a container that an import filled becomes the app's. Reads no endpoints when the
   * load found that the rows of each user have the same attributes.
   */
  static Future<Void> filled(
      Transaction tx, UUID load, Filled filled, PublishRejections refusals, boolean distributed) {
    String container = filled.container();
    Tuple parameters = Tuple.of(load.toString()).addValue(new UUID[] {load}).addValue(container);
    ImportUserAttributeStore shares = new ImportUserAttributeStore(tx, container, refusals);
    if (filled.differing().isEmpty()) {
      return shares.end(MergeRows.each(tx, ofAll(distributed), parameters, shares::taken));
    }
    String[] users = filled.differing().get();
    return users.length == 0
        ? Future.succeededFuture()
        : shares.end(
            MergeRows.each(tx, FILLED_OF_USERS, parameters.addValue(users), shares::taken));
  }

  private static String ofAll(boolean distributed) {
    return FILLED.formatted(
        distributed
            ? DIFFERING_AS.formatted(DIFFERING_AMONG_ALL)
            : SEVERAL + ", " + DIFFERING_AS.formatted(DIFFERING));
  }

  private Future<Void> lock(MergeRows all, RowSet<Row> rows) {
    locked = true;
    List<String> ids = rows.stream().map(row -> row.getString("id")).toList();
    return EndpointLockStore.lock(all.tx(), all.container(), ids).mapEmpty();
  }

  private Future<Void> end(Future<Void> takenAll) {
    return takenAll.compose(
        all -> {
          share();
          return updates.write();
        });
  }

  private Future<Void> taken(RowSet<Row> rows) {
    for (Row row : rows) {
      String user = row.getString("user_id");
      if (!ofUser.isEmpty() && !ofUser.get(0).getString("user_id").equals(user)) {
        share();
      }
      ofUser.add(row);
    }
    return updates.write();
  }

  private void share() {
    UserAttributes attributes = new UserAttributes();
    ofUser.forEach(row -> attributes.put(UserAttributes.of(line(row))));
    ofUser.stream()
        .filter(row -> row.getValue("place") != null && row.getString("given") != null)
        .forEach(row -> attributes.put(given(row)));
    try {
      List<EndpointRow> shared = new ArrayList<>();
      for (Row row : ofUser) {
        EndpointRow one = EndpointRow.of(line(row)).withUserAttributes(attributes.all());
        EndpointRules.whole(one.endpoint(), one.line());
        shared.add(one);
      }
      for (int i = 0; i < shared.size(); i++) {
        updates.add(ofUser.get(i).getString("id"), shared.get(i));
      }
    } catch (ApiError refusal) {
      Row last = ofUser.get(ofUser.size() - 1);
      refusals.tell(
          UUID.fromString(last.getString("load")),
          0,
          "The attributes of the user '%s' are too many to be shared by all of the user's endpoints: %s"
              .formatted(last.getString("user_id"), refusal.getMessage()));
    }
    ofUser.clear();
  }

  private static JsonObject line(Row row) {
    return new JsonObject(row.getString("line"));
  }

  private static JsonObject given(Row row) {
    JsonObject user =
        new JsonObject().put("UserAttributes", new JsonObject(row.getString("given")));
    return UserAttributes.sent(new JsonObject().put("User", user));
  }
}
