package io.longshore.service.pinpoint.endpoint;

import io.longshore.api.ApiError;
import io.longshore.service.pinpoint.endpoint.EndpointWriteStore.Stored;
import io.longshore.service.pinpoint.endpoint.EndpointWrites.Item;
import io.longshore.service.pinpoint.user.UserAttributes;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what the writes of a batch store, so that the result is the same as if they came one
 * after the other. Not thread-safe.
 *
 * <p>Those that give no user, address or attributes of a user are independent of other endpoints.
 * Of the others, the plan has only such as have no user, address or endpoint in common; the rest is
 * postponed to the next batch, with later writes of the same endpoint.
 */
final class EndpointBatchPlan {

  /** What the plan does with a write. */
  enum Part {
    /** Stored by itself. */
    EACH,
    /** Stored with its consequences for other endpoints. */
    CLAIMED,
    REFUSED,
    POSTPONED
  }

  private final Map<String, Stored> there;
  private final Map<String, EndpointRow.Holder> present = new HashMap<>();
  private final Map<String, EndpointRow> each = new LinkedHashMap<>();
  private final Map<String, EndpointRow> claimed = new LinkedHashMap<>();
  private final Map<String, JsonObject> given = new HashMap<>();
  private final EndpointUniqueness claims = EndpointUniqueness.none();
  private final Set<String> postponed = new HashSet<>();
  private final List<Part> parts = new ArrayList<>();
  private final Map<Integer, ApiError> refusals = new HashMap<>();

  /**
   * @param there the present rows, by key
   */
  EndpointBatchPlan(Map<String, Stored> there) {
    this.there = there;
  }

  /** Adds a write, in the order of arrival. */
  void add(EndpointMerge merge, Item item) {
    try {
      parts.add(part(merge, item));
    } catch (ApiError refusal) {
      refusals.put(parts.size(), refusal);
      parts.add(Part.REFUSED);
    }
  }

  private Part part(EndpointMerge merge, Item item) {
    String key = item.key();
    if (postponed.contains(key)) {
      return Part.POSTPONED;
    }
    Optional<EndpointRow.Holder> before = before(key);
    EndpointRow row =
        EndpointRow.of(
            merge.merge(item.id(), before.map(EndpointRow.Holder::endpoint), item.sent()));
    EndpointRules.whole(row.endpoint(), row.line());
    EndpointUniqueness own = EndpointUniqueness.of(before, row);
    boolean touched = claimed.containsKey(key) || each.containsKey(key) && !own.isEmpty();
    if (touched || own.overlaps(claims) || isClaimed(row)) {
      postponed.add(key);
      return Part.POSTPONED;
    }
    present.put(key, row.holder());
    if (own.isEmpty()) {
      each.put(key, row);
      return Part.EACH;
    }
    claim(key, row, own, item);
    return Part.CLAIMED;
  }

  /** Whether an earlier write of the batch may change the endpoint. */
  private boolean isClaimed(EndpointRow row) {
    return row.userId().filter(claims.users()::contains).isPresent()
        || row.address().filter(claims.addresses()::contains).isPresent();
  }

  private Optional<EndpointRow.Holder> before(String key) {
    EndpointRow.Holder known = present.get(key);
    return known == null
        ? Optional.ofNullable(there.get(key)).map(Stored::holder)
        : Optional.of(known);
  }

  private void claim(String key, EndpointRow row, EndpointUniqueness own, Item item) {
    claimed.put(key, row);
    claims.users().addAll(own.users());
    claims.addresses().addAll(own.addresses());
    row.userId().ifPresent(user -> given.put(user, UserAttributes.sent(item.sent())));
  }

  /** What becomes of each write, in their order. */
  List<Part> parts() {
    return parts;
  }

  /** The refusal of the write of that number. */
  ApiError refusal(int number) {
    return refusals.get(number);
  }

  /** The rows that are stored independently of each other, by key. */
  Map<String, EndpointRow> each() {
    return each;
  }

  /** The rows that are stored with their consequences. */
  EndpointChange claimed() {
    return new EndpointChange(claimed, given);
  }

  /** The users and addresses that the claimed rows get. */
  EndpointUniqueness claims() {
    return claims;
  }

  /** The present rows of those that are claimed, by key. */
  Map<String, Stored> thereOfClaimed() {
    Map<String, Stored> some = new HashMap<>(there);
    some.keySet().retainAll(claimed.keySet());
    return some;
  }
}
