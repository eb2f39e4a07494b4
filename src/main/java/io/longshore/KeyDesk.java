package io.longshore;

import io.longshore.config.ConfigError;
import io.longshore.config.LongshoreConfig;
import io.longshore.identity.AccessKeys;
import io.longshore.identity.AuditLedger;
import io.longshore.identity.HouseKeys;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Function;

/** The access keys of a database that servers are using, for a command beside them. Blocks. */
final class KeyDesk implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final Postgres postgres;
  private final AccessKeys keys;

  private KeyDesk(LongshoreConfig config) {
    this.postgres = Postgres.connect(vertx, JobDesk.database(config));
    SecureRandom random = new SecureRandom();
    this.keys = new AccessKeys(postgres, config.auth(), random, ledger(config, random));
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

  private AuditLedger ledger(LongshoreConfig config, SecureRandom random) {
    if (config.audit().calls().equals("none")) {
      return AuditLedger.none();
    }
    HouseKeys house = Waits.await("The keys", HouseKeys.of(config.auth(), postgres, random));
    return AuditLedger.of(house, InstantSource.system(), operator());
  }

  private static String operator() {
    String user = System.getProperty("user.name");
    try {
      return user + "@" + InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return user + "@localhost";
    }
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
