package io.longshore.engine.lease;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.CountingMeter;
import io.longshore.engine.EngineFixture;
import io.longshore.engine.FaultyStore;
import io.longshore.engine.FaultyStore.Fault;
import io.longshore.engine.LinesExport;
import io.longshore.engine.admin.JobSearchStore;
import io.longshore.engine.admin.JobTaskStore;
import io.longshore.engine.failure.Disposition;
import io.longshore.engine.worker.Worker;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.job.Phase;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cancels in each state of a job and at each of its calls of S3. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancelIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("cancel-it");
  private FaultyStore store;

  @BeforeEach
  void clear() {
    store = new FaultyStore(rig.s3);
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
  void a_job_whose_plan_is_queued_is_never_planned() {
    Job job = rig.create(rig.newJob("test.lines", 0, 0));

    assertThat(await(rig.jobs.requestCancel(job.id()))).isTrue();
    rig.runToEnd(rig.worker(), job);

    assertThat(rig.tasks(job)).containsExactly("PLAN CANCELLED NONE", "COMMIT CANCELLED NONE");
    rig.assertNothingLeft(job, JobState.CANCELLED);
  }

  @Test
  void a_plan_that_ends_after_the_cancel_adds_no_piece() {
    Job job = rig.create(rig.newJob("test.lines", 0, 0));
    WorkerContext context = rig.context();
    ClaimedTask plan = await(context.stores().claims().claim(1)).get(0);

    assertThat(await(rig.jobs.requestCancel(job.id()))).isTrue();
    NewJob pieces = rig.newJob("test.lines", 2, 5);
    assertThat(await(context.stores().plans().planned(plan.task(), pieces.pieces()))).isFalse();
    await(context.stores().failures().end(plan.task(), Disposition.RELEASE, null, Duration.ZERO));
    rig.runToEnd(rig.worker(), job);

    assertThat(rig.tasks(job)).hasSize(2);
    rig.assertNothingLeft(job, JobState.CANCELLED);
  }

  @Test
  void a_running_piece_without_calls_is_stopped_by_the_heartbeat() {
    Job job = rig.create(rig.newJob("test.touch", 1, 0));
    rig.touch.work = outputs -> EngineFixture.never();
    CountingMeter meter = new CountingMeter();
    Worker worker = meter.worker(rig);
    Future<Integer> running = worker.runOnce();
    rig.until("SELECT 1 FROM job WHERE id = $1 AND phase = 'WORKING'", job.id().value());

    await(rig.jobs.requestCancel(job.id()));
    await(running);
    rig.runToEnd(worker, job);

    assertThat(rig.path(job)).endsWith(Phase.WORKING, Phase.CANCELLING, Phase.CANCELLED);
    assertThat(meter.counts)
        .containsEntry("test.touch PIECE CANCELLED", 1L)
        .containsEntry("test.touch COMMIT CLEANED", 1L);
    rig.assertLegalPath(job);
  }

  @Test
  void a_job_that_waits_long_for_its_next_attempt_is_cancelled_at_once() {
    Job job = rig.queued(1, 10);
    store.faults = call -> call.method().equals("createUpload") ? Fault.LOST_ANSWER : Fault.NONE;
    await(rig.worker(store).runOnce());
    rig.change("UPDATE task SET run_at = run_at + interval '1 hour' WHERE state = 'QUEUED'");
    assertThat(rig.path(job)).endsWith(Phase.WAITING);

    assertThat(await(rig.jobs.requestCancel(job.id()))).isTrue();
    rig.runToEnd(rig.worker(), job);

    rig.assertNothingLeft(job, JobState.CANCELLED);
  }

  @Test
  void a_job_whose_commit_waits_out_an_outage_is_cancelled_at_once() {
    Job job = rig.queued(2, 10);
    store.faults =
        call ->
            call.method().equals("completeUpload") && call.nth() >= 2
                ? Fault.LOST_REQUEST
                : Fault.NONE;
    await(rig.worker(store).runOnce());
    rig.until("SELECT 1 FROM task WHERE kind = 'COMMIT' AND outages > 0");
    rig.change("UPDATE task SET run_at = run_at + interval '1 hour' WHERE state = 'QUEUED'");

    assertThat(await(rig.jobs.requestCancel(job.id()))).isTrue();
    rig.runToEnd(rig.worker(), job);

    rig.assertNothingLeft(job, JobState.CANCELLED);
  }

  @Test
  void a_job_of_a_worker_that_died_is_cancelled_when_its_lease_has_expired() {
    Job job = rig.queued(2, 10);
    await(rig.context().stores().claims().claim(1));

    assertThat(await(rig.jobs.requestCancel(job.id()))).isTrue();
    assertThat(await(rig.worker().runOnce())).isZero();
    rig.change("UPDATE task SET lease_until = now() WHERE state = 'RUNNING'");
    rig.runToEnd(rig.worker(), job);

    rig.assertNothingLeft(job, JobState.CANCELLED);
  }

  @Test
  void a_failing_job_is_not_cancelled_and_a_finished_one_does_not_change() {
    Job failing = rig.create(rig.newJob("test.touch", 1, 0));
    rig.change("UPDATE job SET phase = 'FAILING', word = 'FAILING'");
    assertThat(await(rig.jobs.requestCancel(failing.id()))).isFalse();
    rig.change("DELETE FROM job");
    Job whole = rig.queued(1, 10);
    rig.runToEnd(rig.worker(), whole);

    assertThat(await(rig.jobs.requestCancel(whole.id()))).isFalse();

    rig.assertWhole(whole, 1, 10);
  }

  @Test
  void a_job_that_does_not_exist_is_not_cancelled() {
    assertThat(await(rig.jobs.requestCancel(JobId.random()))).isFalse();
  }

  @Test
  void an_operator_finds_jobs_of_all_accounts_with_their_tasks() {
    Job job = rig.queued(1, 10);
    JobSearchStore search = new JobSearchStore(rig.postgres);

    assertThat(await(search.find(job.id()))).contains(job);
    assertThat(
            await(
                search.newest(
                    Optional.empty(), Optional.of(job.type()), Optional.of(JobState.QUEUED), 5)))
        .containsExactly(job);
    assertThat(
            await(
                search.newest(Optional.of("111111111111"), Optional.empty(), Optional.empty(), 5)))
        .isEmpty();
    assertThat(await(new JobTaskStore(rig.postgres).tasks(job.id(), -2, 10)))
        .extracting(
            task ->
                task.kind()
                    + " "
                    + task.state()
                    + " "
                    + task.object().map(o -> o.key()).orElse("-"))
        .containsExactly("PIECE QUEUED " + LinesExport.key(job.id(), 0), "COMMIT BLOCKED -");
  }

  /** A job that is cancelled at any call of S3 leaves nothing, or everything. */
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
}
