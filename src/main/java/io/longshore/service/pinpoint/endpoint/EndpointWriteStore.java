package io.longshore.service.pinpoint.endpoint;

import io.longshore.store.CitusStore;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Changes the rows of some endpoints atomically, without lost updates. */
public final class EndpointWriteStore {

  /** A present row: its line, and the revision that a change must have read. */
  public record Stored(String line, long revision) {
    public EndpointRow row() {
      return EndpointRow.of(new JsonObject(line));
    }

    EndpointRow.Holder holder() {
      return EndpointRow.Holder.of(new JsonObject(line));
    }
  }

  private static final String READ =
      """
      select e.id, e.line, e.revision
        from unnest($2::smallint[], $3::text[]) as k (bucket, id)
        join pinpoint_endpoint e on e.container = $1 and e.bucket = k.bucket and e.id = k.id""";

  // A join, because with a list, and before the first statistics of a growing table, the plan was a
  // scan of the whole table. A limit for each user or address, in a lateral subquery, is more than
  // Citus executes.
  private static final String RIVALS =
      """
      -- all buckets: by the indexes on users and addresses
      select e.id, e.line, e.revision from unnest($2::%2$s[]) as given (%1$s)
        join pinpoint_endpoint e on e.container = $1 and e.%1$s = given.%1$s
       limit $3""";

  private static final String OF_USERS = RIVALS.formatted("user_id", "text");

  private static final String OF_ADDRESSES = RIVALS.formatted("address_key", "bigint");

  /** How long a batch of calls waits for a lock, before each of its calls waits by itself. */
  static final int QUICK_MILLIS = 100;

  private static final String WAIT_QUICKLY =
      """
      set local lock_timeout = %d"""
          .formatted(QUICK_MILLIS);

  /** Deadlock, serialization failure, lock time-out: a retry may succeed. */
  private static final Set<String> CROWDED = Set.of("40P01", "40001", "55P03");

  /** Further endpoints of a user or an address are changed by later calls. */
  private static final int MOST_RIVALS = 2000;

  private final Postgres postgres;
  private final CitusStore citus;
  private final EndpointUpsertRows upserts;

  public EndpointWriteStore(Postgres postgres, RandomGenerator random) {
    this.postgres = postgres;
    this.citus = new CitusStore(postgres);
    this.upserts = new EndpointUpsertRows(postgres, citus, random);
  }

  /** The present rows of a batch, by key. */
  Future<Map<String, Stored>> read(String home, Collection<String> keys) {
    return read(home, EndpointStore.sorted(keys));
  }

  /**
   * Writes endpoints that get no user, address or attributes of a user, independently of each
   * other.
   *
   * @return the keys of those that were written; other calls have changed the others meanwhile
   */
  Future<Set<String>> writeEach(
      String home, Map<String, Stored> there, Map<String, EndpointRow> after) {
    return upserts.quickly(home, there, after);
  }

  /**
   * Writes endpoints that get users or addresses, and the consequences for other endpoints,
   * atomically. Fails if a rule refuses one of them, or other calls change the same rows.
   */
  Future<Void> writeClaimed(
      String home, Map<String, Stored> there, EndpointChange after, EndpointUniqueness claims) {
    return postgres.transact(
        tx ->
            Future.join(tx.execute(WAIT_QUICKLY), UniquenessLockStore.claim(tx, home, claims))
                .compose(taken -> settled(tx, home, claims, there, after)));
  }

  /**
   * Writes the result of a merge, and the consequences for other endpoints, atomically.
   *
   * @param home the container of the app's endpoints
   * @param keys ids in lower case, without duplicates
   * @param contended whether to lock the rows before they are read, which is slower but cannot
   *     starve
   * @param merge maps the present rows, by key, to the change; called again when others write
   *     meanwhile
   * @return false when another call was faster or the app was deleted; nothing was written then
   */
  Future<Boolean> merge(
      String home,
      Collection<String> keys,
      boolean contended,
      Function<Map<String, Stored>, EndpointChange> merge) {
    String[] sorted = EndpointStore.sorted(keys);
    return read(home, sorted)
        .compose(
            there -> {
              EndpointChange after = merge.apply(there);
              EndpointUniqueness claims = EndpointUniqueness.of(there, after);
              if (!contended && claims.isEmpty() && after.rows().size() == 1) {
                // One statement, one row.
                return upserts
                    .alone(home, there, after.rows())
                    .map(written -> requireAll(written, after.rows()));
              }
              return postgres.transact(
                  tx ->
                      UniquenessLockStore.claim(tx, home, claims)
                          .compose(
                              taken ->
                                  contended
                                      ? locked(tx, home, sorted, claims, merge)
                                      : settled(tx, home, claims, there, after)));
            })
        .map(true)
        .recover(EndpointWriteStore::verdict);
  }

  /** Gives all endpoints of a user the same attributes; false when another call was faster. */
  public Future<Boolean> share(String home, String user) {
    EndpointUniqueness claims = new EndpointUniqueness(Set.of(user), Set.of());
    EndpointChange nothing = new EndpointChange(Map.of(), Map.of());
    return postgres
        .transact(
            tx ->
                UniquenessLockStore.claim(tx, home, claims)
                    .compose(taken -> settled(tx, home, claims, Map.of(), nothing)))
        .map(true)
        .recover(EndpointWriteStore::verdict);
  }

  private Future<Void> locked(
      Transaction tx,
      String home,
      String[] keys,
      EndpointUniqueness claims,
      Function<Map<String, Stored>, EndpointChange> merge) {
    return EndpointLockStore.lock(tx, home, List.of(keys))
        .compose(
            there -> {
              EndpointChange after = merge.apply(there);
              if (!claims.covers(EndpointUniqueness.of(there, after))) {
                throw new Outrun();
              }
              return settled(tx, home, claims, there, after);
            });
  }

  private Future<Void> settled(
      Transaction tx,
      String home,
      EndpointUniqueness claims,
      Map<String, Stored> there,
      EndpointChange after) {
    return rivals(tx, home, claims)
        .compose(
            rivals -> {
              Map<String, Stored> all = new HashMap<>(rivals);
              all.keySet().removeAll(after.rows().keySet()); // they were read and merged
              all.putAll(there);
              Map<String, EndpointRow> rows = new HashMap<>();
              all.forEach((key, stored) -> rows.put(key, stored.row()));
              return write(tx, home, all, claims.settle(rows, after), claims);
            });
  }

  private Future<Map<String, Stored>> rivals(
      Transaction tx, String home, EndpointUniqueness claims) {
    if (claims.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    String[] users = claims.users().toArray(String[]::new);
    Long[] addresses = claims.addresses().toArray(Long[]::new);
    return Future.join(rivals(tx, OF_USERS, home, users), rivals(tx, OF_ADDRESSES, home, addresses))
        .map(
            both -> {
              Map<String, Stored> all = new HashMap<>(both.<Map<String, Stored>>resultAt(0));
              all.putAll(both.resultAt(1));
              return all;
            });
  }

  private static Future<Map<String, Stored>> rivals(
      Transaction tx, String sql, String home, Object[] given) {
    return given.length == 0
        ? Future.succeededFuture(Map.of())
        : tx.execute(sql, Tuple.of(home, given, MOST_RIVALS)).map(EndpointLockStore::stored);
  }

  private Future<Map<String, Stored>> read(String home, String[] keys) {
    return keys.length == 1
        ? EndpointUpsertRows.EachRows.read(postgres.requests(), home, keys)
        : citus
            .isInstalled()
            .compose(
                distributed ->
                    distributed
                        ? EndpointUpsertRows.EachRows.read(postgres.requests(), home, keys)
                        : postgres
                            .request(READ, Tuple.of(home, EndpointStore.buckets(keys), keys))
                            .map(EndpointLockStore::stored));
  }

  private Future<Void> write(
      Transaction tx,
      String home,
      Map<String, Stored> there,
      Map<String, EndpointRow> after,
      EndpointUniqueness claims) {
    return upserts.write(tx, home, there, after, claims).map(written -> requireAll(written, after));
  }

  private static Void requireAll(Set<String> written, Map<String, EndpointRow> after) {
    if (written.size() != after.size()) {
      throw new Outrun();
    }
    return null;
  }

  private static Future<Boolean> verdict(Throwable failure) {
    boolean crowded =
        failure instanceof PgException refused && CROWDED.contains(refused.getSqlState());
    return crowded || failure instanceof Outrun
        ? Future.succeededFuture(false)
        : Future.failedFuture(failure);
  }

  /** Rolls a transaction back. */
  private static final class Outrun extends RuntimeException {
    private static final long serialVersionUID = 1;

    Outrun() {
      super("Another call wrote first", null, false, false);
    }
  }
}
