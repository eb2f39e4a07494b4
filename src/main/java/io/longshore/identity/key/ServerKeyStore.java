package io.longshore.identity.key;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;

/** The one key that replicas share through their database. */
final class ServerKeyStore {

  private static final String MAKE =
      "INSERT INTO house_key (secret) VALUES ($1) ON CONFLICT DO NOTHING";

  private static final String FIND = "SELECT secret FROM house_key";

  private final Postgres postgres;

  ServerKeyStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The key that is there; that one, if there was none. */
  Future<byte[]> findOrMake(byte[] offered) {
    return postgres
        .requests()
        .preparedQuery(MAKE)
        .execute(Tuple.of(Buffer.buffer(offered)))
        .compose(made -> postgres.requests().query(FIND).execute())
        .map(rows -> rows.iterator().next().getBuffer("secret").getBytes());
  }
}
