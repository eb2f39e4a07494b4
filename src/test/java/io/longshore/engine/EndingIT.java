package io.longshore.engine;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.FaultyStore.Fault;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.job.Outcome;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How jobs end that do not succeed, and what they leave behind: nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndingIT {

  private Rig rig;
  private FaultyStore store;

  @BeforeAll
  void open() {
    rig = new Rig("ending-it");
  }

  @BeforeEach
  void clear() {
    rig.change("DELETE FROM job");
    store = new FaultyStore(rig.s3);
    rig.touch.work = outputs -> Future.succeededFuture(new Outcome.Done(7));
  }

  @AfterAll
  void close() {
    rig.close();
  }

  @Test
  void a_task_that_kills_its_worker_fails_its_job_after_exactly_its_attempts() {
    Job job = rig.queued(2, 10);
    Workshop workshop = rig.workshop();
    rig.change("UPDATE task SET state = 'DONE' WHERE job = $1 AND seq = 1", job.id().value());
    for (int attempt = 1; attempt <= 5; attempt++) {
      rig.change("UPDATE task SET run_at = now() WHERE state = 'QUEUED'");
      List<Claim> claims = await(workshop.leases().claim(1));
      assertThat(claims.get(0).task().attempt()).isEqualTo(attempt);
      rig.expire(job, 0);
      assertThat(await(new LeaseSweeper(workshop).runOnce())).isEqualTo(1);
    }
    assertThat(rig.path(job)).endsWith(Phase.FAILING);

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(rig.task(job, 0).getInteger("attempts")).isEqualTo(5);
    assertThat(end.failures())
        .containsExactly("Gave up after 5 attempts: the worker stopped without a word");
    rig.assertNothingLeft(job, JobState.FAILED);
  }

  @Test
  void a_piece_that_always_fails_is_tried_exactly_as_often_as_allowed() {
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
        .containsExactly(
            "Gave up after 5 attempts: An internal error, which the server's log tells of");
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
  void a_healthy_job_beside_a_poisoned_one_succeeds() {
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
  void a_refusal_fails_the_job_at_once_with_its_reason_and_counts_what_failed() {
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
  void a_bucket_that_is_not_there_fails_the_job_with_a_reason_that_names_it() {
    JobId id = JobId.random();
    List<Piece> pieces = List.of(LinesExport.piece(id, Rig.ROLE, "no-such-bucket-it", 0, 5));
    Job job =
        rig.create(
            new NewJob(
                id,
                Rig.ACCOUNT,
                Rig.REGION,
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
  void a_piece_that_its_type_rejects_fails_the_job_with_the_types_words() {
    Job job = rig.create(rig.newJob("test.touch", 3, 0));
    rig.touch.work = outputs -> Future.succeededFuture(new Outcome.Rejected("Line 3 is no JSON"));

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.state()).isEqualTo(JobState.FAILED);
    assertThat(end.failures()).containsExactly("Line 3 is no JSON");
    assertThat(end.progress().piecesFailed()).isEqualTo(3);
    rig.assertLegalPath(job);
  }

  @Test
  void a_queued_job_is_cancelled_without_having_run() {
    Job job = rig.queued(2, 10);

    assertThat(await(rig.jobs.requestCancel(job.id()))).isTrue();
    assertThat(await(rig.jobs.requestCancel(job.id()))).isTrue();
    rig.runToEnd(rig.worker(), job);

    rig.assertNothingLeft(job, JobState.CANCELLED);
    assertThat(rig.path(job)).containsExactly(Phase.CREATED, Phase.CANCELLING, Phase.CANCELLED);
    assertThat(rig.tasks(job)).allMatch(task -> task.contains("CANCELLED"));
    assertThat(await(rig.jobs.requestCancel(job.id()))).isFalse();
  }

  @Test
  void a_running_piece_that_never_looks_up_is_told_by_the_heartbeat() {
    Job job = rig.create(rig.newJob("test.touch", 1, 0));
    rig.touch.work = outputs -> Rig.never();
    Worker worker = rig.worker();
    Future<Integer> running = worker.runOnce();
    rig.until("SELECT 1 FROM job WHERE id = $1 AND phase = 'WORKING'", job.id().value());

    await(rig.jobs.requestCancel(job.id()));
    await(running);
    rig.runToEnd(worker, job);

    assertThat(rig.path(job)).endsWith(Phase.WORKING, Phase.CANCELLING, Phase.CANCELLED);
    rig.assertLegalPath(job);
  }

  @Test
  void nobody_cancels_a_job_that_is_not_there() {
    assertThat(await(rig.jobs.requestCancel(JobId.random()))).isFalse();
  }

  /** Cancelled anywhere in its talk with S3, a job leaves nothing, or everything. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
  void a_job_may_be_cancelled_at_any_call(int at) {
    Job job = rig.queued(2, 20);
    store.before =
        call -> call.overall() == at ? rig.jobs.requestCancel(job.id()) : Future.succeededFuture();

    Job end = rig.runToEnd(rig.worker(store), job);

    if (end.state() == JobState.SUCCEEDED) {
      rig.assertWhole(job, 2, 20);
    } else {
      rig.assertNothingLeft(job, JobState.CANCELLED);
    }
  }

  @Test
  void a_job_cancelled_while_its_first_object_is_visible_takes_it_back() {
    Job job = rig.queued(2, 20);
    store.before =
        call ->
            call.method().equals("completeUpload") && call.nth() == 2
                ? rig.jobs.requestCancel(job.id())
                : Future.succeededFuture();

    rig.runToEnd(rig.worker(store), job);

    assertThat(rig.path(job)).endsWith(Phase.COMMITTING, Phase.CANCELLING, Phase.CANCELLED);
    rig.assertNothingLeft(job, JobState.CANCELLED);
  }

  @Test
  void a_clean_up_that_fails_is_tried_again_beyond_any_number_of_attempts() {
    Job job = rig.queued(1, 20);
    store.before =
        call ->
            call.method().equals("completeUpload")
                ? rig.jobs.requestCancel(job.id())
                : Future.succeededFuture();
    store.faults =
        call -> call.method().equals("delete") && call.nth() < 9 ? Fault.LOST_REQUEST : Fault.NONE;

    rig.runToEnd(rig.worker(store), job);

    assertThat(store.calls).filteredOn("delete"::equals).hasSize(9);
    rig.assertNothingLeft(job, JobState.CANCELLED);
  }

  @Test
  void a_clean_up_that_dies_is_taken_over() {
    Job job = rig.queued(1, 20);
    store.before =
        call ->
            call.method().equals("completeUpload")
                ? rig.jobs.requestCancel(job.id())
                : Future.succeededFuture();
    store.faults = call -> call.method().equals("delete") ? Fault.SILENCE : Fault.NONE;
    Worker dying = rig.worker(store);
    await(dying.runOnce());
    dying.runOnce();
    rig.until("SELECT 1 FROM task WHERE job = $1 AND out_state = 'REVOKING'", job.id().value());

    rig.expire(job, 1);
    rig.runToEnd(rig.worker(), job);

    rig.assertNothingLeft(job, JobState.CANCELLED);
  }

  @Test
  void objects_at_keys_of_the_users_choice_are_not_taken_back_but_named() {
    Job job = rig.create(atUsersKeys());
    store.faults =
        call ->
            call.method().equals("completeUpload") && call.nth() == 2 ? Fault.REFUSED : Fault.NONE;

    Job end = rig.runToEnd(rig.worker(store), job);

    assertThat(end.state()).isEqualTo(JobState.FAILED);
    assertThat(end.failures())
        .containsExactly(
            "S3 refused: access denied",
            "s3://ending-it/chosen-0 was already in place and was left there");
    assertThat(rig.objects.keys(rig.bucket)).contains("chosen-0").doesNotContain("chosen-1");
    assertThat(await(rig.s3.openUploads(rig.bucket, "chosen-1"))).isEmpty();
    assertThat(store.calls).doesNotContain("delete");
    rig.assertLegalPath(job);
  }

  @Test
  void a_job_that_cannot_be_undone_is_not_cancelled_once_it_commits() {
    Job job = rig.create(atUsersKeys());
    AtomicReference<Boolean> answer = new AtomicReference<>();
    store.before =
        call ->
            call.method().equals("completeUpload") && call.nth() == 1
                ? rig.jobs.requestCancel(job.id()).onSuccess(answer::set)
                : Future.succeededFuture();

    Job end = rig.runToEnd(rig.worker(store), job);

    assertThat(answer).hasValue(false);
    assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(end.cancelRequested()).isFalse();
  }

  /** Connections die at one moment or another, also between a statement and its answer. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 6, 8, 9, 10, 12, 14})
  void a_database_that_drops_all_connections_at_any_call_loses_no_job(int at) {
    Job job = rig.queued(2, 20);
    try (Outpost far = rig.outpost()) {
      FaultyStore watched = new FaultyStore(far.s3());
      watched.before =
          call -> {
            if (call.overall() == at) {
              far.wire().reset();
            }
            return Future.succeededFuture();
          };
      Equipment equipment = rig.equipment(far.postgres(), watched, Rig.CONFIG);

      rig.runToEnd(new Worker(far.vertx(), equipment), job);

      rig.assertWhole(job, 2, 20);
    }
  }

  private NewJob atUsersKeys() {
    NewJob usual = rig.newJob("test.lines", 2, 10);
    List<Piece> pieces =
        usual.pieces().stream()
            .map(
                piece ->
                    new Piece(
                        piece.spec(),
                        Optional.of(
                            new Destination(
                                Rig.ROLE,
                                rig.bucket,
                                "chosen-" + piece.spec().getInteger("seq"),
                                "text/plain"))))
            .toList();
    return new NewJob(
        usual.id(),
        usual.account(),
        usual.region(),
        usual.type(),
        usual.container(),
        usual.subject(),
        usual.spec(),
        pieces);
  }
}
