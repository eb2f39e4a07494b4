package io.longshore.service.pinpoint.endpoint;

import io.longshore.service.pinpoint.endpoint.EndpointWriteStore.Stored;
import io.longshore.service.pinpoint.user.UserAttributes;
import io.longshore.service.pinpoint.user.UserEndpointLimit;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The users and addresses that a change gives to endpoints, and the consequences for the endpoints
 * that have them already.
 *
 * <ul>
 *   <li>An address has one active endpoint: who takes it makes its holders INACTIVE.
 *   <li>A user has at most 15 endpoints. The next one is refused; but one of a push channel takes
 *       the place of the user's push endpoint with the oldest EffectiveDate: see {@link
 *       UserEndpointLimit}.
 *   <li>A user's attributes are those of all of the user's endpoints: see {@link UserAttributes}.
 * </ul>
 *
 * Source: the quotas and the endpoints pages of the Pinpoint developer guide.
 *
 * @param users whose endpoints become more, or whose attributes change
 */
record EndpointUniqueness(Set<String> users, Set<Long> addresses) {

  /**
   * @param there the present rows, by key
   * @param change the new rows
   */
  static EndpointUniqueness of(Map<String, Stored> there, EndpointChange change) {
    Set<String> users = new HashSet<>();
    Set<Long> addresses = new HashSet<>();
    change
        .rows()
        .forEach(
            (key, row) -> {
              EndpointUniqueness own =
                  of(Optional.ofNullable(there.get(key)).map(Stored::holder), row);
              users.addAll(own.users());
              addresses.addAll(own.addresses());
            });
    return new EndpointUniqueness(users, addresses);
  }

  /** Those of one endpoint. */
  static EndpointUniqueness of(Optional<EndpointRow.Holder> before, EndpointRow row) {
    return new EndpointUniqueness(
        row.userId().filter(user -> isNews(user, row, before)).map(Set::of).orElse(Set.of()),
        row.address()
            .filter(own -> !before.flatMap(EndpointRow.Holder::address).equals(Optional.of(own)))
            .map(Set::of)
            .orElse(Set.of()));
  }

  static EndpointUniqueness none() {
    return new EndpointUniqueness(new HashSet<>(), new HashSet<>());
  }

  /** Whether the endpoint is new to its user, or has other attributes of the user than before. */
  private static boolean isNews(String user, EndpointRow row, Optional<EndpointRow.Holder> before) {
    return before
        .filter(there -> there.userId().equals(Optional.of(user)))
        .map(there -> !UserAttributes.of(there.endpoint()).equals(attributes(row)))
        .orElse(true);
  }

  private static JsonObject attributes(EndpointRow row) {
    return UserAttributes.of(row.endpoint());
  }

  boolean isEmpty() {
    return users.isEmpty() && addresses.isEmpty();
  }

  boolean covers(EndpointUniqueness other) {
    return users.containsAll(other.users) && addresses.containsAll(other.addresses);
  }

  boolean overlaps(EndpointUniqueness other) {
    return !Collections.disjoint(users, other.users)
        || !Collections.disjoint(addresses, other.addresses);
  }

  /** The lock keys of the users and addresses in the container. */
  Long[] keys(String container) {
    Stream<Long> ofUsers =
        users.stream().map(user -> EndpointSearchTerms.hash("user", container, user));
    long ofApp = EndpointSearchTerms.hash(container);
    Stream<Long> ofAddresses = addresses.stream().map(address -> ofApp ^ address);
    return Stream.concat(ofUsers, ofAddresses).distinct().toArray(Long[]::new);
  }

  /**
   * The rows to write so that the rules hold.
   *
   * @param stored the endpoints that change, and all others with these users or addresses, by key
   * @return all rows of the change, and the others that change with them
   */
  Map<String, EndpointRow> settle(Map<String, EndpointRow> stored, EndpointChange change) {
    Map<String, EndpointRow> all = new LinkedHashMap<>(stored);
    change.rows().keySet().forEach(all::remove);
    all.putAll(change.rows()); // in the order of the request, so that the last one wins
    Map<String, EndpointRow> written = new LinkedHashMap<>(change.rows());
    addresses.forEach(address -> takeOver(address, all, written));
    for (String user : users) {
      new UserEndpointLimit(user, stored).make(all, change.rows().keySet(), written);
      share(user, stored, all, change, written);
    }
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

  /**
   * Gives all endpoints of the user the same attributes: those of an endpoint that had no user,
   * then those of the user, then those of the call. If the user's endpoints differ, because they
   * were written before this rule, the one that was active last counts.
   */
  private static void share(
      String user,
      Map<String, EndpointRow> stored,
      Map<String, EndpointRow> all,
      EndpointChange change,
      Map<String, EndpointRow> written) {
    UserAttributes attributes = new UserAttributes();
    change.rows().values().stream()
        .filter(row -> row.userId().equals(Optional.of(user)))
        .forEach(row -> attributes.put(attributes(row)));
    stored.values().stream()
        .filter(row -> row.userId().equals(Optional.of(user)))
        .sorted(Comparator.comparing(EndpointRow::activeAt))
        .forEach(row -> attributes.put(attributes(row)));
    attributes.put(change.given().getOrDefault(user, new JsonObject()));
    for (Map.Entry<String, EndpointRow> each : List.copyOf(all.entrySet())) {
      EndpointRow row = each.getValue();
      if (row.userId().equals(Optional.of(user))) {
        EndpointRow shared = row.withUserAttributes(attributes.all());
        if (shared != row) {
          EndpointRules.whole(shared.endpoint(), shared.line());
          all.put(each.getKey(), shared);
          written.put(each.getKey(), shared);
        }
      }
    }
  }
}
