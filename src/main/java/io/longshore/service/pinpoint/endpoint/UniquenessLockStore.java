package io.longshore.service.pinpoint.endpoint;

import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/**
 * Locks users and addresses, so that calls that give the same ones wait for each other: see V103.
 */
final class UniquenessLockStore {

  // Waits for each key that another call has inserted and not deleted, in an order that all calls
  // share.
  private static final String CLAIM =
      """
      insert into pinpoint_claim select key from unnest($1::bigint[]) as key order by key""";

  // An import that gives endpoints to users excludes others while it is published: it holds the
  // app's row, which calls that do so share. Locked first, so that no call waits with a lock.
  private static final String CLAIM_USERS =
      """
      with app as materialized (
        select id from pinpoint_app where id = split_part($2, '.', 1) for share)
      insert into pinpoint_claim
      select key from app, unnest($1::bigint[]) as key order by key""";

  private UniquenessLockStore() {}

  /** Locks until the transaction ends. */
  static Future<Void> claim(Transaction tx, String home, EndpointUniqueness claims) {
    if (claims.isEmpty()) {
      return Future.succeededFuture();
    }
    Tuple parameters = Tuple.of(claims.keys(home));
    boolean users = !claims.users().isEmpty();
    if (users) {
      parameters.addValue(home);
    }
    return tx.connection()
        .preparedQuery(users ? CLAIM_USERS : CLAIM)
        .execute(parameters)
        .mapEmpty();
  }
}
