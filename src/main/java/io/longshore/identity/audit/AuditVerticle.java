package io.longshore.identity.audit;

import io.longshore.api.AuditEvent;
import io.longshore.async.AsyncLoop;
import io.longshore.config.AuditConfig;
import io.longshore.identity.audit.AuditChain.Link;
import io.longshore.identity.key.ServerKeys;
import io.longshore.store.Postgres;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who did what, a batch at a time, in a chain of its own; one a process. A chain is
 * closed after a day and when the process stops. One that is not closed is of a process that runs,
 * or was killed, and then what it had not yet written is lost.
 */
public final class AuditVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(AuditVerticle.class);
  private static final int BATCH = 1000;
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int BATCHES = 2 * AuditQueue.MOST / BATCH;
  private static final long BETWEEN_COUNTS_MILLIS = Duration.ofMinutes(5).toMillis();
  private static final long BETWEEN_EXPIRIES_MILLIS = Duration.ofHours(1).toMillis();

  private final AuditQueue queue;
  private final AuditStore store;
  private final AuditConfig config;
  private final byte[] key;
  private final InstantSource clock;
  private AuditChain chain;
  private List<AuditEvent> pending = List.of();
  private Future<Void> writing = Future.succeededFuture(); // one at a time: a chain has one end
  private long ticking;

  public AuditVerticle(
      AuditQueue queue,
      Postgres postgres,
      AuditConfig config,
      ServerKeys keys,
      InstantSource clock) {
    this.queue = queue;
    this.store = new AuditStore(postgres);
    this.config = config;
    this.key = keys.of(AuditVerifier.PURPOSE).get(0);
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    return open()
        .onSuccess(
            opened -> {
              ticking = vertx.setPeriodic(config.every().toMillis(), tick -> flush());
              vertx.setPeriodic(BETWEEN_COUNTS_MILLIS, tick -> queue.countRefusals(now()));
              vertx.setPeriodic(1000, BETWEEN_EXPIRIES_MILLIS, tick -> expire());
            });
  }

  /** Writes what is left and closes the chain; what cannot be written is counted in the log. */
  @Override
  public Future<?> stop() {
    vertx.cancelTimer(ticking);
    return writing
        .transform(
            done -> {
              queue.countRefusals(now());
              return write();
            })
        .compose(done -> close())
        .recover(
            failure -> {
              log.error(
                  "audit chain={} was not closed, {} events were not written: {}",
                  chain.id(),
                  queue.waiting(),
                  TransientErrors.isOutage(failure) ? TransientErrors.message(failure) : failure);
              return Future.succeededFuture();
            });
  }

  private void flush() {
    if (writing.isComplete()) {
      writing =
          write()
              .compose(
                  done -> isOld() ? close().compose(closed -> open()) : Future.succeededFuture())
              .onFailure(
                  failure ->
                      TransientErrors.log(
                          log, failure, "{} audit events wait to be written", queue.waiting()));
    }
  }

  private boolean isOld() {
    return chain.openedAt().plus(LONGEST).isBefore(now());
  }

  private void expire() {
    AsyncLoop.whileTrue(() -> store.expire(config.keep()))
        .onFailure(failure -> TransientErrors.log(log, failure, "Old audit events stay"));
  }

  private Future<Void> open() {
    return store
        .latest()
        .compose(
            previous -> {
              AuditChain opened = AuditChain.opened(key, UUID.randomUUID(), previous, now());
              return store.open(opened, opened.head(key)).onSuccess(done -> chain = opened);
            })
        .onSuccess(done -> log.info("audit chain={} opened", chain.id()));
  }

  private Future<Void> close() {
    AuditChain closed = chain.closed(now());
    return store
        .close(closed, closed.head(key))
        .onSuccess(
            done ->
                log.info("audit chain={} closed={} events={}", chain.id(), done, chain.length()))
        .mapEmpty();
  }

  /** Writes until nothing waits, but a bounded number of batches: more events may always come. */
  private Future<Void> write() {
    AtomicInteger batches = new AtomicInteger();
    return AsyncLoop.whileTrue(
        () -> batches.getAndIncrement() < BATCHES ? writeBatch() : Future.succeededFuture(false));
  }

  /** Whether there was a batch to write. */
  private Future<Boolean> writeBatch() {
    if (pending.isEmpty()) {
      pending = queue.take(BATCH);
    }
    if (pending.isEmpty()) {
      return Future.succeededFuture(false);
    }
    List<Link> links = chain.links(key, pending);
    AuditChain longer = chain.with(links, now());
    return store
        .append(chain, longer, longer.head(key), links)
        .compose(written -> written ? Future.succeededFuture(true) : isWritten(longer))
        .compose(
            written -> {
              if (!written) {
                return open();
              }
              chain = longer;
              queue.written(pending.size());
              pending = List.of();
              return Future.succeededFuture();
            })
        .map(true);
  }

  /** An answer that was lost, or somebody else's hand on the chain: then another is begun. */
  private Future<Boolean> isWritten(AuditChain longer) {
    return store
        .length(longer.id())
        .map(
            length -> {
              if (length != longer.length()) {
                log.warn("audit chain={} is not as it was left: {}", longer.id(), length);
              }
              return length == longer.length();
            });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
