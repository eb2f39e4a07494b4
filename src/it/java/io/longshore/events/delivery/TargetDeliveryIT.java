package io.longshore.events.delivery;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.events.EventRows;
import io.longshore.events.target.EventTarget;
import io.longshore.events.target.OutgoingEvent;
import io.longshore.events.target.SendResult;
import io.longshore.fixture.Backends;
import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Claims, results, order and pauses of deliveries. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TargetDeliveryIT {

  private static final AtomicInteger TARGETS = new AtomicInteger();
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final DatabaseConfig database = Backends.migratedDatabase();
  private final Postgres postgres = Postgres.connect(vertx, database);
  private final DeliveryStore store = new DeliveryStore(postgres);
  private final EventRows rows = new EventRows(database);
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private String target;

  @BeforeEach
  void configure() {
    target = "d" + TARGETS.incrementAndGet();
    rows.target(target);
    sent.clear();
  }

  @AfterAll
  void stop() {
    await(postgres.close());
    await(vertx.close());
  }

  @Test
  void events_of_a_job_are_sent_in_their_order_and_those_of_others_beside_it() {
    UUID job = UUID.randomUUID();
    for (int place = 5; place > 0; place--) { // written in the reverse order
      insert(target, job, place);
    }
    insert(target, null, 0);
    run(target, event -> SendResult.delivered());
    until(() -> sent.size() == 6);
    List<String> own = new ArrayList<>(sent);
    assertThat(own.remove("null-0")).isTrue();
    String id = new JobId(job).toString();
    assertThat(own).containsExactly(id + "-1", id + "-2", id + "-3", id + "-4", id + "-5");
    until(() -> count("DELIVERED") == 6);
  }

  @Test
  void later_events_of_a_job_wait_while_an_earlier_one_fails_and_no_longer_after_six_tries() {
    UUID job = UUID.randomUUID();
    insert(target, job, 1);
    insert(target, job, 2);
    ClaimedDelivery first = claim().get(0);
    assertThat(claim()).as("the second waits").isEmpty();
    await(store.failed(first, "no", Duration.ofHours(1), Optional.empty()));
    assertThat(claim()).as("the second waits for the retry, too").isEmpty();
    rows.sql(
        "UPDATE event_delivery SET attempts = 6 WHERE target = '%s' AND place = 1"
            .formatted(target));
    assertThat(claim()).extracting(claimed -> claimed.event().id().toString()).hasSize(1);
  }

  @Test
  void the_result_of_a_lease_that_another_replica_has_taken_over_is_not_recorded() {
    insert(target, null, 0);
    ClaimedDelivery slow = await(store.claim(target, 8, Duration.ZERO)).get(0);
    ClaimedDelivery second = claim().get(0);
    assertThat(second.event().id()).isEqualTo(slow.event().id());
    assertThat(second.event().attempt()).isEqualTo(2);
    assertThat(await(store.delivered(slow))).isFalse();
    assertThat(await(store.failed(slow, "late", Duration.ZERO, Optional.empty()))).isFalse();
    assertThat(await(store.gone(slow, "late"))).isFalse();
    assertThat(await(store.delivered(second))).isTrue();
  }

  @Test
  void a_target_that_fails_is_paused_and_then_tried_with_one_delivery_until_one_is_taken() {
    for (int i = 0; i < 20; i++) {
      insert(target, null, 0);
    }
    for (ClaimedDelivery each : await(store.claim(target, 3, LEASE))) {
      await(store.failed(each, "down", Duration.ofHours(1), Optional.empty()));
    }
    assertThat(failures()).isEqualTo("3");
    assertThat(claim()).as("paused").isEmpty();
    rows.sql("UPDATE event_target SET pause_until = now() WHERE name = '%s'".formatted(target));
    List<ClaimedDelivery> probe = claim();
    assertThat(probe).as("a probe").hasSize(1);
    await(store.delivered(probe.get(0)));
    assertThat(failures()).isEqualTo("0");
    assertThat(claim()).as("all again").hasSize(8);
  }

  @Test
  void a_dead_target_delays_no_other() {
    String well = target + "-well";
    rows.target(well);
    for (int i = 0; i < 200; i++) {
      insert(target, null, 0);
      insert(well, null, 0);
    }
    TargetDelivery dead = delivery(target, event -> Future.future(never -> {}));
    dead.wake();
    run(well, event -> SendResult.delivered());
    until(() -> sent.size() == 200);
    assertThat(count("DELIVERED")).isZero();
  }

  @Test
  void a_target_that_is_gone_is_disabled_and_keeps_its_deliveries() {
    insert(target, null, 0);
    run(target, event -> SendResult.gone("The endpoint answered 410"));
    until(
        () ->
            !rows.sql(
                    "SELECT 1 FROM event_target WHERE name = '%s' AND disabled_reason = 'The endpoint answered 410'"
                        .formatted(target))
                .isEmpty());
    assertThat(claim()).isEmpty();
    assertThat(count("PENDING")).isEqualTo(1);
  }

  @Test
  void a_target_that_asks_for_a_pause_gets_it() {
    insert(target, null, 0);
    insert(target, null, 0);
    ClaimedDelivery busy = await(store.claim(target, 1, LEASE)).get(0);
    await(store.failed(busy, "429", Duration.ofSeconds(1), Optional.of(Duration.ofMinutes(5))));
    assertThat(claim()).isEmpty();
    assertThat(
            rows.sql(
                "SELECT pause_until > now() + interval '4 minutes' FROM event_target WHERE name = '%s'"
                    .formatted(target)))
        .containsExactly("t");
  }

  @Test
  void what_is_too_old_becomes_a_dead_letter_with_its_reason_tried_or_not() {
    insert(target, null, 0);
    insert(target, null, 0);
    ClaimedDelivery tried = await(store.claim(target, 1, LEASE)).get(0);
    rows.sql("UPDATE event_delivery SET expires_at = now() WHERE target = '%s'".formatted(target));
    await(store.failed(tried, "The endpoint answered 500", Duration.ZERO, Optional.empty()));
    assertThat(count("DEAD")).isEqualTo(1);
    assertThat(await(new EventTargetStore(postgres).expire())).isEqualTo(1);
    assertThat(count("DEAD")).isEqualTo(2);
    assertThat(
            rows.sql(
                "SELECT DISTINCT last_error FROM event_delivery WHERE target = '%s'"
                    .formatted(target)))
        .containsExactly("The endpoint answered 500");
  }

  @Test
  void old_deliveries_and_events_are_deleted_and_waiting_ones_are_kept() {
    insert(target, null, 0);
    insert(target, null, 0);
    rows.sql(
        "UPDATE event_delivery SET status = 'DELIVERED', ended_at = now() - interval '2 days' WHERE target = '%s' AND event = (SELECT event FROM event_delivery WHERE target = '%s' LIMIT 1)"
            .formatted(target, target),
        "INSERT INTO event_outbox (id, at, account, region, source, detail_type, resources, detail) VALUES (gen_random_uuid(), now() - interval '2 days', '1', 'r', 's', 't', '[]', '{}')");
    await(new EventTargetStore(postgres).deleteOld(Duration.ofDays(1)));
    assertThat(count("DELIVERED")).isZero();
    assertThat(count("PENDING")).isEqualTo(1);
    assertThat(rows.sql("SELECT 1 FROM event_outbox WHERE at < now() - interval '1 day'"))
        .isEmpty();
  }

  private List<ClaimedDelivery> claim() {
    return await(store.claim(target, 8, LEASE));
  }

  private void run(String name, Function<OutgoingEvent, SendResult> answer) {
    vertx.runOnContext(
        now ->
            delivery(
                    name,
                    event -> {
                      sent.add(
                          event.group().orElse("null") + "-" + event.envelope().getLong("place"));
                      return Future.succeededFuture(answer.apply(event));
                    })
                .wake());
  }

  private TargetDelivery delivery(String name, EventTarget receiver) {
    return new TargetDelivery(name, receiver, store, LEASE, EventMeter.NONE, new Random(1));
  }

  private void insert(String name, UUID job, long place) {
    rows.sql(
        """
        INSERT INTO event_delivery (target, event, account, source, detail_type, job, place, at,
                                    envelope, expires_at)
        VALUES ('%s', gen_random_uuid(), '%s', 'longshore', 'Longshore Job State Change', %s, %d,
                now(), '{"place": %d}', now() + interval '3 days')"""
            .formatted(
                name, EventRows.ACCOUNT, job == null ? "NULL" : "'" + job + "'", place, place));
  }

  private long count(String status) {
    return Long.parseLong(
        rows.sql(
                "SELECT count(*) FROM event_delivery WHERE target = '%s' AND status = '%s'"
                    .formatted(target, status))
            .get(0));
  }

  private String failures() {
    return rows.sql("SELECT failures FROM event_target WHERE name = '%s'".formatted(target)).get(0);
  }

  private void until(BooleanSupplier wish) {
    Promise<Void> reached = Promise.promise();
    long timer =
        vertx.setPeriodic(
            50,
            tick ->
                vertx
                    .executeBlocking(wish::getAsBoolean)
                    .onSuccess(
                        now -> {
                          if (now) {
                            reached.tryComplete();
                          }
                        })
                    .onFailure(reached::tryFail));
    await(reached.future());
    vertx.cancelTimer(timer);
  }
}
