package io.longshore.engine;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.FaultyStore.Fault;
import io.longshore.engine.worker.Worker;
import io.longshore.fixture.Sql;
import io.longshore.fixture.WorkerSettings;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.job.Outcome;
import io.longshore.job.Phase;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Outages delay a job but charge no attempt. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {

  private static final Duration PAUSE = Duration.ofMillis(300);

  @RegisterExtension final EngineFixture rig = new EngineFixture("outage-it");
  private FaultyStore store;

  @BeforeEach
  void clear() {
    store = new FaultyStore(rig.s3);
  }

  @Test
  void a_part_that_fails_is_sent_again_within_its_attempt() {
    Job job = rig.queued(1, 100);
    store.faults =
        call ->
            call.method().equals("uploadPart") && call.nth() <= 3 ? Fault.LOST_REQUEST : Fault.NONE;

    rig.runToEnd(rig.worker(store), job);

    assertThat(store.calls.stream().filter("createUpload"::equals)).hasSize(2);
    assertThat(rig.task(job, 0).getInteger("outages")).isZero();
    rig.assertWhole(job, 1, 100);
  }

  @Test
  void an_upload_whose_start_was_not_answered_is_not_started_twice_in_one_attempt() {
    Job job = rig.queued(1, 100);
    store.faults =
        call ->
            call.method().equals("createUpload") && call.nth() == 1
                ? Fault.LOST_ANSWER
                : Fault.NONE;

    rig.runToEnd(rig.worker(store), job);

    assertThat(rig.task(job, 0).getInteger("outages")).isEqualTo(1);
    rig.assertWhole(job, 1, 100);
  }

  @Test
  void an_outage_of_many_attempts_charges_none_and_shows_as_waiting() {
    Job job = rig.queued(1, 100);
    store.faults =
        call ->
            call.method().equals("createUpload") && call.nth() <= 12
                ? Fault.LOST_REQUEST
                : Fault.NONE;

    rig.runToEnd(rig.worker(store), job);

    assertThat(rig.task(job, 0).getInteger("outages")).isEqualTo(12);
    assertThat(rig.task(job, 0).getInteger("attempts")).isEqualTo(1);
    assertThat(rig.path(job)).contains(Phase.WAITING);
    rig.assertWhole(job, 1, 100);
  }

  @Test
  void patience_ends_by_time_with_the_tries_and_the_last_words_of_s3() {
    Job job = rig.queued(1, 100);
    store.faults = call -> call.method().equals("completeUpload") ? Fault.LOST_REQUEST : Fault.NONE;

    Job end = rig.runToEnd(worker(Duration.ofSeconds(1)), job);

    assertThat(rig.task(job, 1).getInteger("outages")).isGreaterThanOrEqualTo(4);
    assertThat(end.failures())
        .singleElement()
        .asString()
        .matches("Gave up after \\d+ attempts in more than 1 seconds: S3 did not answer");
    rig.assertNothingLeft(job, JobState.FAILED);
  }

  @Test
  void an_outage_of_fewer_attempts_than_the_minimum_fails_no_job_however_short_giveUpAfter_is() {
    Job job = rig.queued(1, 100);
    store.faults =
        call ->
            call.method().equals("createUpload") && call.nth() <= 4
                ? Fault.LOST_REQUEST
                : Fault.NONE;

    rig.runToEnd(worker(Duration.ofMillis(1)), job);

    rig.assertWhole(job, 1, 100);
  }

  @Test
  void an_s3_that_asks_for_less_is_left_alone_for_a_while_each_time() {
    Job job = rig.queued(1, 100);
    List<Long> asked = new CopyOnWriteArrayList<>();
    store.faults =
        call -> {
          if (call.method().equals("uploadPart") && call.key().endsWith("part-0")) {
            asked.add(System.nanoTime());
            return asked.size() <= 6 ? Fault.SLOW_DOWN : Fault.NONE;
          }
          return Fault.NONE;
        };

    rig.runToEnd(worker(Duration.ofMinutes(1)), job);

    assertThat(asked).hasSize(7);
    assertThat(IntStream.range(1, 7))
        .allMatch(nth -> asked.get(nth) - asked.get(nth - 1) >= PAUSE.toNanos());
    rig.assertWhole(job, 1, 100);
  }

  @Test
  void a_database_that_closes_a_connection_charges_no_attempt() {
    Job job = rig.create(rig.newJob("test.touch", 1, 0));
    AtomicInteger tries = new AtomicInteger();
    rig.touch.work =
        outputs ->
            tries.incrementAndGet() <= 7
                ? rig.postgres
                    .work()
                    .query("SELECT pg_terminate_backend(pg_backend_pid())")
                    .execute()
                    .mapEmpty()
                : Future.succeededFuture(new Outcome.Done(1));

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(tries).hasValue(8);
    assertThat(rig.task(job, 0).getInteger("attempts")).isEqualTo(1);
  }

  @Test
  void a_lock_that_another_transaction_holds_charges_no_attempt() throws Exception {
    Job job = rig.create(rig.newJob("test.touch", 1, 0));
    rig.change("CREATE TABLE counted (n integer)");
    rig.change("INSERT INTO counted VALUES (1)");
    rig.touch.work =
        outputs ->
            rig.postgres
                .work()
                .withTransaction(
                    connection ->
                        connection
                            .query("SET LOCAL lock_timeout = '10ms'")
                            .execute()
                            .compose(
                                set -> connection.query("UPDATE counted SET n = n + 1").execute()))
                .map(new Outcome.Done(1));
    try (Connection other = Sql.connect(rig.database);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT n FROM counted FOR UPDATE");
      Worker worker = worker(Duration.ofMinutes(1));
      while (rig.task(job, 0).getInteger("outages") < 7) {
        await(worker.runOnce());
      }
      assertThat(rig.task(job, 0).getInteger("attempts")).isZero();
      assertThat(rig.task(job, 0).getString("reason"))
          .isEqualTo("Another job or request locked rows that this job needs for too long");
      other.rollback();
    }

    assertThat(rig.runToEnd(rig.worker(), job).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.task(job, 0).getInteger("attempts")).isEqualTo(1);
  }

  @Test
  void a_statement_that_is_always_too_slow_fails_the_job_and_says_so() {
    Job job = rig.create(rig.newJob("test.touch", 1, 0));
    rig.touch.work =
        outputs ->
            rig.postgres
                .work()
                .withTransaction(
                    connection ->
                        connection
                            .query("SET LOCAL statement_timeout = '10ms'")
                            .execute()
                            .compose(set -> connection.query("SELECT pg_sleep(9)").execute()))
                .map(new Outcome.Done(1));

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.failures())
        .containsExactly(
            "Gave up after 5 attempts: A statement took longer than the statement time-out of the database");
  }

  private Worker worker(Duration giveUpAfter) {
    WorkerSettings settings =
        EngineFixture.SETTINGS
            .with("outageCap", "50ms", "throttledPause", PAUSE.toMillis() + "ms")
            .with("giveUpAfter", giveUpAfter.toMillis() + "ms");
    return new Worker(rig.vertx, rig.dependencies(store, settings.config()));
  }
}
