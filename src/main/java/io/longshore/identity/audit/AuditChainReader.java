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
   * @param keptSince events since then must exist
   * @param page the number of events per read
   * @param faults receives descriptions of changes
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

  /** Returns the number of valid events. */
  Future<Long> run() {
    return AsyncLoop.forEach(chains, this::read).map(done -> events);
  }

  private Future<Void> read(Stored stored) {
    return begin(stored)
        ? AsyncLoop.whileTrue(this::readPage).onSuccess(done -> events += seq)
        : Future.succeededFuture();
  }

  /** Verifies a chain's head; returns whether its events are to be verified. */
  private boolean begin(Stored stored) {
    chain = stored.chain();
    Optional<byte[]> headKey =
        keys.stream().filter(each -> same(chain.head(each), stored.head())).findFirst();
    if (headKey.isEmpty()) {
      faults.add(
          "chain %s: its head was changed, or was made with a master key that is not configured"
              .formatted(chain.id()));
      return false;
    }
    if (stored.expired()) {
      if (chain.touchedAt().isAfter(keptSince)) {
        faults.add("chain %s: its events were removed before they expired".formatted(chain.id()));
      }
      return false;
    }
    key = headKey.get();
    seq = 0;
    hash = AuditChain.opened(key, chain.id(), chain.previous(), chain.openedAt()).last();
    return true;
  }

  private Future<Boolean> readPage() {
    return store.events(chain.id(), seq, chain.length(), page).map(this::verifyPage);
  }

  /** Verifies a page; returns whether another one follows. {@code seq} is the last valid event. */
  private boolean verifyPage(List<Link> links) {
    for (Link link : links) {
      if (link.seq() != seq + 1) {
        return stop(seq + 1, "was removed");
      }
      byte[] expected = AuditChain.hash(key, hash, seq + 1, link.event());
      if (!same(expected, link.hash())) {
        return stop(seq + 1, "was changed");
      }
      seq++;
      hash = expected;
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
