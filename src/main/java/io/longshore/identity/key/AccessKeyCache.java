package io.longshore.identity.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.longshore.identity.key.AccessKeyReader.Read;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A cache of the access keys that were read, and of the ids that were not found, bounded in number
 * and age. Unauthenticated requests can name any number of unknown ids, so these are cached apart
 * and evict no known key. Thread-safe.
 */
final class AccessKeyCache {

  /** How long a read is used, counted from the start of its statement. */
  static final Duration MAX_AGE = Duration.ofSeconds(2);

  static final int MAX_KEYS = 4096;
  static final int MAX_UNKNOWN_KEYS = 16_384;

  private final LongSupplier nanos;
  private final Cache<String, Read> found;
  private final Cache<String, Read> notFound;

  /** The ids whose last read found a key, kept after the read has expired. */
  private final Cache<String, Boolean> known;

  /**
   * @param nanos a monotonic clock
   */
  AccessKeyCache(LongSupplier nanos) {
    this.nanos = nanos;
    this.found = reads(MAX_KEYS);
    this.notFound = reads(MAX_UNKNOWN_KEYS);
    this.known = bounded(MAX_KEYS).build();
  }

  private Cache<String, Read> reads(int max) {
    return bounded(max)
        .ticker(nanos::getAsLong)
        .expireAfter(Expiry.<String, Read>writing((id, read) -> remaining(read)))
        .build();
  }

  /** Evicts on the calling thread, which is cheaper than a task for each write. */
  private static Caffeine<Object, Object> bounded(int max) {
    return Caffeine.newBuilder().maximumSize(max).executor(Runnable::run);
  }

  private Duration remaining(Read read) {
    long nanosLeft = read.at() + MAX_AGE.toNanos() - nanos.getAsLong();
    return Duration.ofNanos(Math.max(0, nanosLeft));
  }

  /** The cached read of the id, unless it has expired. */
  Optional<Read> find(String id) {
    return Optional.ofNullable(found.getIfPresent(id))
        .or(() -> Optional.ofNullable(notFound.getIfPresent(id)));
  }

  /** Whether the last read of the id, also an expired one, found a key. */
  boolean isKnown(String id) {
    return known.getIfPresent(id) != null;
  }

  void put(String id, Read read) {
    if (read.key().isPresent()) {
      notFound.invalidate(id);
      found.put(id, read);
      known.put(id, true);
    } else {
      found.invalidate(id);
      known.invalidate(id);
      notFound.put(id, read);
    }
  }
}
