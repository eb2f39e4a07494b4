package io.longshore.service.pinpoint.endpoint;

import io.longshore.service.pinpoint.endpoint.EndpointWriteStore.Stored;
import io.longshore.store.HashBucket;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Locks rows of endpoints, one hash bucket after the other, because Citus locks rows only in
 * statements that name one hash bucket.
 */
public final class EndpointLockStore {

  private static final String LOCK =
      """
      select id, line, revision from pinpoint_endpoint
       where container = $1 and bucket = $2 and id = any($3::text[]) order by id for update""";

  private EndpointLockStore() {}

  /**
   * Locks the rows until the transaction ends, in the order of the key, and reads them.
   *
   * @param ids in lower case
   * @return the rows that exist, by id
   */
  public static Future<Map<String, Stored>> lock(
      Transaction tx, String container, Collection<String> ids) {
    if (ids.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    Map<Short, List<String>> byBucket =
        Stream.of(EndpointStore.sorted(ids)).collect(Collectors.groupingBy(HashBucket::of));
    List<Tuple> each =
        byBucket.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(some -> Tuple.of(container, some.getKey(), some.getValue().toArray(String[]::new)))
            .toList();
    return tx.connection().preparedQuery(LOCK).executeBatch(each).map(EndpointLockStore::stored);
  }

  /** The rows of one statement or of a batch of statements. */
  static Map<String, Stored> stored(RowSet<Row> rows) {
    Map<String, Stored> found = new HashMap<>();
    for (RowSet<Row> each = rows; each != null; each = each.next()) {
      for (Row row : each) {
        found.put(row.getString("id"), new Stored(row.getString("line"), row.getLong("revision")));
      }
    }
    return found;
  }
}
