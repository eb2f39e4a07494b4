package io.longshore.store.read;

import io.longshore.api.ErrorMessages;
import io.longshore.async.AsyncLoop;
import io.longshore.store.read.NodePositionStore.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that pieces read from, and what is wrong with it. Thread-safe. */
final class ReadNode {

  private static final Logger log = LoggerFactory.getLogger(ReadNode.class);
  private static final Duration REST = Duration.ofSeconds(30);
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 250;

  /** SQLSTATEs of queries that a standby cancels. */
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  private final Vertx vertx;
  private final String name;
  private final Pool pool;
  private final Pool primary;
  private final ReadMeter meter;
  private final AtomicInteger inUse = new AtomicInteger();
  private volatile long restsUntil;
  private volatile String wrong = "";

  /**
   * @param name host and port
   */
  ReadNode(Vertx vertx, String name, Pool pool, Pool primary, ReadMeter meter) {
    this.vertx = vertx;
    this.name = name;
    this.pool = pool;
    this.primary = primary;
    this.meter = meter;
    this.restsUntil = System.nanoTime();
  }

  /**
   * A connection to the node.
   *
   * @param isCitus whether it has the rows of distributed tables only, as of now
   */
  record Opened(SqlConnection connection, boolean isCitus) {}

  String name() {
    return name;
  }

  int inUse() {
    return inUse.get();
  }

  boolean isResting() {
    boolean resting = restsUntil - System.nanoTime() > 0;
    if (resting) {
      meter.fellBack(name, FallbackReason.RESTING);
    }
    return resting;
  }

  /**
   * A connection to the node, which has everything that was committed before the claim; empty if
   * there is none, or not before the deadline. Does not fail.
   *
   * @param deadline by {@link System#nanoTime}
   */
  Future<Optional<Opened>> open(ClaimPosition position, long deadline) {
    inUse.incrementAndGet();
    return pool.getConnection()
        .compose(
            connection ->
                ready(connection, position, deadline)
                    .onFailure(unusable -> connection.close())
                    .map(kind -> new Opened(connection, kind == Kind.CITUS)))
        .onSuccess(opened -> works())
        .map(Optional::of)
        .recover(
            failure -> {
              release();
              fellBack(failure, FallbackReason.UNREACHABLE);
              return Future.succeededFuture(Optional.empty());
            });
  }

  private Future<Kind> ready(SqlConnection connection, ClaimPosition position, long deadline) {
    return NodePositionStore.kind(connection, primary)
        .compose(
            kind ->
                kind == Kind.CITUS
                    ? Future.succeededFuture(kind)
                    : await(connection, position, deadline).map(kind));
  }

  private Future<Void> await(SqlConnection connection, ClaimPosition position, long deadline) {
    long since = System.nanoTime();
    AtomicInteger looks = new AtomicInteger();
    return AsyncLoop.whileTrue(
            () ->
                NodePositionStore.has(connection, position)
                    .compose(has -> has ? done() : pause(deadline, looks.getAndIncrement())))
        .onComplete(ended -> meter.waited(name, Duration.ofNanos(System.nanoTime() - since)));
  }

  private static Future<Boolean> done() {
    return Future.succeededFuture(false);
  }

  private Future<Boolean> pause(long deadline, int looks) {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      return Future.failedFuture(
          new NodeUnusable(
              FallbackReason.BEHIND,
              "it does not have the rows of a job within database.readWait: it lags, or does not"
                  + " follow this primary; exports read from the primary"));
    }
    long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(looks, 5));
    return vertx.timer(Math.max(1, Math.min(left, pause))).map(true);
  }

  /** Gives back what {@link #open} took; the caller closes the connection. */
  void release() {
    inUse.decrementAndGet();
  }

  /**
   * Records that a piece stopped reading from the node.
   *
   * @param otherwise the reason of a failure that does not tell it
   */
  void fellBack(Throwable failure, FallbackReason otherwise) {
    FallbackReason reason = otherwise;
    if (failure instanceof NodeUnusable unusable) {
      reason = unusable.reason();
    } else if (failure instanceof PgException refused && isConflict(refused)) {
      reason = FallbackReason.CONFLICT;
    }
    meter.fellBack(name, reason);
    if (reason.rests()) {
      restsUntil = System.nanoTime() + REST.toNanos();
    }
    String before = wrong;
    wrong = reason.word() + ": " + ErrorMessages.line(failure);
    if (!before.startsWith(reason.word())) {
      log.warn("{} is not read from: {}", name, wrong);
    }
  }

  private static boolean isConflict(PgException refused) {
    return CONFLICTS.contains(refused.getSqlState());
  }

  private void works() {
    if (!wrong.isEmpty()) {
      wrong = "";
      log.info("{} is read from again", name);
    }
  }

  /** Fails unless pieces can read from the node; says nothing of how far it is behind. */
  Future<Void> check() {
    if (!wrong.isEmpty() && restsUntil - System.nanoTime() > 0) {
      return Future.failedFuture(name + " " + wrong);
    }
    return inUse.get() > 0
        ? Future.succeededFuture()
        : pool.withConnection(connection -> NodePositionStore.kind(connection, primary))
            .<Void>mapEmpty()
            .recover(failure -> Future.failedFuture(name + ": " + ErrorMessages.line(failure)));
  }

  Future<Void> close() {
    return pool.close();
  }
}
