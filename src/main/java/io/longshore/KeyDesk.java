package io.longshore;

import io.longshore.config.ConfigError;
import io.longshore.config.LongshoreConfig;
import io.longshore.identity.AccessKeys;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.function.Function;

/** The access keys of a database that servers are using, for a command beside them. Blocks. */
final class KeyDesk implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final Postgres postgres;
  private final AccessKeys keys;

  private KeyDesk(LongshoreConfig config) {
    this.postgres = Postgres.connect(vertx, JobDesk.database(config));
    this.keys = new AccessKeys(postgres, config.auth(), new SecureRandom());
  }

  static KeyDesk open(ConfigOptions options) {
    Logs.level(options.debug() ? Logs.DEBUG : Logs.WARN);
    LongshoreConfig config = options.load(System.getenv());
    if (config.auth().masterKey().isEmpty()) {
      throw new ConfigError(
          "Keys in the database need auth.masterKey_FILE: make one with `openssl rand -base64 32`"
              + " and give it to every server and to this command");
    }
    return new KeyDesk(config);
  }

  <T> T ask(Function<AccessKeys, Future<T>> question) {
    return Waits.await("The database", question.apply(keys));
  }

  @Override
  public void close() {
    Waits.await("The database", postgres.close());
    Waits.await("The database", vertx.close());
  }
}
