package io.longshore.events.relay;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.events.EventRows;
import io.longshore.events.outbox.EndedJobEvents;
import io.longshore.events.outbox.EventOutboxStore;
import io.longshore.events.outbox.ServiceEvent;
import io.longshore.events.relay.EventRelay.Subscription;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Sql;
import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** From the history of jobs and the outbox to deliveries. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventRelayIT {

  private static final AtomicInteger TARGETS = new AtomicInteger();

  private final Vertx vertx = Vertx.vertx();
  private final DatabaseConfig database = Backends.migratedDatabase();
  private final Postgres postgres = Postgres.connect(vertx, database);
  private final EventRows rows = new EventRows(database);
  private String target;

  @BeforeEach
  void configure() {
    target = "t" + TARGETS.incrementAndGet();
    rows.target(target);
  }

  @AfterAll
  void stop() {
    await(postgres.close());
    await(vertx.close());
  }

  @Test
  void events_whose_transactions_commit_in_the_reverse_order_become_one_delivery_each()
      throws SQLException {
    JobId job = rows.job();
    try (Connection first = open(EventRows.event(job, "FIRST"))) {
      try (Connection second = open(EventRows.event(job, "SECOND"))) {
        relay();
        assertThat(rows.words(target)).isEmpty();
        second.commit();
      }
      relay();
      assertThat(rows.words(target)).containsExactly("SECOND");
      first.commit();
    }
    relay();
    relay();
    assertThat(rows.words(target)).containsExactly("FIRST", "SECOND");
  }

  @Test
  void a_transaction_that_is_rolled_back_leaves_no_delivery_of_a_job_or_of_the_outbox()
      throws SQLException {
    JobId job = rows.job();
    try (Connection change = open(EventRows.event(job, "GONE"))) {
      change.rollback();
    }
    Future<Void> refused =
        postgres.transact(
            tx ->
                EventOutboxStore.add(tx, List.of(published()))
                    .compose(done -> Future.failedFuture("no")));
    await(refused.otherwiseEmpty());
    relay();
    assertThat(deliveries()).isZero();
  }

  @Test
  void more_events_than_a_page_become_one_delivery_each_also_those_of_one_transaction() {
    JobId job = rows.job();
    rows.sql(
        "INSERT INTO job_event (job, word, phase) SELECT '%s', 'A' || n, 'WORKING' FROM generate_series(1, 1300) n"
            .formatted(job.value()));
    for (int i = 0; i < 3; i++) {
      rows.sql(
          "INSERT INTO job_event (job, word, phase) SELECT '%s', 'B%d' || n, 'WORKING' FROM generate_series(1, 300) n"
              .formatted(job.value(), i));
    }
    EventRelay relay = relay(Optional.empty());
    int rounds = 0;
    while (await(relay.relay()).containsValue(true)) {
      assertThat(++rounds).isLessThan(20);
    }
    assertThat(deliveries()).isEqualTo(2200);
    assertThat(relay()).doesNotContainKey(target);
  }

  @Test
  void two_relays_at_once_make_each_delivery_once() {
    JobId job = rows.job();
    for (int i = 0; i < 20; i++) {
      rows.sql(EventRows.event(job, "E" + i));
      await(Future.join(relay(Optional.empty()).relay(), relay(Optional.empty()).relay()));
    }
    relay();
    assertThat(rows.words(target)).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void the_pattern_and_the_account_decide_what_is_delivered() {
    JobId job = rows.job();
    rows.sql(EventRows.event(job, "GOOD"), EventRows.event(job, "OTHER"));
    EventPattern pattern = EventPattern.of(Optional.of("{\"detail\":{\"status\":[\"GOOD\"]}}"));
    Subscription wanted = new Subscription(target, Optional.of(EventRows.ACCOUNT), pattern);
    await(new EventRelay(postgres, List.of(wanted), List.of(), Duration.ofDays(3)).relay());
    assertThat(rows.words(target)).containsExactly("GOOD");

    rows.sql(EventRows.event(job, "GOOD"));
    Subscription foreign = new Subscription(target, Optional.of("444455556666"), pattern);
    await(new EventRelay(postgres, List.of(foreign), List.of(), Duration.ofDays(3)).relay());
    assertThat(rows.words(target)).containsExactly("GOOD");
  }

  @Test
  void the_outbox_is_written_only_while_a_target_is_configured() {
    await(postgres.transact(tx -> EventOutboxStore.add(tx, List.of(published()))));
    relay();
    assertThat(
            rows.sql(
                "SELECT envelope->>'detail-type' || ' ' || (envelope->'resources'->>0) FROM event_delivery WHERE target = '"
                    + target
                    + "'"))
        .containsExactly("Revision Published To Data Set set1");

    rows.sql(
        "DELETE FROM event_outbox", "UPDATE event_target SET seen_at = now() - interval '8 days'");
    await(postgres.transact(tx -> EventOutboxStore.add(tx, List.of(published()))));
    assertThat(rows.sql("SELECT id FROM event_outbox")).isEmpty();
  }

  @Test
  void the_end_of_a_job_has_its_counts_and_the_further_event_of_its_service() {
    JobId job = rows.job();
    rows.sql(
        """
        INSERT INTO task (job, seq, kind, type, account, state, spec, max_attempts, rows, rows_failed)
        VALUES ('%s', 0, 'PIECE', 'pinpoint.export', '%s', 'DONE', '{}', 5, 42, 2)"""
            .formatted(job.value(), EventRows.ACCOUNT),
        """
        UPDATE job SET state = 'FAILED', phase = 'FAILED', word = 'FAILED', finished_at = now(),
               failures = '["no bucket", "second"]' WHERE id = '%s'"""
            .formatted(job.value()),
        "INSERT INTO job_event (job, word, phase) VALUES ('%s', 'FAILED', 'FAILED')"
            .formatted(job.value()));
    EndedJobEvents further =
        new EndedJobEvents() {
          @Override
          public Collection<String> types() {
            return List.of("pinpoint.export");
          }

          @Override
          public Future<Map<JobId, ServiceEvent>> of(Transaction tx, Map<JobId, Boolean> jobs) {
            assertThat(jobs).containsEntry(job, false);
            return Future.succeededFuture(Map.of(job, published()));
          }
        };
    Subscription all =
        new Subscription(target, Optional.empty(), EventPattern.of(Optional.empty()));
    await(new EventRelay(postgres, List.of(all), List.of(further), Duration.ofDays(3)).relay());
    List<String> found =
        rows.sql(
            "SELECT envelope FROM event_delivery WHERE target = '%s' ORDER BY detail_type"
                .formatted(target));
    assertThat(found).hasSize(2);
    JsonObject detail = new JsonObject(found.get(0)).getJsonObject("detail");
    assertThat(detail.getBoolean("final")).isTrue();
    assertThat(detail.getLong("rows")).isEqualTo(42);
    assertThat(detail.getLong("rejectedRows")).isEqualTo(2);
    assertThat(detail.getString("firstFailure")).isEqualTo("no bucket");
    assertThat(found.get(1)).contains("Revision Published To Data Set");
  }

  @Test
  void a_position_of_another_database_begins_anew_and_a_copy_sends_nothing() {
    JobId job = rows.job();
    rows.sql(
        "UPDATE event_cursor SET position = '900000000:900000000:' WHERE target = '%s'"
            .formatted(target),
        EventRows.event(job, "BEFORE"));
    relay();
    rows.sql(EventRows.event(job, "AFTER"));
    relay();
    assertThat(rows.words(target)).containsExactly("AFTER");

    rows.sql("INSERT INTO restored_copy DEFAULT VALUES", EventRows.event(job, "COPY"));
    relay();
    assertThat(rows.words(target)).containsExactly("AFTER");
    rows.sql("DELETE FROM restored_copy");
    relay();
    assertThat(rows.words(target)).containsExactly("AFTER", "COPY");
  }

  private Map<String, Boolean> relay() {
    return await(relay(Optional.empty()).relay());
  }

  private EventRelay relay(Optional<String> pattern) {
    Subscription all = new Subscription(target, Optional.empty(), EventPattern.of(pattern));
    return new EventRelay(postgres, List.of(all), List.of(), Duration.ofDays(3));
  }

  private long deliveries() {
    return rows.words(target).size();
  }

  private Connection open(String statement) throws SQLException {
    Connection connection = Sql.connect(database);
    connection.setAutoCommit(false);
    try (Statement run = connection.createStatement()) {
      run.execute(statement);
    }
    return connection;
  }

  private static ServiceEvent published() {
    return new ServiceEvent(
        EventRows.ACCOUNT,
        "us-east-1",
        "aws.dataexchange",
        "Revision Published To Data Set",
        List.of("set1"),
        new JsonObject().put("RevisionIds", List.of("r1")));
  }
}
