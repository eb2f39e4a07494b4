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
 * Stores the audit events of this process in batches, in a chain of its own. Deploy one per
 * process. A chain is closed after a day and when the process stops. An open chain belongs to a
 * running process or to a killed one, whose unstored events are lost.
 */
public final class AuditVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(AuditVerticle.class);
  private static final int BATCH = 1000;
  private static final Duration MAX_CHAIN_AGE = Duration.ofDays(1);
  private static final int MAX_BATCHES = 2 * AuditQueue.CAPACITY / BATCH;
  private static final long COUNT_INTERVAL_MILLIS = Duration.ofMinutes(5).toMillis();
  private static final long EXPIRY_INTERVAL_MILLIS = Duration.ofHours(1).toMillis();

  private final AuditQueue queue;
  private final AuditStore store;
  private final AuditConfig config;
  private final byte[] key;
  private final InstantSource clock;
  private AuditChain chain;
  private List<AuditEvent> pending = List.of();
  private Future<Void> writing = Future.succeededFuture(); // one at a time
  private long flushTimer;

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
              flushTimer = vertx.setPeriodic(config.every().toMillis(), tick -> flush());
              vertx.setPeriodic(COUNT_INTERVAL_MILLIS, tick -> queue.countRefusals(now()));
              vertx.setPeriodic(1000, EXPIRY_INTERVAL_MILLIS, tick -> expire());
            });
  }

  /** Stores the remaining events and closes the chain; logs how many could not be stored. */
  @Override
  public Future<?> stop() {
    vertx.cancelTimer(flushTimer);
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
                  "audit chain={} could not be closed, {} events could not be stored: {}",
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
                          log,
                          failure,
                          "{} audit events are waiting to be stored",
                          queue.waiting()));
    }
  }

  private boolean isOld() {
    return chain.openedAt().plus(MAX_CHAIN_AGE).isBefore(now());
  }

  private void expire() {
    AsyncLoop.whileTrue(() -> store.expire(config.keep()))
        .onFailure(
            failure ->
                TransientErrors.log(log, failure, "Expired audit events could not be deleted"));
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

  /** Stores batches until the queue is empty, but at most {@link #MAX_BATCHES} at once. */
  private Future<Void> write() {
    AtomicInteger batches = new AtomicInteger();
    return AsyncLoop.whileTrue(
        () ->
            batches.getAndIncrement() < MAX_BATCHES ? writeBatch() : Future.succeededFuture(false));
  }

  /** Stores a batch; false when the queue is empty. */
  private Future<Boolean> writeBatch() {
    if (pending.isEmpty()) {
      pending = queue.take(BATCH);
    }
    if (pending.isEmpty()) {
      return Future.succeededFuture(false);
    }
    List<Link> links = chain.links(key, pending);
    AuditChain extended = chain.with(links, now());
    return store
        .append(chain, extended, extended.head(key), links)
        .compose(stored -> stored ? Future.succeededFuture(true) : isStored(extended))
        .compose(
            stored -> {
              if (!stored) {
                return open();
              }
              chain = extended;
              queue.stored(pending.size());
              pending = List.of();
              return Future.succeededFuture();
            })
        .map(true);
  }

  /** Whether the append succeeded but its reply was lost; otherwise the chain was changed. */
  private Future<Boolean> isStored(AuditChain extended) {
    return store
        .length(extended.id())
        .map(
            length -> {
              if (length != extended.length()) {
                log.warn(
                    "audit chain={} was changed by another process: length={}",
                    extended.id(),
                    length);
              }
              return length == extended.length();
            });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
