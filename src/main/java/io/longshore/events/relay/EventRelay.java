package io.longshore.events.relay;

import io.longshore.api.ErrorMessages;
import io.longshore.async.AsyncLoop;
import io.longshore.events.outbox.EndedJobEvents;
import io.longshore.events.outbox.ServiceEvent;
import io.longshore.events.relay.EventPositionStore.Cursor;
import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns new events into deliveries, for each target by itself: deliveries and the target's new
 * position are written in one transaction, so that each event becomes a delivery exactly once,
 * whichever replica does it and whenever one is killed.
 */
public final class EventRelay {

  private static final Logger log = LoggerFactory.getLogger(EventRelay.class);
  private static final int PAGE = 500;

  /**
   * What a target wants.
   *
   * @param account the only account whose events are for it; empty for all
   */
  public record Subscription(String target, Optional<String> account, EventPattern pattern) {}

  private final EventPositionStore cursors;
  private final List<EndedJobEvents> ended;
  private final Map<String, Subscription> subscriptions = new HashMap<>();
  private final Map<String, AtomicInteger> limits = new HashMap<>();
  private final long retryMillis;

  /**
   * @param retryFor how long deliveries are tried
   */
  public EventRelay(
      Postgres postgres,
      List<Subscription> subscriptions,
      List<EndedJobEvents> ended,
      Duration retryFor) {
    this.cursors = new EventPositionStore(postgres);
    this.ended = List.copyOf(ended);
    this.retryMillis = retryFor.toMillis();
    subscriptions.forEach(one -> this.subscriptions.put(one.target(), one));
  }

  /**
   * Relays a page of events for each target that has new ones, and tells how each has ended: true
   * if more is left. A target whose page fails does not keep the others from theirs.
   */
  public Future<Map<String, Boolean>> relay() {
    Map<String, Boolean> ends = new HashMap<>();
    return cursors
        .withNews(List.copyOf(subscriptions.keySet()))
        .compose(
            targets ->
                AsyncLoop.forEach(
                    targets,
                    target ->
                        relay(subscriptions.get(target))
                            .onSuccess(more -> ends.put(target, more))
                            .onFailure(failure -> ends.put(target, false))
                            .onFailure(
                                failure ->
                                    log.warn(
                                        "Events of {} wait: {}",
                                        target,
                                        ErrorMessages.line(failure)))
                            .otherwise(false)))
        .map(done -> ends);
  }

  private Future<Boolean> relay(Subscription subscription) {
    AtomicInteger limit =
        limits.computeIfAbsent(subscription.target(), t -> new AtomicInteger(PAGE));
    return cursors.transact(tx -> page(tx, subscription, limit));
  }

  /** Relays one page. False when nothing is left, or another replica does it. */
  private Future<Boolean> page(Transaction tx, Subscription subscription, AtomicInteger limit) {
    return cursors
        .lock(tx, subscription.target())
        .compose(
            cursor -> {
              if (cursor.isEmpty()) {
                return Future.succeededFuture(false);
              }
              return cursor.get().isForeign()
                  ? restart(tx, subscription, cursor.get())
                  : page(tx, subscription, cursor.get(), limit);
            });
  }

  private Future<Boolean> restart(Transaction tx, Subscription subscription, Cursor cursor) {
    log.warn(
        "The position of the target {} is of another database; events from now on are delivered",
        subscription.target());
    return cursors
        .move(tx, subscription.target(), List.of(), retryMillis, cursor.present())
        .map(false);
  }

  private Future<Boolean> page(
      Transaction tx, Subscription subscription, Cursor cursor, AtomicInteger limit) {
    return NewEventStore.after(tx, cursor.position(), limit.get())
        .compose(
            found -> {
              if (!found.complete() && found.position().xmax() == cursor.position().xmax()) {
                limit.set(limit.get() * 2); // one transaction with more events than a page
                return Future.succeededFuture(true);
              }
              limit.set(PAGE);
              return deliveries(tx, subscription, cursor.since(), found)
                  .compose(
                      deliveries ->
                          cursors.move(
                              tx, subscription.target(), deliveries, retryMillis, found.position()))
                  .map(moved -> !found.complete());
            });
  }

  private Future<List<NewDelivery>> deliveries(
      Transaction tx, Subscription subscription, Instant since, NewEvents found) {
    List<JobChange> changes =
        found.changes().stream().filter(change -> !change.at().isBefore(since)).toList();
    return furtherEvents(tx, changes)
        .map(
            further -> {
              List<NewDelivery> all = new ArrayList<>();
              for (JobChange change : changes) {
                add(all, subscription, change, "status", EventEnvelope.of(change));
                Optional.ofNullable(change.isFinal() ? further.get(change.job()) : null)
                    .ifPresent(event -> add(all, subscription, change, "end", event));
              }
              for (OutboxEvent other : found.others()) {
                if (!other.at().isBefore(since)) {
                  JsonObject envelope = EventEnvelope.of(other.id(), other.at(), other.event());
                  add(
                      all,
                      subscription,
                      new NewDelivery(envelope, other.at(), Optional.empty(), 0));
                }
              }
              return all;
            });
  }

  private static void add(
      List<NewDelivery> all,
      Subscription subscription,
      JobChange change,
      String what,
      ServiceEvent event) {
    JsonObject envelope = EventEnvelope.of(EventEnvelope.id(change, what), change.at(), event);
    add(
        all,
        subscription,
        new NewDelivery(envelope, change.at(), Optional.of(change.job()), change.seq()));
  }

  private static void add(List<NewDelivery> all, Subscription subscription, NewDelivery delivery) {
    String account = delivery.envelope().getString("account");
    if (subscription.account().orElse(account).equals(account)
        && subscription.pattern().matches(delivery.envelope())) {
      all.add(delivery);
    }
  }

  /** The events of services that follow from ends of jobs. */
  private Future<Map<JobId, ServiceEvent>> furtherEvents(Transaction tx, List<JobChange> changes) {
    Map<JobId, ServiceEvent> all = new HashMap<>();
    return AsyncLoop.forEach(
            ended,
            service -> {
              Map<JobId, Boolean> jobs = new HashMap<>();
              changes.stream()
                  .filter(change -> change.isFinal() && service.types().contains(change.type()))
                  .forEach(change -> jobs.put(change.job(), change.hasSucceeded()));
              return jobs.isEmpty()
                  ? Future.succeededFuture()
                  : service.of(tx, jobs).onSuccess(all::putAll);
            })
        .map(done -> all);
  }
}
