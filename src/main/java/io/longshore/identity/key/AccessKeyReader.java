package io.longshore.identity.key;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.async.AsyncLoop;
import io.longshore.async.ContextFuture;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Reads access keys from the database in batches, one statement at a time: keys requested during a
 * statement are read by the next one. So the database's load does not grow with the number of
 * requests, and concurrent reads of a key are one read. Thread-safe.
 */
final class AccessKeyReader {

  /** The maximum number of keys per statement. */
  static final int BATCH = 256;

  private static final long STATEMENT_SECONDS = 5;

  /**
   * The result of a read.
   *
   * @param at when the statement began, by the monotonic clock
   */
  record Read(Optional<AccessKey> key, long at) {}

  private final Function<List<String>, Future<Map<String, AccessKey>>> statement;
  private final AccessKeyCache cache;
  private final LongSupplier nanos;
  private final int maxPending;
  private final Map<String, Promise<Read>> pending = new ConcurrentHashMap<>();
  private final Queue<String> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean reading = new AtomicBoolean();

  /**
   * @param statement reads the existing keys of those ids
   * @param cache takes what is read
   * @param nanos a monotonic clock
   * @param maxPending how many reads may be pending; more are refused
   */
  AccessKeyReader(
      Function<List<String>, Future<Map<String, AccessKey>>> statement,
      AccessKeyCache cache,
      LongSupplier nanos,
      int maxPending) {
    this.statement = statement;
    this.cache = cache;
    this.nanos = nanos;
    this.maxPending = maxPending;
  }

  /** Reads a key that the cache lacks; completes on the caller's context. */
  Future<Read> read(String id) {
    Promise<Read> own = Promise.promise();
    Promise<Read> earlier = pending.putIfAbsent(id, own);
    if (earlier != null) {
      return onCallersContext(earlier.future());
    }
    // A read that ended since the caller looked at the cache has put its result there.
    Optional<Read> cached = cache.find(id);
    if (cached.isPresent()) {
      pending.remove(id, own);
      own.complete(cached.get());
      return own.future();
    }
    if (pending.size() > maxPending) {
      pending.remove(id, own);
      own.fail(
          new ApiError(
              CommonError.SERVICE_UNAVAILABLE,
              "Too many unknown access keys at the moment; try again."));
      return own.future();
    }
    queue.add(id);
    readQueue();
    return onCallersContext(own.future());
  }

  private void readQueue() {
    if (startReading()) {
      AsyncLoop.whileTrue(this::readBatch);
    }
  }

  /** Claims the queue; false when it is empty or being read. */
  private boolean startReading() {
    return !queue.isEmpty() && reading.compareAndSet(false, true);
  }

  private Future<Boolean> readBatch() {
    List<String> batch = new ArrayList<>();
    for (String id = queue.poll(); id != null; id = queue.poll()) {
      batch.add(id);
      if (batch.size() == BATCH) {
        break;
      }
    }
    long at = nanos.getAsLong();
    return Future.succeededFuture()
        .compose(begin -> batch.isEmpty() ? none() : statement.apply(batch))
        .timeout(STATEMENT_SECONDS, TimeUnit.SECONDS)
        .onSuccess(found -> batch.forEach(id -> finish(id, read(found, id, at))))
        .onFailure(failure -> batch.forEach(id -> removePending(id).tryFail(failure)))
        .transform(
            done -> {
              reading.set(false);
              return Future.succeededFuture(startReading());
            });
  }

  private static Future<Map<String, AccessKey>> none() {
    return Future.succeededFuture(Map.of());
  }

  /** Caches the read before it stops being pending, so that no other read of the id begins. */
  private void finish(String id, Read read) {
    cache.put(id, read);
    removePending(id).tryComplete(read);
  }

  private Promise<Read> removePending(String id) {
    return pending.remove(id);
  }

  private static Read read(Map<String, AccessKey> found, String id, long at) {
    return new Read(Optional.ofNullable(found.get(id)), at);
  }

  /** The read may have been started by another event loop; this one continues on its own. */
  private static Future<Read> onCallersContext(Future<Read> shared) {
    Context context = Vertx.currentContext();
    return context == null ? shared : ContextFuture.on(context, shared);
  }
}
