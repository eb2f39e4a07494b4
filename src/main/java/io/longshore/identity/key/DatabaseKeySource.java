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
 * The access keys of the database. Each is read anew after {@link #AGE}, so that what becomes of it
 * is felt everywhere soon; while the database does not answer, nobody is let in on old news.
 *
 * <p>Anybody may name a key before it is known who asks. So ids that there are not have a memory
 * and a place in the queue of their own: however many come, they put no key out of mind, no reading
 * of a known key waits for them, and they cost the database one statement at a time.
 */
public final class DatabaseKeySource implements KeySource {

  private static final Logger log = LoggerFactory.getLogger(DatabaseKeySource.class);
  private static final Duration AGE = Duration.ofSeconds(2);
  private static final Duration NOTED = Duration.ofMinutes(1);
  private static final int MOST = 4096;
  private static final int MOST_UNKNOWN = 16_384;
  private static final int MOST_WAITING = 1024;
  private static final int ID_LENGTH = 20;

  private final AccessKeyStore store;
  private final SecretEnvelope vault;
  private final LongSupplier nanos;
  private final BoundedCache<AccessKeyReader.Read> known = new BoundedCache<>(MOST);
  private final BoundedCache<AccessKeyReader.Read> unknown = new BoundedCache<>(MOST_UNKNOWN);
  private final BoundedCache<Long> noted = new BoundedCache<>(MOST);
  private final AccessKeyReader readsOfKnown;
  private final AccessKeyReader readsOfUnknown;

  /**
   * @param config with a master key
   * @param nanos a clock for distances only
   */
  public DatabaseKeySource(
      Postgres postgres, AuthConfig config, SecureRandom random, LongSupplier nanos) {
    this.store = new AccessKeyStore(postgres);
    this.vault = vault(config, random);
    this.nanos = nanos;
    this.readsOfKnown = new AccessKeyReader(this::rows, nanos, MOST);
    this.readsOfUnknown = new AccessKeyReader(this::rows, nanos, MOST_WAITING);
  }

  static SecretEnvelope vault(AuthConfig config, SecureRandom random) {
    return new SecretEnvelope(config.masterKey().orElseThrow(), config.formerMasterKey(), random);
  }

  @Override
  public Future<Optional<AccessKey>> find(String accessKey) {
    boolean ours = accessKey.length() == ID_LENGTH;
    if (!ours || !(accessKey.startsWith("AKIA") || accessKey.startsWith("ASIA"))) {
      return Future.succeededFuture(Optional.empty());
    }
    Optional<AccessKeyReader.Read> before = known.get(accessKey).or(() -> unknown.get(accessKey));
    if (before.filter(this::isFresh).isPresent()) {
      return Future.succeededFuture(before.get().key());
    }
    boolean isKnown = before.flatMap(AccessKeyReader.Read::key).isPresent();
    return (isKnown ? readsOfKnown : readsOfUnknown)
        .read(accessKey)
        .onSuccess(read -> remember(accessKey, read))
        .map(AccessKeyReader.Read::key)
        .recover(DatabaseKeySource::unavailable);
  }

  private boolean isFresh(AccessKeyReader.Read read) {
    return nanos.getAsLong() - read.at() < AGE.toNanos();
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
              rows.forEach(row -> open(row).ifPresent(key -> keys.put(row.id(), key)));
              return keys;
            });
  }

  @Override
  public void used(AccessKey key) {
    if (known.get(key.id()).isEmpty()) {
      return; // of another store
    }
    long now = nanos.getAsLong();
    if (noted.get(key.id()).filter(before -> now - before <= NOTED.toNanos()).isEmpty()) {
      noted.put(key.id(), now);
      store
          .used(key.id())
          .onFailure(failure -> log.debug("The use of {} was not noted", key.id(), failure));
    }
  }

  private Optional<AccessKey> open(AccessKeyRow row) {
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
            CommonError.SERVICE_UNAVAILABLE, "Access keys cannot be read now; try again."));
  }
}
