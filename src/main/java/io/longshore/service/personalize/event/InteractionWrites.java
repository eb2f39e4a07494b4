package io.longshore.service.personalize.event;

import io.longshore.api.ServiceError;
import io.longshore.service.personalize.event.StreamTargets.Target;
import io.longshore.service.personalize.record.DataRecord;
import io.longshore.service.personalize.record.RecordStore;
import io.longshore.service.personalize.record.SessionStore;
import io.longshore.service.personalize.record.SessionStore.Visit;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Stores events in one transaction. An event's id counts once. Events of a session without a user
 * are kept until an event names the user; then all of them are that user's.
 */
final class InteractionWrites {

  private final Postgres postgres;
  private final RecordStore records;

  InteractionWrites(Postgres postgres, RecordStore records) {
    this.postgres = postgres;
    this.records = records;
  }

  /** Events of a session that follow one another and name the same user, or none. */
  private record Run(String session, String user, List<InteractionEvent> events) {
    boolean continues(InteractionEvent event) {
      return session.equals(event.session()) && Objects.equals(user, event.user());
    }

    Visit visit() {
      return new Visit(session, user);
    }

    Visit of(String actual) {
      return new Visit(session, actual);
    }

    List<JsonObject> kept() {
      return events.stream().map(InteractionWrites::kept).toList();
    }
  }

  /**
   * Stores events in the order of the list.
   *
   * @param busy the error when the dataset is being changed
   */
  Future<Void> put(Target target, List<InteractionEvent> events, ServiceError busy) {
    return postgres.transact(
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
                                    fresh.isEmpty()
                                        ? Future.succeededFuture()
                                        : store(tx, target, seq, runs(fresh)))));
  }

  /** The events whose id is new; of equal ids, the first. */
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

  /** Sorted by session, so that two batches cannot deadlock; those of a session in their order. */
  private static List<Run> runs(List<InteractionEvent> events) {
    List<Run> runs = new ArrayList<>();
    events.stream()
        .sorted(Comparator.comparing(InteractionEvent::session))
        .forEach(
            event -> {
              if (runs.isEmpty() || !runs.get(runs.size() - 1).continues(event)) {
                runs.add(new Run(event.session(), event.user(), new ArrayList<>()));
              }
              runs.get(runs.size() - 1).events().add(event);
            });
    return runs;
  }

  private Future<Void> store(Transaction tx, Target target, long seq, List<Run> runs) {
    String dataset = target.dataset().uid();
    return SessionStore.users(tx, dataset, runs.stream().map(Run::visit).toList())
        .compose(
            users -> {
              List<Run> known = new ArrayList<>();
              List<Visit> visits = new ArrayList<>();
              Map<String, List<JsonObject>> anonymous = new LinkedHashMap<>();
              for (int i = 0; i < runs.size(); i++) {
                Run run = runs.get(i);
                if (users.get(i) == null) {
                  anonymous
                      .computeIfAbsent(run.session(), first -> new ArrayList<>())
                      .addAll(run.kept());
                } else {
                  known.add(run);
                  visits.add(run.of(users.get(i)));
                }
              }
              int count = anonymous.values().stream().mapToInt(List::size).sum();
              return SessionStore.remember(tx, dataset, seq, anonymous)
                  .compose(kept -> SessionStore.join(tx, dataset, visits))
                  .compose(joined -> add(tx, target, seq, count, known, visits, joined));
            });
  }

  private Future<Void> add(
      Transaction tx,
      Target target,
      long seq,
      int before,
      List<Run> known,
      List<Visit> visits,
      List<List<JsonObject>> joined) {
    List<DataRecord> made = new ArrayList<>();
    for (int i = 0; i < known.size(); i++) {
      String user = visits.get(i).user();
      joined
          .get(i)
          .forEach(kept -> made.add(InteractionEvent.record(target.schema(), user, cells(kept))));
      for (InteractionEvent event : known.get(i).events()) {
        made.add(InteractionEvent.record(target.schema(), user, new HashMap<>(event.cells())));
      }
    }
    return made.isEmpty()
        ? Future.succeededFuture()
        : records.add(tx, target.dataset(), seq, before, target.schema(), made);
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
