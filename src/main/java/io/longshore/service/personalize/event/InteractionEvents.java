package io.longshore.service.personalize.event;

import io.longshore.api.Call;
import io.longshore.api.ServiceError;
import io.longshore.api.ServiceResponse;
import io.longshore.async.AsyncLoop;
import io.longshore.config.PersonalizeConfig;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.event.StreamTargets.Target;
import io.longshore.service.personalize.record.DataRecord;
import io.longshore.service.personalize.record.RecordStore;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The operations that put events. An event's id counts once. Events of a session without a user are
 * kept until an event names the user; then all of them are that user's.
 */
public final class InteractionEvents {

  private static final int MOST_EVENT_BYTES = 10 * 1024;

  private final Postgres postgres;
  private final StreamTargets targets;
  private final RecordStore records;
  private final PersonalizeConfig limits;

  public InteractionEvents(
      Postgres postgres, StreamTargets targets, RecordStore records, PersonalizeConfig limits) {
    this.postgres = postgres;
    this.targets = targets;
    this.records = records;
    this.limits = limits;
  }

  public Future<ServiceResponse> put(Call call) {
    JsonObject body = call.body();
    body.getJsonArray("eventList").forEach(each -> requireSmall((JsonObject) each));
    return targets
        .tracked(call.principal(), body.getString("trackingId"))
        .compose(
            target -> {
              List<InteractionEvent> events = new ArrayList<>();
              for (Object each : body.getJsonArray("eventList")) {
                events.add(
                    InteractionEvent.of(
                        target.schema(),
                        body.getString("sessionId"),
                        body.getString("userId"),
                        (JsonObject) each));
              }
              return stored(target, events, PersonalizeError.INVALID_INPUT);
            });
  }

  private void requireSmall(JsonObject event) {
    int bytes = limits.quotas() ? event.toBuffer().length() : 0;
    if (bytes > MOST_EVENT_BYTES) {
      throw PersonalizeError.INVALID_INPUT.because(
          "An event has %d bytes, the most that one may have are %d."
              .formatted(bytes, MOST_EVENT_BYTES));
    }
  }

  public Future<ServiceResponse> putActionInteractions(Call call) {
    JsonObject body = call.body();
    return targets
        .actions(call.principal(), body.getString("trackingId"))
        .compose(
            target -> {
              List<InteractionEvent> events = new ArrayList<>();
              for (Object each : body.getJsonArray("actionInteractions")) {
                events.add(InteractionEvent.ofAction(target.schema(), (JsonObject) each));
              }
              return stored(target, events, PersonalizeError.IN_USE);
            });
  }

  private Future<ServiceResponse> stored(
      Target target, List<InteractionEvent> events, ServiceError busy) {
    return postgres
        .transact(
            tx ->
                records
                    .call(tx, target.dataset())
                    .map(
                        seq ->
                            seq.orElseThrow(
                                () -> busy.because("The dataset is being changed; try again.")))
                    .compose(
                        seq ->
                            fresh(tx, target, events)
                                .compose(
                                    fresh ->
                                        AsyncLoop.reduce(
                                            bySession(fresh),
                                            0,
                                            (before, session) ->
                                                store(tx, target, seq, before, session)
                                                    .map(count -> before + count)))))
        .map(ServiceResponse.of(200, null));
  }

  /** The events whose id is new; of equal ids in the call, the first. */
  private Future<List<InteractionEvent>> fresh(
      Transaction tx, Target target, List<InteractionEvent> events) {
    Set<String> ids = new TreeSet<>();
    events.forEach(event -> event.eventId().ifPresent(ids::add));
    if (ids.isEmpty()) {
      return Future.succeededFuture(events);
    }
    return records
        .fresh(tx, target.dataset(), ids)
        .map(
            fresh ->
                events.stream()
                    .filter(event -> event.eventId().map(fresh::remove).orElse(true))
                    .toList());
  }

  /** Sorted, so that two calls cannot deadlock. */
  private static List<List<InteractionEvent>> bySession(List<InteractionEvent> events) {
    Map<String, List<InteractionEvent>> sessions = new TreeMap<>();
    for (InteractionEvent event : events) {
      String user = Optional.ofNullable(event.user()).orElse("");
      sessions.computeIfAbsent(event.session() + "\0" + user, key -> new ArrayList<>()).add(event);
    }
    return List.copyOf(sessions.values());
  }

  /** Stores the events of one session; the number of rows. */
  private Future<Integer> store(
      Transaction tx, Target target, long seq, int before, List<InteractionEvent> events) {
    InteractionEvent first = events.get(0);
    String session = first.session();
    return records
        .session(tx, target.dataset(), session, first.user())
        .compose(
            user -> {
              if (user == null) {
                List<JsonObject> kept = events.stream().map(InteractionEvents::kept).toList();
                return records
                    .remember(tx, target.dataset(), session, seq, before, kept)
                    .map(kept.size());
              }
              return records
                  .join(tx, target.dataset(), session)
                  .compose(joined -> add(tx, target, seq, before, user, joined, events));
            });
  }

  private Future<Integer> add(
      Transaction tx,
      Target target,
      long seq,
      int before,
      String user,
      List<JsonObject> joined,
      List<InteractionEvent> events) {
    List<DataRecord> made = new ArrayList<>();
    joined.forEach(kept -> made.add(InteractionEvent.record(target.schema(), user, cells(kept))));
    events.forEach(
        event ->
            made.add(InteractionEvent.record(target.schema(), user, new HashMap<>(event.cells()))));
    return records.add(tx, target.dataset(), seq, before, target.schema(), made).map(made.size());
  }

  private static JsonObject kept(InteractionEvent event) {
    return new JsonObject(new LinkedHashMap<>(event.cells()));
  }

  private static Map<String, String> cells(JsonObject kept) {
    Map<String, String> cells = new HashMap<>();
    kept.forEach(cell -> cells.put(cell.getKey(), (String) cell.getValue()));
    return cells;
  }
}
