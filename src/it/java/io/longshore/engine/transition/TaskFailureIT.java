package io.longshore.engine.transition;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.EngineFixture;
import io.longshore.engine.FaultyStore;
import io.longshore.engine.FaultyStore.Fault;
import io.longshore.engine.LinesExport;
import io.longshore.engine.RemoteWorker;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseReaper;
import io.longshore.engine.worker.Worker;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.job.Outcome;
import io.longshore.job.PermanentFailure;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that fail, with their reasons; they leave nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskFailureIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("ending-it");
  private FaultyStore store;

  @BeforeEach
  void clear() {
    store = new FaultyStore(rig.s3);
    rig.touch.work = outputs -> Future.succeededFuture(new Outcome.Done(7));
  }

  @Test
  void a_task_that_kills_its_worker_fails_its_job_after_exactly_its_attempts() {
    Job job = rig.queued(2, 10);
    WorkerContext context = rig.context();
    rig.change("UPDATE task SET state = 'DONE' WHERE job = $1 AND seq = 1", job.id().value());
    for (int attempt = 1; attempt <= 5; attempt++) {
      rig.change("UPDATE task SET run_at = now() WHERE state = 'QUEUED'");
      List<ClaimedTask> claims = await(context.stores().claims().claim(1));
      assertThat(claims.get(0).task().attempt()).isEqualTo(attempt);
      rig.expire(job, 0);
      assertThat(await(new LeaseReaper(context).runOnce())).isEqualTo(1);
    }
    assertThat(rig.path(job)).endsWith(Phase.FAILING);

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(rig.task(job, 0).getInteger("attempts")).isEqualTo(5);
    assertThat(end.failures())
        .containsExactly("Gave up after 5 attempts: the worker stopped without reporting a result");
    rig.assertNothingLeft(job, JobState.FAILED);
  }

  @Test
  void a_reason_with_characters_that_cannot_be_stored_is_shown_without_them() {
    Job job = rig.create(rig.newJob("test.touch", 1, 0));
    String long999 = "x".repeat(999);
    rig.touch.work =
        outputs ->
            Future.failedFuture(
                new PermanentFailure(
                    "Input CSV has a column twice: [X\0, \ud83d] " + long999 + "\ud83d\ude00"));

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.failures()).hasSize(1);
    assertThat(end.failures().get(0))
        .startsWith("Input CSV has a column twice: [X\ufffd, \ufffd] xxx")
        .hasSize(1000);
    assertThat(rig.task(job, 0).getInteger("attempts")).isEqualTo(1);
    rig.assertNothingLeft(job, JobState.FAILED);
  }

  @Test
  void a_text_that_the_database_refuses_fails_the_job_at_once_with_a_reason() {
    Job job = rig.create(rig.newJob("test.touch", 1, 0));
    rig.touch.work =
        outputs ->
            rig.postgres
                .work()
                .preparedQuery("SELECT $1::text")
                .execute(Tuple.of("a key with a \0 in it"))
                .map(new Outcome.Done(1));

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.failures())
        .containsExactly(
            "The input contains the character NUL or another one that cannot be stored: remove it");
    assertThat(rig.task(job, 0).getInteger("attempts")).isEqualTo(1);
  }

  @Test
  void a_piece_that_always_fails_is_attempted_exactly_as_often_as_allowed() {
    Job job = rig.create(rig.newJob("test.touch", 1, 0));
    AtomicInteger tries = new AtomicInteger();
    rig.touch.work =
        outputs -> {
          tries.incrementAndGet();
          throw new IllegalStateException("a secret of the inside");
        };

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(tries).hasValue(5);
    assertThat(end.state()).isEqualTo(JobState.FAILED);
    assertThat(end.failures())
        .containsExactly("Gave up after 5 attempts: Internal error; see the server's log");
    assertThat(rig.path(job)).containsSubsequence(Phase.WORKING, Phase.WAITING, Phase.WORKING);
    rig.assertLegalPath(job);
  }

  @Test
  void a_piece_that_ends_without_sealing_its_object_is_not_done() {
    NewJob lines = rig.newJob("test.lines", 1, 10);
    Job job =
        rig.create(
            new NewJob(
                lines.id(),
                lines.account(),
                lines.region(),
                "test.touch",
                lines.container(),
                lines.subject(),
                lines.spec(),
                lines.pieces()));
    rig.touch.work = outputs -> outputs.open().map(new Outcome.Done(1));

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.progress().piecesFailed()).isEqualTo(1);
    rig.assertNothingLeft(job, JobState.FAILED);
  }

  @Test
  void a_job_beside_one_that_kills_its_workers_succeeds() {
    Job poisoned = rig.create(rig.newJob("test.touch", 1, 0));
    rig.touch.work = outputs -> Future.failedFuture("poison");
    Job healthy = rig.queued(3, 10);
    Worker worker = rig.worker();

    rig.runToEnd(worker, healthy);
    rig.runToEnd(worker, poisoned);

    rig.assertWhole(healthy, 3, 10);
    assertThat(rig.job(poisoned).state()).isEqualTo(JobState.FAILED);
  }

  @Test
  void a_transient_fault_of_each_call_is_survived() {
    Job job = rig.queued(2, 100);
    store.faults = call -> call.nth() == 1 ? Fault.LOST_REQUEST : Fault.NONE;

    rig.runToEnd(rig.worker(store), job);

    rig.assertWhole(job, 2, 100);
  }

  @Test
  void a_lost_answer_of_each_call_is_survived() {
    Job job = rig.queued(2, 100);
    store.faults = call -> call.nth() == 1 ? Fault.LOST_ANSWER : Fault.NONE;

    rig.runToEnd(rig.worker(store), job);

    rig.assertWhole(job, 2, 100);
  }

  @Test
  void a_refusal_by_s3_fails_the_job_at_once_with_its_reason_and_counts_what_failed() {
    Job job = rig.queued(3, 50_000);
    store.faults =
        call ->
            call.method().equals("uploadPart") && call.key().endsWith("part-1")
                ? Fault.REFUSED
                : Fault.NONE;

    Job end = rig.runToEnd(rig.worker(store), job);

    assertThat(end.failures()).containsExactly("S3 refused: access denied");
    assertThat(end.progress().piecesFailed()).isEqualTo(1);
    assertThat(end.progress().rowsFailed()).isPositive();
    assertThat(rig.task(job, 1).getInteger("attempts")).isEqualTo(1);
    rig.assertNothingLeft(job, JobState.FAILED);
  }

  @Test
  void a_missing_s3_bucket_fails_the_job_with_a_reason_that_names_it() {
    JobId id = JobId.random();
    List<Piece> pieces =
        List.of(LinesExport.piece(id, EngineFixture.ROLE, "no-such-bucket-it", 0, 5));
    Job job =
        rig.create(
            new NewJob(
                id,
                EngineFixture.ACCOUNT,
                EngineFixture.REGION,
                "test.lines",
                "app",
                Optional.empty(),
                new JsonObject(),
                pieces));

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.state()).isEqualTo(JobState.FAILED);
    assertThat(end.failures()).singleElement().asString().contains("no-such-bucket-it");
    assertThat(rig.task(job, 0).getInteger("attempts")).isEqualTo(1);
    rig.assertLegalPath(job);
  }

  @Test
  void a_piece_that_its_type_rejects_fails_the_job_with_the_reason_of_the_type() {
    Job job = rig.create(rig.newJob("test.touch", 3, 0));
    rig.touch.work = outputs -> Future.succeededFuture(new Outcome.Rejected("Line 3 is no JSON"));

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.state()).isEqualTo(JobState.FAILED);
    assertThat(end.failures()).containsExactly("Line 3 is no JSON");
    assertThat(end.progress().piecesFailed()).isEqualTo(3);
    rig.assertLegalPath(job);
  }

  /** Connections break at any statement, also between a statement and its result. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 6, 8, 9, 10, 12, 14})
  void a_database_that_drops_all_connections_at_any_call_loses_no_job(int at) {
    Job job = rig.queued(2, 20);
    try (RemoteWorker far = rig.remoteWorker()) {
      FaultyStore watched = new FaultyStore(far.s3());
      watched.before =
          call -> {
            if (call.overall() == at) {
              far.wire().reset();
            }
            return Future.succeededFuture();
          };
      WorkerDependencies dependencies =
          rig.dependencies(far.postgres(), watched, EngineFixture.CONFIG);

      rig.runToEnd(new Worker(far.vertx(), dependencies), job);

      rig.assertWhole(job, 2, 20);
    }
  }
}
