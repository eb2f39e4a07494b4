package io.longshore.engine.commit;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.EngineFixture;
import io.longshore.engine.FaultyStore;
import io.longshore.engine.FaultyStore.Fault;
import io.longshore.engine.LinesExport;
import io.longshore.engine.worker.Worker;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the rollback of a job that is cancelled or fails at its commit deletes, and what it leaves.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollbackIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("clean-up-it");
  private FaultyStore store;

  @BeforeEach
  void clear() {
    await(rig.s3.delete(rig.bucket, "chosen-0")); // left by another test
    await(rig.s3.delete(rig.bucket, "chosen-1"));
    store = new FaultyStore(rig.s3);
  }

  @Test
  void a_job_cancelled_while_its_first_object_is_visible_deletes_it() {
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
  void a_rollback_that_fails_is_repeated_beyond_any_number_of_attempts() {
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
  void a_rollback_whose_worker_dies_is_taken_over() {
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
  void objects_at_keys_that_the_user_chose_are_not_deleted_but_named() {
    Job job = rig.create(atUsersKeys());
    store.faults =
        call ->
            call.method().equals("completeUpload") && call.nth() == 2 ? Fault.REFUSED : Fault.NONE;

    Job end = rig.runToEnd(rig.worker(store), job);

    assertThat(end.state()).isEqualTo(JobState.FAILED);
    assertThat(end.failures())
        .containsExactly(
            "S3 refused: access denied",
            "s3://clean-up-it/chosen-0 was already visible and was not deleted");
    assertThat(rig.objects.keys(rig.bucket)).contains("chosen-0").doesNotContain("chosen-1");
    assertThat(await(rig.s3.openUploads(rig.bucket, "chosen-1"))).isEmpty();
    assertThat(store.calls).doesNotContain("delete");
    rig.assertLegalPath(job);
  }

  @Test
  void a_job_that_cannot_be_rolled_back_is_not_cancelled_once_it_commits() {
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

  @Test
  void an_object_that_may_not_be_deleted_is_named() {
    Job job = rig.queued(3, 20);
    store.faults =
        call ->
            call.method().equals("completeUpload") && call.nth() == 3
                    || call.method().equals("delete")
                ? Fault.REFUSED
                : Fault.NONE;

    Job end = rig.runToEnd(rig.worker(store), job);

    assertThat(end.state()).isEqualTo(JobState.FAILED);
    assertThat(rig.keysOf(job)).hasSize(2);
    assertThat(end.failures()).first().isEqualTo("S3 refused: access denied");
    assertNamed(job, end);
  }

  @Test
  void a_cancelled_job_names_the_objects_that_may_not_be_deleted() {
    Job job = rig.queued(2, 20);
    store.before =
        call ->
            call.method().equals("completeUpload") && call.nth() == 2
                ? rig.jobs.requestCancel(job.id())
                : Future.succeededFuture();
    store.faults = call -> call.method().equals("delete") ? Fault.REFUSED : Fault.NONE;

    Job end = rig.runToEnd(rig.worker(store), job);

    assertThat(end.state()).isEqualTo(JobState.CANCELLED);
    assertThat(rig.keysOf(job)).isNotEmpty();
    assertNamed(job, end);
  }

  @Test
  void what_one_attempt_at_the_rollback_left_is_still_named_after_the_next() {
    Job job = rig.queued(3, 20);
    String refused = LinesExport.key(job.id(), 0);
    store.before =
        call ->
            call.method().equals("completeUpload") && call.nth() == 3
                ? rig.jobs.requestCancel(job.id())
                : Future.succeededFuture();
    store.faults =
        call -> {
          if (!call.method().equals("delete")) {
            return Fault.NONE;
          }
          return call.key().equals(refused)
              ? Fault.REFUSED
              : call.nth() < 6 ? Fault.LOST_REQUEST : Fault.NONE;
        };

    Job end = rig.runToEnd(rig.worker(store), job);

    assertThat(rig.keysOf(job)).containsExactly(refused);
    assertNamed(job, end);
  }

  @Test
  void a_rollback_that_cannot_reach_s3_reports_it_and_ends_after_giveUpAfter() {
    Job job = rig.queued(2, 20);
    String dark = LinesExport.key(job.id(), 0);
    AtomicBoolean cancelled = new AtomicBoolean();
    store.before =
        call ->
            call.method().equals("completeUpload") && call.nth() == 2
                ? rig.jobs.requestCancel(job.id()).onSuccess(cancelled::set)
                : Future.succeededFuture();
    store.faults =
        call -> call.key().equals(dark) && cancelled.get() ? Fault.LOST_REQUEST : Fault.NONE;
    Worker worker =
        new Worker(
            rig.vertx,
            rig.dependencies(
                store,
                EngineFixture.SETTINGS.with("giveUpAfter", "2s", "s3Timeout", "1s").config()));
    rig.runUntil(worker, job, now -> now.word().equals("CANCELLING") && !now.failures().isEmpty());

    assertThat(rig.job(job).failures())
        .singleElement()
        .asString()
        .contains("still being rolled back")
        .contains("S3 did not answer");
    Job end = rig.runToEnd(worker, job);

    assertThat(end.state()).isEqualTo(JobState.CANCELLED);
    assertThat(rig.keysOf(job)).containsExactly(dark);
    assertThat(end.failures())
        .containsExactly("s3://clean-up-it/" + dark + " could not be deleted: S3 did not answer");
  }

  /** Each object that stays is named, and nothing else. */
  private void assertNamed(Job job, Job end) {
    List<String> named =
        end.failures().stream().filter(failure -> failure.startsWith("s3://")).toList();
    assertThat(named).hasSameSizeAs(rig.keysOf(job));
    for (String key : rig.keysOf(job)) {
      assertThat(named).anySatisfy(failure -> assertThat(failure).contains(key));
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
                                EngineFixture.ROLE,
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
