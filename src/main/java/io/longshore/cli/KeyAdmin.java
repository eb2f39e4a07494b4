package io.longshore.cli;

import io.longshore.async.Blocking;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.load.ConfigError;
import io.longshore.identity.audit.OperatorAudit.Actor;
import io.longshore.identity.key.AccessKeyAdmin;
import io.longshore.logging.LogLevels;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Function;

/** Administers the access keys in a database that servers may be using. Blocks. */
final class KeyAdmin implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final Postgres postgres;
  private final AccessKeyAdmin keys;

  private KeyAdmin(LongshoreConfig config) {
    this.postgres = Postgres.connect(vertx, JobAdmin.database(config));
    this.keys =
        Blocking.await(
            "The keys",
            AccessKeyAdmin.of(
                postgres,
                config.auth(),
                config.audit().calls(),
                new SecureRandom(),
                InstantSource.system(),
                Actor.ofCommand(operator())));
  }

  static KeyAdmin open(ConfigOptions options) {
    LogLevels.level(options.debug() ? LogLevels.DEBUG : LogLevels.WARN);
    LongshoreConfig config = options.load(System.getenv());
    if (config.auth().masterKey().isEmpty()) {
      throw new ConfigError(
          "Keys in the database need auth.masterKey_FILE: create one with `openssl rand -base64 32`"
              + " and configure it for every server and for this command");
    }
    return new KeyAdmin(config);
  }

  private static String operator() {
    String user = System.getProperty("user.name");
    try {
      return user + "@" + InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return user + "@localhost";
    }
  }

  <T> T ask(Function<AccessKeyAdmin, Future<T>> question) {
    return Blocking.await("The database", question.apply(keys));
  }

  @Override
  public void close() {
    Blocking.await("The database", postgres.close());
    Blocking.await("The database", vertx.close());
  }
}
