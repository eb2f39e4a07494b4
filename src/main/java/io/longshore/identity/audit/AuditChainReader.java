package io.longshore.identity.audit;

import io.longshore.async.AsyncLoop;
import io.longshore.identity.audit.AuditChain.Link;
import io.longshore.identity.audit.AuditStore.Stored;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads and verifies one chain after another, page by page. */
final class AuditChainReader {

  private final AuditStore store;
  private final List<byte[]> keys;
  private final Instant keptSince;
  private final int page;
  private final List<Stored> chains;
  private final List<String> faults;
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
    this.chains = chains;
    this.faults = faults;
  }

  /** How many events were found good. */
  Future<Long> run() {
    return AsyncLoop.forEach(chains, this::read).map(done -> events);
  }

  private Future<Void> read(Stored stored) {
    return begin(stored)
        ? AsyncLoop.whileTrue(this::readPage).onSuccess(done -> events += seq)
        : Future.succeededFuture();
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

  private Future<Boolean> readPage() {
    return store.events(chain.id(), seq, chain.length(), page).map(this::goesOn);
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
