package io.longshore.identity.key;

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
 * The access keys of the database, cached for {@link #MAX_AGE}, so that changes take effect on all
 * replicas soon. While the database is unreachable, expired entries are not used.
 *
 * <p>Unauthenticated requests can name any number of keys. So unknown ids have a cache and a reader
 * of their own: they neither evict known keys nor delay their reads, and cost the database one
 * statement at a time. Thread-safe.
 */
public final class DatabaseKeySource implements KeySource {

  private static final Logger log = LoggerFactory.getLogger(DatabaseKeySource.class);
  private static final Duration MAX_AGE = Duration.ofSeconds(2);
  private static final Duration USE_INTERVAL = Duration.ofMinutes(1);
  private static final int MAX_KEYS = 4096;
  private static final int MAX_UNKNOWN_KEYS = 16_384;
  private static final int MAX_PENDING_UNKNOWN = 1024;
  private static final int ID_LENGTH = 20;

  private final AccessKeyStore store;
  private final SecretEnvelope envelope;
  private final LongSupplier nanos;
  private final BoundedCache<AccessKeyReader.Read> known = new BoundedCache<>(MAX_KEYS);
  private final BoundedCache<AccessKeyReader.Read> unknown = new BoundedCache<>(MAX_UNKNOWN_KEYS);
  private final BoundedCache<Long> lastUse = new BoundedCache<>(MAX_KEYS);
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
    this.nanos = nanos;
    this.knownReader = new AccessKeyReader(this::rows, nanos, MAX_KEYS);
    this.unknownReader = new AccessKeyReader(this::rows, nanos, MAX_PENDING_UNKNOWN);
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
    Optional<AccessKeyReader.Read> cached = known.get(accessKey).or(() -> unknown.get(accessKey));
    if (cached.filter(this::isFresh).isPresent()) {
      return Future.succeededFuture(cached.get().key());
    }
    boolean isKnown = cached.flatMap(AccessKeyReader.Read::key).isPresent();
    return (isKnown ? knownReader : unknownReader)
        .read(accessKey)
        .onSuccess(read -> remember(accessKey, read))
        .map(AccessKeyReader.Read::key)
        .recover(DatabaseKeySource::unavailable);
  }

  private boolean isFresh(AccessKeyReader.Read read) {
    return nanos.getAsLong() - read.at() < MAX_AGE.toNanos();
  }

  private void remember(String id, AccessKeyReader.Read read) {
    if (read.key().isPresent()) {
      unknown.remove(id);
      known.put(id, read);
    } else {
      known.remove(id);
      unknown.put(id, read);
    }
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
    if (known.get(key.id()).isEmpty()) {
      return; // a key of another source
    }
    long now = nanos.getAsLong();
    if (lastUse
        .get(key.id())
        .filter(previous -> now - previous <= USE_INTERVAL.toNanos())
        .isEmpty()) {
      lastUse.put(key.id(), now);
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
