package io.longshore.cli;

import io.longshore.async.Blocking;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.load.ConfigError;
import io.longshore.identity.audit.OperatorAudit;
import io.longshore.identity.key.AccessKeyAdmin;
import io.longshore.identity.key.ServerKeys;
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
    SecureRandom random = new SecureRandom();
    this.keys = new AccessKeyAdmin(postgres, config.auth(), random, audit(config, random));
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

  private OperatorAudit audit(LongshoreConfig config, SecureRandom random) {
    if (config.audit().calls().equals("none")) {
      return OperatorAudit.none();
    }
    ServerKeys shared = Blocking.await("The keys", ServerKeys.of(config.auth(), postgres, random));
    return OperatorAudit.of(shared, InstantSource.system(), operator());
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
