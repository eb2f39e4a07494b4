package io.longshore.identity.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.config.AuthConfig;
import io.longshore.identity.policy.Policy;
import io.longshore.store.Postgres;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access keys of the database, cached for {@link AccessKeyCache#MAX_AGE}, so that changes take
 * effect on all replicas soon. While the database is unreachable, expired entries are not used.
 *
 * <p>Unauthenticated requests can name any number of keys. So unknown ids have a cache and a reader
 * of their own: they neither evict known keys nor delay their reads, and cost the database one
 * statement at a time. Thread-safe.
 */
public final class DatabaseKeySource implements KeySource {

  private static final Logger log = LoggerFactory.getLogger(DatabaseKeySource.class);
  private static final Duration USE_INTERVAL = Duration.ofMinutes(1);
  private static final int MAX_PENDING_UNKNOWN = 1024;
  private static final int ID_LENGTH = 20;

  private final AccessKeyStore store;
  private final SecretEnvelope envelope;
  private final AccessKeyCache cache;
  private final Cache<String, Boolean> recentlyUsed;
  private final AccessKeyReader knownReader;
  private final AccessKeyReader unknownReader;

  /**
   * @param config with a master key
   * @param nanos a monotonic clock
   */
  public DatabaseKeySource(
      Postgres postgres, AuthConfig config, SecureRandom random, LongSupplier nanos) {
    this.store = new AccessKeyStore(postgres);
    this.envelope = envelope(config, random);
    this.cache = new AccessKeyCache(nanos);
    this.recentlyUsed =
        Caffeine.newBuilder()
            .maximumSize(AccessKeyCache.MAX_KEYS)
            .expireAfterWrite(USE_INTERVAL)
            .ticker(nanos::getAsLong)
            .executor(Runnable::run)
            .build();
    this.knownReader = new AccessKeyReader(this::rows, cache, nanos, AccessKeyCache.MAX_KEYS);
    this.unknownReader = new AccessKeyReader(this::rows, cache, nanos, MAX_PENDING_UNKNOWN);
  }

  static SecretEnvelope envelope(AuthConfig config, SecureRandom random) {
    return new SecretEnvelope(config.masterKey().orElseThrow(), config.formerMasterKey(), random);
  }

  @Override
  public Future<Optional<AccessKey>> find(String accessKey) {
    boolean ourLength = accessKey.length() == ID_LENGTH;
    if (!ourLength || !(accessKey.startsWith("AKIA") || accessKey.startsWith("ASIA"))) {
      return Future.succeededFuture(Optional.empty());
    }
    Optional<AccessKeyReader.Read> cached = cache.find(accessKey);
    if (cached.isPresent()) {
      return Future.succeededFuture(cached.get().key());
    }
    return (cache.isKnown(accessKey) ? knownReader : unknownReader)
        .read(accessKey)
        .map(AccessKeyReader.Read::key)
        .recover(DatabaseKeySource::unavailable);
  }

  private Future<Map<String, AccessKey>> rows(List<String> ids) {
    return store
        .find(ids)
        .map(
            rows -> {
              Map<String, AccessKey> keys = new HashMap<>();
              rows.forEach(row -> decrypt(row).ifPresent(key -> keys.put(row.id(), key)));
              return keys;
            });
  }

  @Override
  public void used(AccessKey key) {
    if (!cache.isKnown(key.id())) {
      return; // a key of another source
    }
    if (recentlyUsed.asMap().putIfAbsent(key.id(), true) == null) {
      store
          .used(key.id())
          .onFailure(failure -> log.debug("The use of {} was not recorded", key.id(), failure));
    }
  }

  private Optional<AccessKey> decrypt(AccessKeyRow row) {
    Optional<String> secret = envelope.decrypt(row.secret(), row.id());
    if (secret.isEmpty()) {
      log.warn("The secret of {} cannot be decrypted by a configured master key", row.id());
    }
    try {
      Optional<Policy> policy = row.policy().map(Policy::parse);
      return secret.map(plain -> key(row, plain, policy));
    } catch (IllegalArgumentException unsupported) {
      log.warn("The policy of {} is not supported: {}", row.id(), unsupported.getMessage());
      return Optional.empty(); // a policy that cannot be enforced must not grant access
    }
  }

  private static AccessKey key(AccessKeyRow row, String secret, Optional<Policy> policy) {
    return new AccessKey(
        row.id(), secret, row.account(), row.enabled(), row.expires(), row.tokenHash(), policy);
  }

  private static <T> Future<T> unavailable(Throwable failure) {
    if (failure instanceof ApiError) {
      return Future.failedFuture(failure);
    }
    TransientErrors.log(log, failure, "Access keys cannot be read");
    return Future.failedFuture(
        new ApiError(
            CommonError.SERVICE_UNAVAILABLE,
            "Access keys cannot be read at the moment; try again."));
  }
}
