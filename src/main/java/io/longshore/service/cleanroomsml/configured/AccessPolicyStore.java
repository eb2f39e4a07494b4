package io.longshore.service.cleanroomsml.configured;

import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/** The policies of configured audience models. */
public final class AccessPolicyStore {

  private static final String FIND =
      """
      select policy, hash from cleanroomsml_policy where arn = $1""";

  private static final String INSERT =
      """
      insert into cleanroomsml_policy (arn, policy, hash) values ($1, $2, $3)
      on conflict (arn) do nothing""";

  private static final String REPLACE =
      """
      update cleanroomsml_policy set policy = $2, hash = $3
       where arn = $1 and ($4::text is null or hash = $4)""";

  private static final String DELETE =
      """
      delete from cleanroomsml_policy where arn = $1""";

  private final Postgres postgres;

  public AccessPolicyStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * A stored policy.
   *
   * @param hash the SHA-256 of its text, in hex
   */
  record StoredPolicy(String text, String hash) {}

  Future<Optional<StoredPolicy>> find(String arn) {
    return find(postgres.requests(), arn);
  }

  Future<Optional<StoredPolicy>> find(Transaction tx, String arn) {
    return find(tx.connection(), arn);
  }

  /** False when the model has a policy already. */
  Future<Boolean> insert(Transaction tx, String arn, StoredPolicy policy) {
    return tx.execute(INSERT, Tuple.of(arn, policy.text(), policy.hash()))
        .map(made -> made.rowCount() == 1);
  }

  /** False when the model has no policy, or one with another hash. */
  Future<Boolean> replace(
      Transaction tx, String arn, StoredPolicy policy, Optional<String> previousHash) {
    return tx.execute(
            REPLACE, Tuple.of(arn, policy.text(), policy.hash(), previousHash.orElse(null)))
        .map(replaced -> replaced.rowCount() == 1);
  }

  /** False when the model has no policy. */
  Future<Boolean> delete(Transaction tx, String arn) {
    return tx.execute(DELETE, Tuple.of(arn)).map(deleted -> deleted.rowCount() == 1);
  }

  private static Future<Optional<StoredPolicy>> find(SqlClient client, String arn) {
    return client
        .preparedQuery(FIND)
        .execute(Tuple.of(arn))
        .map(rows -> rows.stream().findFirst().map(AccessPolicyStore::policy));
  }

  private static StoredPolicy policy(Row row) {
    return new StoredPolicy(row.getString("policy"), row.getString("hash"));
  }
}
