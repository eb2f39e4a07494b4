package io.longshore.service.personalize.record;

import io.longshore.store.HashBucket;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The users of sessions, and the events of sessions whose user is not known yet. The statements for
 * several sessions are sent together and answered together.
 */
public final class SessionStore {

  private static final String SESSION =
      """
      insert into personalize_session as s (container, bucket, id, user_id)
      values ($1, $2, $3, $4)
          on conflict (container, bucket, id) do update
         set user_id = coalesce(excluded.user_id, s.user_id)
      returning user_id""";

  private static final String REMEMBER =
      """
      insert into personalize_anonymous (container, bucket, id, session, event)
      select $1, $2, $3 || chr(1) || lpad(to_hex($4::bigint), 16, '0') || lpad(to_hex($5 + r.n), 16, '0'),
             $3, r.event
        from unnest($6::text[]) with ordinality as t (text, n),
             lateral (select t.text::json as event, t.n as n) r""";

  private static final String JOIN =
      """
      delete from personalize_anonymous where container = $1 and bucket = $2
         and id > $3 || chr(1) and id < $3 || chr(2) and session = $3
      returning event""";

  private SessionStore() {}

  /**
   * A session, and the user that a call names for it.
   *
   * @param user null if it names none
   */
  public record Visit(String session, String user) {}

  /**
   * The users of sessions, each after the visit; locks the sessions until the transaction ends.
   *
   * @param visits at least one; each names the session's user from now on
   * @return null for a user that is unknown
   */
  public static Future<List<String>> users(Transaction tx, String dataset, List<Visit> visits) {
    return tx.connection()
        .preparedQuery(SESSION)
        .executeBatch(visits.stream().map(visit -> bound(dataset, visit)).toList())
        .map(
            rows -> {
              List<String> users = new ArrayList<>();
              for (RowSet<Row> each = rows; each != null; each = each.next()) {
                users.add(each.iterator().next().getString("user_id"));
              }
              return users;
            });
  }

  /**
   * Keeps events of sessions without a user.
   *
   * @param seq the number of the call
   * @param events of each session
   */
  public static Future<Void> remember(
      Transaction tx, String dataset, long seq, Map<String, List<JsonObject>> events) {
    if (events.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Tuple> all = new ArrayList<>();
    long before = 0;
    for (Map.Entry<String, List<JsonObject>> each : events.entrySet()) {
      String session = each.getKey();
      String[] texts = each.getValue().stream().map(JsonObject::encode).toArray(String[]::new);
      all.add(Tuple.of(dataset, HashBucket.of(session), session, seq, before).addValue(texts));
      before += texts.length;
    }
    return tx.connection().preparedQuery(REMEMBER).executeBatch(all).mapEmpty();
  }

  private static Tuple bound(String dataset, Visit visit) {
    return Tuple.of(dataset, HashBucket.of(visit.session()), visit.session(), visit.user());
  }

  /** Removes and returns the kept events of each session. */
  public static Future<List<List<JsonObject>>> join(
      Transaction tx, String dataset, List<Visit> visits) {
    if (visits.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return tx.connection()
        .preparedQuery(JOIN)
        .executeBatch(
            visits.stream()
                .map(visit -> Tuple.of(dataset, HashBucket.of(visit.session()), visit.session()))
                .toList())
        .map(
            rows -> {
              List<List<JsonObject>> joined = new ArrayList<>();
              for (RowSet<Row> each = rows; each != null; each = each.next()) {
                joined.add(each.stream().map(row -> row.get(JsonObject.class, "event")).toList());
              }
              return joined;
            });
  }
}
