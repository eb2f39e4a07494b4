package io.longshore.identity.key;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.async.AsyncLoop;
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
 * Reads access keys from the database, one statement at a time: those that are asked for while one
 * is under way are all read by the next. So the load of the database does not grow with the number
 * of requests, and a key that many ask for at once is read once.
 */
final class AccessKeyReader {

  /** How many keys a statement reads at most. */
  static final int BATCH = 256;

  private static final long STATEMENT_SECONDS = 5;

  /**
   * What was read.
   *
   * @param at when, by a clock for distances only: not later than the statement's begin
   */
  record Read(Optional<AccessKey> key, long at) {}

  private final Function<List<String>, Future<Map<String, AccessKey>>> statement;
  private final LongSupplier nanos;
  private final int most;
  private final Map<String, Promise<Read>> asked = new ConcurrentHashMap<>();
  private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean reading = new AtomicBoolean();

  /**
   * @param statement the keys that there are of those ids
   * @param most so many may wait; beyond that a read is refused
   */
  AccessKeyReader(
      Function<List<String>, Future<Map<String, AccessKey>>> statement,
      LongSupplier nanos,
      int most) {
    this.statement = statement;
    this.nanos = nanos;
    this.most = most;
  }

  /** Completes on the caller's context. */
  Future<Read> read(String id) {
    Promise<Read> mine = Promise.promise();
    Promise<Read> before = asked.putIfAbsent(id, mine);
    if (before != null) {
      return here(before.future());
    }
    if (asked.size() > most) {
      asked.remove(id, mine);
      mine.fail(
          new ApiError(
              CommonError.SERVICE_UNAVAILABLE, "Too many unknown access keys now; try again."));
      return mine.future();
    }
    waiting.add(id);
    readWaiting();
    return here(mine.future());
  }

  private void readWaiting() {
    if (isMine()) {
      AsyncLoop.whileTrue(this::readBatch);
    }
  }

  /** Whether ids wait and nobody reads them yet. */
  private boolean isMine() {
    return !waiting.isEmpty() && reading.compareAndSet(false, true);
  }

  private Future<Boolean> readBatch() {
    List<String> batch = new ArrayList<>();
    for (String id = waiting.poll(); id != null; id = waiting.poll()) {
      batch.add(id);
      if (batch.size() == BATCH) {
        break;
      }
    }
    long at = nanos.getAsLong();
    return Future.succeededFuture()
        .compose(begin -> batch.isEmpty() ? none() : statement.apply(batch))
        .timeout(STATEMENT_SECONDS, TimeUnit.SECONDS)
        .onSuccess(found -> batch.forEach(id -> taken(id).tryComplete(read(found, id, at))))
        .onFailure(failure -> batch.forEach(id -> taken(id).tryFail(failure)))
        .transform(
            done -> {
              reading.set(false);
              return Future.succeededFuture(isMine());
            });
  }

  private static Future<Map<String, AccessKey>> none() {
    return Future.succeededFuture(Map.of());
  }

  private Promise<Read> taken(String id) {
    return asked.remove(id);
  }

  private static Read read(Map<String, AccessKey> found, String id, long at) {
    return new Read(Optional.ofNullable(found.get(id)), at);
  }

  /** Another event loop may have asked first: its answer is handed over to this one. */
  private static Future<Read> here(Future<Read> shared) {
    Context context = Vertx.currentContext();
    if (context == null) {
      return shared;
    }
    Promise<Read> own = Promise.promise();
    shared.onComplete(
        done ->
            context.runOnContext(
                here -> {
                  if (done.succeeded()) {
                    own.complete(done.result());
                  } else {
                    own.fail(done.cause());
                  }
                }));
    return own.future();
  }
}
