package io.longshore.service.personalize.resource;

import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** Counts resources, and serializes the calls of an account that count. */
final class PersonalizeQuotaStore {

  // Locks the row until the transaction ends, whether it existed before or not.
  private static final String TURN =
      """
      insert into personalize_turn (account, region, kind) values ($1, $2, $3)
          on conflict (account, region, kind) do update set kind = excluded.kind""";

  private static final String COUNT =
      """
      select count(*) from personalize_resource where account = $1 and region = $2 and kind = $3""";

  /** Waits until no other transaction of the account inserts a resource of the type. */
  Future<Void> turn(Transaction tx, PersonalizeResource of) {
    return tx.execute(TURN, owner(of)).mapEmpty();
  }

  /** The account's resources of the type in the region. */
  Future<Long> count(Transaction tx, PersonalizeResource of) {
    return tx.execute(COUNT, owner(of)).map(rows -> rows.iterator().next().getLong(0));
  }

  private static Tuple owner(PersonalizeResource of) {
    return Tuple.of(of.account(), of.region(), of.kind().path());
  }
}
