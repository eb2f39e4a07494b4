package io.longshore.identity;

import io.longshore.identity.AuditChain.Link;
import io.longshore.identity.AuditStore.Stored;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads who did what, and whether it is as it was written. */
public final class AuditBook {

  static final String PURPOSE = "audit";
  private static final int PAGE = 5000;

  /**
   * What was found.
   *
   * @param faults a sentence each; empty when everything is as it was written
   * @param open chains that are not closed: of processes that run or were killed
   */
  public record Findings(int chains, long events, List<String> open, List<String> faults) {}

  private final AuditStore store;
  private final List<byte[]> keys;
  private final Duration keep;

  /**
   * @param keep how long events are kept at least
   */
  public AuditBook(Postgres postgres, HouseKeys keys, Duration keep) {
    this.store = new AuditStore(postgres);
    this.keys = keys.of(PURPOSE);
    this.keep = keep;
  }

  /** Reads all of it anew, some thousand events at a time. */
  public Future<Findings> verify(Instant now) {
    return store
        .chains()
        .compose(
            chains -> {
              List<String> faults = new ArrayList<>(gaps(chains));
              List<String> open = new ArrayList<>();
              Future<Long> counted = Future.succeededFuture(0L);
              for (Stored each : chains) {
                if (!each.chain().closed() && !each.expired()) {
                  open.add(each.chain().id().toString());
                }
                counted =
                    counted.compose(sum -> chain(each, now, faults).map(events -> sum + events));
              }
              return counted
                  .compose(events -> store.beyond().map(beyond -> told(beyond, faults, events)))
                  .map(events -> new Findings(chains.size(), events, open, faults));
            });
  }

  private static long told(List<String> beyond, List<String> faults, long events) {
    beyond.forEach(
        row ->
            faults.add(
                "chain "
                    + row.replace(" ", ": event ")
                    + " was inserted: the chain ends before it"));
    return events;
  }

  private static List<String> gaps(List<Stored> chains) {
    Set<UUID> known = chains.stream().map(each -> each.chain().id()).collect(Collectors.toSet());
    return chains.stream()
        .filter(each -> each.chain().previous().filter(id -> !known.contains(id)).isPresent())
        .map(
            each ->
                "chain %s was removed: chain %s followed it"
                    .formatted(each.chain().previous().get(), each.chain().id()))
        .distinct()
        .toList();
  }

  private Future<Long> chain(Stored stored, Instant now, List<String> faults) {
    AuditChain chain = stored.chain();
    Optional<byte[]> key =
        keys.stream().filter(each -> same(chain.head(each), stored.head())).findFirst();
    if (key.isEmpty()) {
      faults.add(
          "chain %s: its head was changed, or is sealed under a master key that is not configured"
              .formatted(chain.id()));
      return Future.succeededFuture(0L);
    }
    if (stored.expired()) {
      if (chain.touchedAt().plus(keep).isAfter(now)) {
        faults.add("chain %s: its events were removed before their time".formatted(chain.id()));
      }
      return Future.succeededFuture(0L);
    }
    byte[] none =
        AuditChain.opened(key.get(), chain.id(), chain.previous(), chain.openedAt()).last();
    return events(chain, key.get(), 0, none, faults);
  }

  private Future<Long> events(
      AuditChain chain, byte[] key, long after, byte[] before, List<String> faults) {
    return store
        .events(chain.id(), after, chain.length(), PAGE)
        .compose(
            links -> {
              byte[] hash = before;
              long seq = after;
              for (Link link : links) {
                seq++;
                if (link.seq() != seq) {
                  return stopped(faults, chain, seq, "was removed");
                }
                hash = AuditChain.hash(key, hash, seq, link.event());
                if (!same(hash, link.hash())) {
                  return stopped(faults, chain, seq, "was changed");
                }
              }
              if (seq == chain.length()) {
                return same(hash, chain.last())
                    ? Future.succeededFuture(seq)
                    : stopped(faults, chain, seq, "was changed");
              }
              return links.isEmpty()
                  ? stopped(faults, chain, seq + 1, "was removed")
                  : events(chain, key, seq, hash, faults);
            });
  }

  private static Future<Long> stopped(
      List<String> faults, AuditChain chain, long seq, String what) {
    faults.add("chain %s: event %d %s".formatted(chain.id(), seq, what));
    return Future.succeededFuture(seq - 1);
  }

  private static boolean same(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }
}
