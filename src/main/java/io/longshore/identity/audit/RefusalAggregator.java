package io.longshore.identity.audit;

import io.longshore.api.AuditEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Aggregates the audit events of unauthenticated requests, so that a flood of requests results in
 * few events. The first request of an address and outcome is an event at once; the number of
 * further ones is another event some minutes later. Combinations beyond {@link #MAX_KINDS} are
 * counted together. Thread-safe.
 */
final class RefusalAggregator {

  static final int MAX_KINDS = 20;
  private static final String OTHERS = "others";
  private static final String SEVERAL = "several";

  private record Kind(String source, String outcome) {}

  /** The last refusal of a kind, and the number of refusals that are in no event yet. */
  private record Tally(AuditEvent last, String accessKey, long uncounted) {

    Tally with(AuditEvent next) {
      boolean same = next.accessKey().equals(accessKey);
      return new Tally(next, same ? accessKey : SEVERAL, uncounted + 1);
    }
  }

  private final Map<Kind, Tally> tallies = new ConcurrentHashMap<>();

  /**
   * Adds a refusal; returns the event to be recorded now, if any.
   *
   * @param open whether events can be recorded
   */
  Optional<AuditEvent> add(AuditEvent refused, boolean open) {
    Kind kind = kind(refused);
    Tally first = new Tally(refused, refused.accessKey(), open ? 0 : 1);
    Tally now =
        tallies.compute(
            kind, (same, previous) -> previous == null ? first : previous.with(refused));
    return open && now.uncounted() == 0
        ? Optional.of(event(refused.at(), kind, first, refused.resource()))
        : Optional.empty();
  }

  /** Returns an event for each kind with the number of its further refusals, and resets them. */
  List<AuditEvent> count(Instant now) {
    List<AuditEvent> events = new ArrayList<>();
    for (Kind kind : tallies.keySet()) {
      Tally tally = tallies.remove(kind);
      if (tally != null && tally.uncounted() > 0) {
        events.add(event(now, kind, tally, tally.uncounted() + " requests"));
      }
    }
    return events;
  }

  private Kind kind(AuditEvent refused) {
    Kind kind = new Kind(refused.source(), refused.outcome());
    boolean separate = tallies.size() < MAX_KINDS || tallies.containsKey(kind);
    return separate ? kind : new Kind(OTHERS, refused.outcome());
  }

  private static AuditEvent event(Instant at, Kind kind, Tally tally, String resource) {
    return new AuditEvent(
        at,
        tally.last().account(),
        tally.accessKey(),
        tally.last().operation(),
        resource,
        kind.source(),
        kind.outcome(),
        tally.last().requestId());
  }
}
