package io.longshore.service.pinpoint;

import io.longshore.service.pinpoint.EndpointWriteStore.Stored;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which users and addresses a change gives to endpoints that did not have them, and what that means
 * for the endpoints that do.
 *
 * <ul>
 *   <li>An address has one active endpoint: who takes it makes its holders INACTIVE.
 *   <li>A user has at most 15 endpoints. The next one is refused; but one of a push channel takes
 *       the place of the user's endpoint with the oldest EffectiveDate.
 * </ul>
 *
 * Source: the quotas and the endpoints pages of the Pinpoint developer guide.
 */
record EndpointClaims(Set<String> users, Set<Long> addresses) {

  private static final int MOST_OF_A_USER = 15;

  private static final Set<String> PUSH =
      Set.of("ADM", "GCM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "BAIDU");

  /**
   * @param there what stands there, by key
   * @param after what shall stand there
   */
  static EndpointClaims of(Map<String, Stored> there, Map<String, EndpointRow> after) {
    Set<String> users = new HashSet<>();
    Set<Long> addresses = new HashSet<>();
    after.forEach(
        (key, row) -> {
          Optional<EndpointRow> before = Optional.ofNullable(there.get(key)).map(Stored::row);
          row.userId()
              .filter(user -> !before.flatMap(EndpointRow::userId).equals(Optional.of(user)))
              .ifPresent(users::add);
          row.address()
              .filter(own -> !before.flatMap(EndpointRow::address).equals(Optional.of(own)))
              .ifPresent(addresses::add);
        });
    return new EndpointClaims(users, addresses);
  }

  boolean isEmpty() {
    return users.isEmpty() && addresses.isEmpty();
  }

  boolean covers(EndpointClaims other) {
    return users.containsAll(other.users) && addresses.containsAll(other.addresses);
  }

  /**
   * What must be written so that the rules hold.
   *
   * @param rivals all other endpoints with these users or addresses, by key
   * @param after what shall stand there, in the order in which it was asked for
   * @return all of {@code after}, and the rivals that change
   */
  Map<String, EndpointRow> settle(Map<String, EndpointRow> rivals, Map<String, EndpointRow> after) {
    Map<String, EndpointRow> all = new LinkedHashMap<>(rivals);
    after.keySet().forEach(all::remove);
    all.putAll(after); // in the order of the request, so that its last one wins
    Map<String, EndpointRow> written = new LinkedHashMap<>(after);
    addresses.forEach(address -> takeOver(address, all, written));
    users.forEach(user -> makeRoom(user, all, after.keySet(), written));
    return written;
  }

  private static void takeOver(
      long address, Map<String, EndpointRow> all, Map<String, EndpointRow> written) {
    List<String> holders =
        all.keySet().stream()
            .filter(key -> all.get(key).address().equals(Optional.of(address)))
            .toList();
    String taker = holders.get(holders.size() - 1);
    for (String holder : holders.subList(0, holders.size() - 1)) {
      if (all.get(holder).sharesAddressWith(all.get(taker))) {
        EndpointRow inactive = all.get(holder).inactive();
        all.put(holder, inactive);
        written.put(holder, inactive);
      }
    }
  }

  private static void makeRoom(
      String user,
      Map<String, EndpointRow> all,
      Set<String> asked,
      Map<String, EndpointRow> written) {
    Map<String, EndpointRow> kept = new HashMap<>();
    for (Map.Entry<String, EndpointRow> entry : all.entrySet()) {
      if (!entry.getValue().userId().equals(Optional.of(user))) {
        continue;
      }
      while (asked.contains(entry.getKey()) && kept.size() >= MOST_OF_A_USER) {
        String oldest = evicted(user, kept, entry.getValue());
        written.put(oldest, kept.remove(oldest).withoutUser());
      }
      kept.put(entry.getKey(), entry.getValue());
    }
  }

  private static String evicted(String user, Map<String, EndpointRow> kept, EndpointRow newcomer) {
    if (!PUSH.contains(newcomer.endpoint().getString("ChannelType"))) {
      throw PinpointError.BAD_REQUEST.because(
          "The user '" + user + "' has " + kept.size() + " endpoints, the limit is 15");
    }
    return kept.entrySet().stream()
        .min(
            Comparator.comparing((Map.Entry<String, EndpointRow> e) -> e.getValue().activeAt())
                .thenComparing(Map.Entry::getKey))
        .orElseThrow()
        .getKey();
  }
}
