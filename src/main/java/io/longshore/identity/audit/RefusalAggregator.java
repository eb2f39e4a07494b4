package io.longshore.identity.audit;

import io.longshore.api.AuditEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests whose sender nobody knows, in few events however many there are: the first of an address
 * and a reason is one at once, and how many followed it is another, some minutes later. Addresses
 * beyond {@link #MOST} are told of together.
 */
final class RefusalAggregator {

  static final int MOST = 20;
  private static final String OTHERS = "others";
  private static final String SEVERAL = "several";

  private record Kind(String source, String outcome) {}

  /** The last one of a kind, and how many are in no event yet. */
  private record Tally(AuditEvent last, String accessKey, long untold) {

    Tally with(AuditEvent next) {
      boolean same = next.accessKey().equals(accessKey);
      return new Tally(next, same ? accessKey : SEVERAL, untold + 1);
    }
  }

  private final Map<Kind, Tally> tallies = new ConcurrentHashMap<>();

  /**
   * What is to be written down of it now.
   *
   * @param open whether anything may be
   */
  Optional<AuditEvent> add(AuditEvent refused, boolean open) {
    Kind kind = kind(refused);
    Tally first = new Tally(refused, refused.accessKey(), open ? 0 : 1);
    Tally now =
        tallies.compute(kind, (same, before) -> before == null ? first : before.with(refused));
    return open && now.untold() == 0
        ? Optional.of(event(refused.at(), kind, first, refused.resource()))
        : Optional.empty();
  }

  /** How many there were since, of each kind; from now on they are first ones again. */
  List<AuditEvent> count(Instant now) {
    List<AuditEvent> events = new ArrayList<>();
    for (Kind kind : tallies.keySet()) {
      Tally tally = tallies.remove(kind);
      if (tally != null && tally.untold() > 0) {
        events.add(event(now, kind, tally, tally.untold() + " requests"));
      }
    }
    return events;
  }

  private Kind kind(AuditEvent refused) {
    Kind kind = new Kind(refused.source(), refused.outcome());
    boolean room = tallies.size() < MOST || tallies.containsKey(kind);
    return room ? kind : new Kind(OTHERS, refused.outcome());
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
