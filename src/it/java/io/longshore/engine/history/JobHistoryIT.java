package io.longshore.engine.history;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.EngineFixture;
import io.longshore.engine.admin.JobAdminStore;
import io.longshore.engine.history.WaitReason.Code;
import io.longshore.engine.worker.JobWorkerVerticle;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The history of jobs, their pace, and why they wait. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobHistoryIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("history-it");

  private final JobHistoryStore history = new JobHistoryStore(rig.postgres);
  private final JobAdminStore admin = new JobAdminStore(rig.postgres);
  private final WorkerStore workers = new WorkerStore(rig.postgres);

  @AfterEach
  void reset() {
    rig.change("DELETE FROM worker");
    rig.change("UPDATE task SET run_at = 'infinity' WHERE state = 'QUEUED'");
  }

  @Test
  void each_attempt_is_an_event_with_its_worker_start_and_end() {
    Job job = rig.queued(2, 10);

    rig.runToEnd(rig.worker(), job);

    List<HistoryEvent> attempts = attempts(job);
    assertThat(attempts)
        .extracting(event -> event.kind() + " " + event.task().orElseThrow())
        .containsExactlyInAnyOrder("ATTEMPT_DONE 0", "ATTEMPT_DONE 1");
    assertThat(attempts).allMatch(event -> event.since().orElseThrow().isBefore(event.at()));
    assertThat(attempts).allMatch(event -> event.detail().equals(Optional.of("10 rows")));
    assertThat(rig.path(job)).doesNotHaveDuplicates();
  }

  @Test
  void an_expired_lease_is_an_event_of_the_worker_that_had_it() {
    Job job = rig.queued(1, 10);
    await(rig.context().stores().claims().claim(1));
    String gone = rig.task(job, 0).getString("lease_owner");
    rig.expire(job, 0);

    rig.runToEnd(rig.worker(), job);

    assertThat(attempts(job))
        .extracting(HistoryEvent::kind)
        .containsExactly("LEASE_EXPIRED", "ATTEMPT_DONE");
    assertThat(attempts(job).get(0).worker()).contains(gone);
    assertThat(attempts(job).get(1).worker()).isPresent().isNotEqualTo(Optional.of(gone));
  }

  @Test
  void holds_retries_and_cancellations_are_events_and_no_status() {
    Job job = rig.queued(1, 10);
    await(admin.hold(true, Optional.of(job.id())));
    await(admin.hold(true, Optional.of(job.id())));
    await(admin.hold(false, Optional.of(job.id())));
    assertThat(await(admin.retry(job.id()))).isEqualTo(1);
    await(rig.jobs.requestCancel(job.id()));
    rig.runToEnd(rig.worker(), job);

    assertThat(kinds(job))
        .containsExactly(
            "STATUS", "HELD", "RELEASED", "RETRIED", "CANCEL_REQUESTED", "STATUS", "STATUS");
    assertThat(rig.job(job).state()).isEqualTo(JobState.CANCELLED);
    assertThat(rig.path(job)).hasSize(3);
  }

  @Test
  void only_the_first_hundred_pieces_record_attempts_that_are_done() {
    Job job = rig.create(rig.newJob("test.touch", 120, 0));

    rig.runToEnd(rig.worker(), job);

    assertThat(attempts(job)).hasSize(100).allMatch(event -> event.task().orElseThrow() < 100);
  }

  @Test
  void a_job_with_very_many_events_records_no_more_attempts() {
    Job job = rig.queued(1, 10);
    rig.change(
        "INSERT INTO job_event (job, word, phase, kind)"
            + " SELECT $1, 'x', 'WORKING', 'ATTEMPT_RETRIED' FROM generate_series(1, 5001)",
        job.id().value());
    await(rig.context().stores().claims().claim(1));
    rig.expire(job, 0);

    rig.runToEnd(rig.worker(), job);

    assertThat(
            rig.rows(
                "SELECT 1 FROM job_event WHERE job = $1 AND kind = 'LEASE_EXPIRED'",
                job.id().value()))
        .isEmpty();
  }

  @Test
  void a_waiting_job_names_the_hold_the_next_try_the_outage_and_the_missing_worker() {
    Job job = rig.queued(1, 10);
    assertThat(reason(job, 0, 0).code()).isEqualTo(Code.NO_WORKER);

    await(workers.report("worker", rig.types.names(), 4, true));
    assertThat(await(waits(0, 0).of(job.id()))).isEmpty();

    later(job, 0);
    assertThat(reason(job, 0, 0).code()).isEqualTo(Code.NEXT_TRY);
    later(job, 1);
    WaitReason outage = reason(job, 0, 0);
    assertThat(outage.code()).isEqualTo(Code.OUTAGE);
    assertThat(outage.message()).contains("S3 is away");
    assertThat(outage.nextTry()).isPresent();

    await(admin.hold(true, Optional.of(job.id())));
    assertThat(reason(job, 0, 0).code()).isEqualTo(Code.HELD);
    await(admin.hold(false, Optional.of(job.id())));
  }

  @Test
  void a_due_job_names_the_limit_or_the_busy_slots() {
    Job running = rig.queued(1, 10);
    String owner =
        await(rig.context().stores().claims().claim(1)).stream()
            .map(claim -> rig.task(running, 0).getString("lease_owner"))
            .findFirst()
            .orElseThrow();
    Job job = rig.queued(1, 10);
    await(workers.report(owner, rig.types.names(), 1, false));

    assertThat(reason(job, 1, 0).code()).isEqualTo(Code.ACCOUNT_LIMIT);
    assertThat(reason(job, 0, 1).code()).isEqualTo(Code.TYPE_LIMIT);
    assertThat(reason(job, 0, 0).message()).isEqualTo("All 1 slots are busy: 1 of test.lines");
    assertThat(await(waits(0, 0).of(running.id()))).isEmpty();
    assertThat(await(workers.live())).singleElement().extracting(RunningWorker::busy).isEqualTo(1L);
    rig.runToEnd(rig.worker(), job);
    rig.expire(running, 0);
    rig.runToEnd(rig.worker(), running);
  }

  @Test
  void a_worker_reports_itself_until_it_stops() {
    String deployed =
        await(
            rig.vertx.deployVerticle(
                new JobWorkerVerticle(
                    rig.dependencies(rig.s3, EngineFixture.CONFIG), EngineFixture.DRAIN)));
    rig.until("SELECT 1 FROM worker");
    RunningWorker worker = await(workers.live()).get(0);
    assertThat(worker.slots()).isEqualTo(EngineFixture.CONFIG.slots());
    assertThat(worker.host()).isNotBlank().doesNotContain("@");

    await(rig.vertx.undeploy(deployed));

    assertThat(await(workers.live())).isEmpty();
  }

  @Test
  void the_pace_of_a_running_piece_is_that_of_the_last_seconds() {
    Job job = rig.queued(2, 10);
    await(rig.context().stores().claims().claim(1));
    JobPaceStore paces = new JobPaceStore(rig.postgres);
    assertThat(await(paces.of(List.of(job.id()))).get(job.id())).isEqualTo(JobThroughput.NONE);

    rig.change(
        "UPDATE task SET rows = 900, mark_rows = 500, pace = 50, sent_pace = 7, mark_at = clock_timestamp()"
            + " WHERE job = $1 AND state = 'RUNNING'",
        job.id().value());
    JobThroughput pace = await(paces.of(List.of(job.id()))).get(job.id());
    assertThat(pace.rowsPerSecond()).contains(50.0);
    assertThat(pace.bytesPerSecond()).contains(7.0);
    assertThat(await(paces.ofAll(Optional.of(job.account()))).bytesPerSecond()).contains(7.0);
    assertThat(await(paces.ofAll(Optional.of("999999999999"))).bytesPerSecond()).isEmpty();

    rig.change(
        "UPDATE task SET mark_at = clock_timestamp() - interval '31 seconds'"
            + " WHERE job = $1 AND state = 'RUNNING'",
        job.id().value());
    assertThat(await(paces.of(List.of(job.id()))).get(job.id()).rowsPerSecond()).isEmpty();
    rig.expire(job, rig.tasks(job).get(0).contains("RUNNING") ? 0 : 1);
    rig.runToEnd(rig.worker(), job);
  }

  private void later(Job job, int outages) {
    rig.change(
        "UPDATE task SET run_at = clock_timestamp() + interval '1 minute', outages = $2,"
            + " reason = 'S3 is away' WHERE job = $1 AND seq = 0",
        job.id().value(),
        outages);
  }

  private WaitReasonStore waits(int perAccount, int perType) {
    return new WaitReasonStore(rig.postgres, perAccount, perType);
  }

  private WaitReason reason(Job job, int perAccount, int perType) {
    return await(waits(perAccount, perType).of(job.id())).orElseThrow();
  }

  private List<HistoryEvent> events(JobId job) {
    return await(history.events(job, 0, 1000));
  }

  private List<String> kinds(Job job) {
    return events(job.id()).stream().map(HistoryEvent::kind).toList();
  }

  private List<HistoryEvent> attempts(Job job) {
    return events(job.id()).stream().filter(event -> event.task().isPresent()).toList();
  }
}
