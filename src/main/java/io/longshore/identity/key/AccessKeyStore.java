package io.longshore.identity.key;

import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The table of access keys. */
final class AccessKeyStore {

  private static final String COLUMNS =
      """
      SELECT id, account, master, wrapped, sealed, token_hash, policy, enabled, expires_at,
             created_at, last_used_at
        FROM access_key
      """;

  private static final String FIND = COLUMNS + "WHERE id = $1";

  private static final String FIND_ALL = COLUMNS + "WHERE id = any($1)";

  private static final String ALL =
      COLUMNS
          + """
           WHERE ($1::text IS NULL OR account = $1)
           ORDER BY account, created_at, id""";

  private static final String PAGE =
      COLUMNS
          + """
           WHERE ($1::text IS NULL OR account = $1) AND ($2::text IS NULL OR id > $2)
           ORDER BY id LIMIT $3""";

  private static final String INSERT =
      """
      INSERT INTO access_key
             (id, account, master, wrapped, sealed, token_hash, policy, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""";

  private static final String DISABLE =
      "UPDATE access_key SET enabled = false WHERE id = $1 AND enabled";

  /** Inserts the new key only if the old one is valid, and lets the old one expire. */
  private static final String REPLACE =
      """
      WITH old AS (
        UPDATE access_key
           SET expires_at = least(coalesce(expires_at, 'infinity'),
                                  now() + $6 * interval '1 second')
         WHERE id = $1 AND enabled AND token_hash IS NULL
           AND (expires_at IS NULL OR expires_at > now())
        RETURNING account, policy)
      INSERT INTO access_key (id, account, master, wrapped, sealed, policy, expires_at)
      SELECT $2, account, $3, $4, $5, policy, $7 FROM old""";

  private static final String REWRAP =
      "UPDATE access_key SET master = $3, wrapped = $4 WHERE id = $1 AND master = $2";

  private static final String USED =
      """
      UPDATE access_key SET last_used_at = now()
       WHERE id = $1
         AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')""";

  private final SqlClient client;

  AccessKeyStore(Postgres postgres) {
    this.client = postgres.requests();
  }

  AccessKeyStore(Transaction transaction) {
    this.client = transaction.connection();
  }

  Future<Optional<AccessKeyRow>> find(String id) {
    return client
        .preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(rows -> rows.stream().findFirst().map(AccessKeyStore::key));
  }

  /** The existing keys of those ids. */
  Future<List<AccessKeyRow>> find(List<String> ids) {
    return client
        .preparedQuery(FIND_ALL)
        .execute(Tuple.of(ids.toArray(String[]::new)))
        .map(rows -> rows.stream().map(AccessKeyStore::key).toList());
  }

  /** The keys of an account, or of all accounts. */
  Future<List<AccessKeyRow>> all(Optional<String> account) {
    return client
        .preparedQuery(ALL)
        .execute(Tuple.of(account.orElse(null)))
        .map(rows -> rows.stream().map(AccessKeyStore::key).toList());
  }

  /** The next keys of an account, or of all accounts, by id. */
  Future<List<AccessKeyRow>> page(Optional<String> account, Optional<String> after, int limit) {
    return client
        .preparedQuery(PAGE)
        .execute(Tuple.of(account.orElse(null), after.orElse(null), limit))
        .map(rows -> rows.stream().map(AccessKeyStore::key).toList());
  }

  Future<Void> insert(
      String id,
      String account,
      SecretEnvelope.EncryptedSecret secret,
      Optional<String> tokenHash,
      Optional<String> policy,
      Optional<Instant> expires) {
    Tuple values = Tuple.of(id, account, secret.master());
    values.addBuffer(Buffer.buffer(secret.wrapped())).addBuffer(Buffer.buffer(secret.secret()));
    values.addString(tokenHash.orElse(null)).addString(policy.orElse(null));
    values.addOffsetDateTime(time(expires));
    return client.preparedQuery(INSERT).execute(values).mapEmpty();
  }

  /** Disables a key; false when there is no such enabled key. */
  Future<Boolean> disable(String id) {
    return changed(DISABLE, Tuple.of(id));
  }

  /** Replaces a key; false when there is no such valid permanent key. */
  Future<Boolean> replace(
      String old,
      String id,
      SecretEnvelope.EncryptedSecret secret,
      Duration keep,
      Optional<Instant> expires) {
    return changed(
        REPLACE,
        Tuple.of(
                old,
                id,
                secret.master(),
                Buffer.buffer(secret.wrapped()),
                Buffer.buffer(secret.secret()))
            .addLong(keep.toSeconds())
            .addOffsetDateTime(time(expires)));
  }

  /** Stores a new wrapping; false when another process has stored one. */
  Future<Boolean> rewrap(AccessKeyRow key, SecretEnvelope.EncryptedSecret rewrapped) {
    return changed(
        REWRAP,
        Tuple.of(
            key.id(),
            key.secret().master(),
            rewrapped.master(),
            Buffer.buffer(rewrapped.wrapped())));
  }

  Future<Boolean> used(String id) {
    return changed(USED, Tuple.of(id));
  }

  private Future<Boolean> changed(String statement, Tuple values) {
    return client.preparedQuery(statement).execute(values).map(rows -> rows.rowCount() == 1);
  }

  private static AccessKeyRow key(Row row) {
    return new AccessKeyRow(
        row.getString("id"),
        row.getString("account"),
        new SecretEnvelope.EncryptedSecret(
            row.getString("master"),
            row.getBuffer("wrapped").getBytes(),
            row.getBuffer("sealed").getBytes()),
        Optional.ofNullable(row.getString("token_hash")),
        Optional.ofNullable(row.getString("policy")),
        row.getBoolean("enabled"),
        instant(row, "expires_at"),
        instant(row, "created_at").orElseThrow(),
        instant(row, "last_used_at"));
  }

  private static OffsetDateTime time(Optional<Instant> at) {
    return at.map(known -> known.atOffset(ZoneOffset.UTC)).orElse(null);
  }

  private static Optional<Instant> instant(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
