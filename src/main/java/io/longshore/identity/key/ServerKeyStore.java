package io.longshore.identity.key;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;

/** The table of the key that replicas share through the database. */
final class ServerKeyStore {

  private static final String INSERT =
      "INSERT INTO house_key (secret) VALUES ($1) ON CONFLICT DO NOTHING";

  private static final String FIND = "SELECT secret FROM house_key";

  private final Postgres postgres;

  ServerKeyStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The stored key; stores the offered one when there is none. */
  Future<byte[]> findOrInsert(byte[] offered) {
    return postgres
        .requests()
        .preparedQuery(INSERT)
        .execute(Tuple.of(Buffer.buffer(offered)))
        .compose(inserted -> postgres.requests().query(FIND).execute())
        .map(rows -> rows.iterator().next().getBuffer("secret").getBytes());
  }
}
