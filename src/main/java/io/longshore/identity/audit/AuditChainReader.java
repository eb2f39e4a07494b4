package io.longshore.identity.audit;

import io.longshore.identity.audit.AuditChain.Link;
import io.longshore.identity.audit.AuditStore.Stored;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Reads chain after chain and page after page, each when the one before has come. It is no chain of
 * futures: one as long as the log would take the stack with it.
 */
final class AuditChainReader {

  private final AuditStore store;
  private final List<byte[]> keys;
  private final Instant keptSince;
  private final int page;
  private final Iterator<Stored> chains;
  private final List<String> faults;
  private final Promise<Long> ended = Promise.promise();
  private long events;
  private AuditChain chain;
  private byte[] key;
  private long seq;
  private byte[] hash;

  /**
   * @param keptSince events from then on must be there
   * @param page how many events are read at once
   * @param faults where what is wrong is added
   */
  AuditChainReader(
      AuditStore store,
      List<byte[]> keys,
      Instant keptSince,
      int page,
      List<Stored> chains,
      List<String> faults) {
    this.store = store;
    this.keys = keys;
    this.keptSince = keptSince;
    this.page = page;
    this.chains = chains.iterator();
    this.faults = faults;
  }

  /** How many events were found good. */
  Future<Long> run() {
    next();
    return ended.future();
  }

  private void next() {
    while (chains.hasNext()) {
      if (begin(chains.next())) {
        read();
        return;
      }
    }
    ended.tryComplete(events);
  }

  /** Whether the chain has events that can be looked at. */
  private boolean begin(Stored stored) {
    chain = stored.chain();
    Optional<byte[]> sealed =
        keys.stream().filter(each -> same(chain.head(each), stored.head())).findFirst();
    if (sealed.isEmpty()) {
      faults.add(
          "chain %s: its head was changed, or is sealed under a master key that is not configured"
              .formatted(chain.id()));
      return false;
    }
    if (stored.expired()) {
      if (chain.touchedAt().isAfter(keptSince)) {
        faults.add("chain %s: its events were removed before their time".formatted(chain.id()));
      }
      return false;
    }
    key = sealed.get();
    seq = 0;
    hash = AuditChain.opened(key, chain.id(), chain.previous(), chain.openedAt()).last();
    return true;
  }

  private void read() {
    store.events(chain.id(), seq, chain.length(), page).onComplete(this::take);
  }

  private void take(AsyncResult<List<Link>> read) {
    try {
      if (read.failed()) {
        ended.tryFail(read.cause());
      } else if (goesOn(read.result())) {
        read();
      } else {
        events += seq;
        next();
      }
    } catch (RuntimeException failure) {
      ended.tryFail(failure);
    }
  }

  /** Whether another page of the chain must follow; {@code seq} is the last that is good. */
  private boolean goesOn(List<Link> links) {
    for (Link link : links) {
      if (link.seq() != seq + 1) {
        return stop(seq + 1, "was removed");
      }
      byte[] wanted = AuditChain.hash(key, hash, seq + 1, link.event());
      if (!same(wanted, link.hash())) {
        return stop(seq + 1, "was changed");
      }
      seq++;
      hash = wanted;
    }
    if (seq < chain.length()) {
      return !links.isEmpty() || stop(seq + 1, "was removed");
    }
    return !same(hash, chain.last()) && stop(seq, "was changed");
  }

  private boolean stop(long at, String what) {
    faults.add("chain %s: event %d %s".formatted(chain.id(), at, what));
    return false;
  }

  private static boolean same(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }
}
