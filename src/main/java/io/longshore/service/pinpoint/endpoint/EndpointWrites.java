package io.longshore.service.pinpoint.endpoint;

import io.longshore.api.Call;
import io.longshore.async.AsyncRetry;
import io.longshore.service.pinpoint.BatchErrors;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.endpoint.EndpointWriteStore.Stored;
import io.longshore.service.pinpoint.user.UserAttributes;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Merges requests into stored endpoints. */
public final class EndpointWrites {

  private static final int MOST_TRIES = 10;

  /** One endpoint of a request; {@code place} is its position in a batch, for messages. */
  public record Item(String place, String id, JsonObject sent) {
    String key() {
      return EndpointStore.key(id);
    }
  }

  private final Apps apps;
  private final EndpointWriteStore endpoints;
  private final InstantSource clock;

  public EndpointWrites(Apps apps, EndpointWriteStore endpoints, InstantSource clock) {
    this.apps = apps;
    this.endpoints = endpoints;
    this.clock = clock;
  }

  /** Refuses an item that is not valid by itself. */
  public static void check(Item item) {
    EndpointRules.id(item.id());
    EndpointRules.request(item.sent());
  }

  /**
   * Stores all items, which must be checked, in the app of the call, or none of them. The first
   * attempt is optimistic; the later ones lock the endpoints.
   */
  public Future<Void> write(Call call, List<Item> items) {
    return AsyncRetry.untilTrue(
        MOST_TRIES,
        attempt -> merge(call, items, attempt > 1),
        () ->
            Future.failedFuture(
                PinpointError.TOO_MANY_REQUESTS.because(
                    "Too many calls write the same endpoints at once: try again")));
  }

  private Future<Boolean> merge(Call call, List<Item> items, boolean locked) {
    List<String> keys = items.stream().map(Item::key).distinct().toList();
    return apps.of(call) // read again each time, because it may be the reason of the failure
        .compose(
            app -> {
              EndpointMerge merge =
                  new EndpointMerge(app.id(), Timestamps.text(clock.instant()), call.requestId());
              return endpoints.merge(
                  app.endpoints(), keys, locked, there -> merged(merge, items, there));
            });
  }

  private static EndpointChange merged(
      EndpointMerge merge, List<Item> items, Map<String, Stored> there) {
    Map<String, JsonObject> after =
        there.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> new JsonObject(e.getValue().line())));
    Map<String, EndpointRow> written = new LinkedHashMap<>();
    Map<String, JsonObject> given = new HashMap<>();
    BatchErrors refusals = new BatchErrors();
    for (Item item : items) { // one by one, because a batch may name an endpoint twice
      JsonObject endpoint =
          merge.merge(item.id(), Optional.ofNullable(after.get(item.key())), item.sent());
      after.put(item.key(), endpoint);
      EndpointRow row = EndpointRow.of(endpoint);
      refusals.check(item.place(), () -> EndpointRules.whole(endpoint, row.line()));
      written.remove(item.key()); // its last position in the batch counts
      written.put(item.key(), row);
      row.userId()
          .ifPresent(
              user ->
                  given
                      .computeIfAbsent(user, first -> new JsonObject())
                      .mergeIn(UserAttributes.sent(item.sent())));
    }
    refusals.raise();
    return new EndpointChange(written, given);
  }
}
