package io.longshore.identity;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.config.AuthConfig;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access keys of the database. Each is read anew after {@link #AGE}, so that what becomes of it
 * is felt everywhere soon; while the database does not answer, nobody is let in on old news.
 */
public final class StoredKeys implements KeyStore {

  private static final Logger log = LoggerFactory.getLogger(StoredKeys.class);
  private static final Duration AGE = Duration.ofSeconds(2);
  private static final Duration NOTED = Duration.ofMinutes(1);
  private static final int MOST = 4096;
  private static final int ID_LENGTH = 20;

  private record Read(Optional<Key> key, long at) {}

  private final AccessKeyStore store;
  private final Vault vault;
  private final LongSupplier nanos;
  private final Map<String, Read> read = new ConcurrentHashMap<>();
  private final Map<String, Long> noted = new ConcurrentHashMap<>();

  /**
   * @param config with a master key
   * @param nanos a clock for distances only
   */
  public StoredKeys(Postgres postgres, AuthConfig config, SecureRandom random, LongSupplier nanos) {
    this.store = new AccessKeyStore(postgres);
    this.vault = vault(config, random);
    this.nanos = nanos;
  }

  static Vault vault(AuthConfig config, SecureRandom random) {
    return new Vault(config.masterKey().orElseThrow(), config.formerMasterKey(), random);
  }

  @Override
  public Future<Optional<Key>> find(String accessKey) {
    boolean ours = accessKey.length() == ID_LENGTH;
    if (!ours || !(accessKey.startsWith("AKIA") || accessKey.startsWith("ASIA"))) {
      return Future.succeededFuture(Optional.empty());
    }
    long now = nanos.getAsLong();
    Read known = read.get(accessKey);
    if (known != null && now - known.at() < AGE.toNanos()) {
      return Future.succeededFuture(known.key());
    }
    return store
        .find(accessKey)
        .map(row -> row.flatMap(this::open))
        .onSuccess(key -> remember(read, accessKey, new Read(key, now)))
        .recover(StoredKeys::unavailable);
  }

  @Override
  public void used(Key key) {
    if (!read.containsKey(key.id())) {
      return; // of another store
    }
    long now = nanos.getAsLong();
    Long before = noted.get(key.id());
    if (before == null || now - before > NOTED.toNanos()) {
      remember(noted, key.id(), now);
      store
          .used(key.id())
          .onFailure(failure -> log.debug("The use of {} was not noted", key.id(), failure));
    }
  }

  private Optional<Key> open(KeyRow row) {
    Optional<String> secret = vault.open(row.secret(), row.id());
    if (secret.isEmpty()) {
      log.warn("The secret of {} cannot be opened by a configured master key", row.id());
    }
    try {
      Optional<Policy> policy = row.policy().map(Policy::parse);
      return secret.map(plain -> key(row, plain, policy));
    } catch (IllegalArgumentException ofAnotherVersion) {
      log.warn("The policy of {} is not understood: {}", row.id(), ofAnotherVersion.getMessage());
      return Optional.empty(); // a rule that is not kept must not open anything
    }
  }

  private static Key key(KeyRow row, String secret, Optional<Policy> policy) {
    return new Key(
        row.id(), secret, row.account(), row.enabled(), row.expires(), row.tokenHash(), policy);
  }

  private static <T> void remember(Map<String, T> map, String id, T value) {
    if (map.size() >= MOST) {
      map.clear();
    }
    map.put(id, value);
  }

  private static <T> Future<T> unavailable(Throwable failure) {
    log.warn("Access keys cannot be read: {}", failure.getMessage());
    return Future.failedFuture(
        new ApiError(
            CommonError.SERVICE_UNAVAILABLE, "Access keys cannot be read now; try again."));
  }
}
