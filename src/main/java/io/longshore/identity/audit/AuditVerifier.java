package io.longshore.identity.audit;

import io.longshore.identity.audit.AuditStore.Stored;
import io.longshore.identity.key.ServerKeys;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Verifies that the audit log is unchanged. */
public final class AuditVerifier {

  static final String PURPOSE = "audit";
  private static final int PAGE = 5000;

  /**
   * The result of a verification.
   *
   * @param faults descriptions of changes; empty when the log is unchanged
   * @param open chains that are not closed: of running or killed processes
   */
  public record Findings(int chains, long events, List<String> open, List<String> faults) {}

  private final AuditStore store;
  private final List<byte[]> keys;
  private final Duration keep;
  private final int page;

  /**
   * @param keep the minimum time that events are kept
   */
  public AuditVerifier(Postgres postgres, ServerKeys keys, Duration keep) {
    this(postgres, keys, keep, PAGE);
  }

  /**
   * @param page the number of events per read
   */
  AuditVerifier(Postgres postgres, ServerKeys keys, Duration keep, int page) {
    this.page = page;
    this.store = new AuditStore(postgres);
    this.keys = keys.of(PURPOSE);
    this.keep = keep;
  }

  /** Reads and verifies the whole log. */
  public Future<Findings> verify(Instant now) {
    return store
        .chains()
        .compose(
            chains -> {
              List<String> faults = new ArrayList<>(removedChains(chains));
              List<String> open = new ArrayList<>();
              chains.stream()
                  .filter(each -> !each.chain().closed() && !each.expired())
                  .forEach(each -> open.add(each.chain().id().toString()));
              Future<Long> counted =
                  new AuditChainReader(store, keys, now.minus(keep), page, chains, faults).run();
              return counted
                  .compose(
                      events -> store.beyond().map(beyond -> addInserted(beyond, faults, events)))
                  .map(events -> new Findings(chains.size(), events, open, faults));
            });
  }

  private static long addInserted(List<String> beyond, List<String> faults, long events) {
    beyond.forEach(
        row ->
            faults.add(
                "chain "
                    + row.replace(" ", ": event ")
                    + " was inserted: the chain ends before it"));
    return events;
  }

  private static List<String> removedChains(List<Stored> chains) {
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
}
