package io.longshore.engine.maintenance;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.UpkeepConfig;
import io.longshore.engine.EngineFixture;
import io.longshore.engine.FaultyStore;
import io.longshore.engine.FaultyStore.Fault;
import io.longshore.engine.LinesExport;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.transition.JobDeletionStore;
import io.longshore.engine.worker.Worker;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.objectstore.ObjectStore.OpenUpload;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which jobs are deleted and which uploads are aborted by maintenance. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MaintenanceIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("upkeep-it");

  @Test
  void finished_jobs_are_kept_for_the_retention_time_of_their_type_and_others_for_ever() {
    Job old = ended("test.touch", "91 days");
    Job young = ended("test.touch", "89 days");
    Job other = ended("test.lines", "1000 days");
    Job unfinished = rig.create(rig.newJob("test.touch", 1, 0));
    rig.change(
        "UPDATE job SET created_at = now() - interval '1 year' WHERE id = $1",
        unfinished.id().value());

    assertThat(runMaintenance("test.touch=90d").jobs()).isEqualTo(1);

    assertThat(rig.rows("SELECT 1 FROM job WHERE id = $1", old.id().value())).isEmpty();
    assertThat(rig.rows("SELECT 1 FROM task WHERE job = $1", old.id().value())).isEmpty();
    assertThat(rig.rows("SELECT 1 FROM job_event WHERE job = $1", old.id().value())).isEmpty();
    for (Job kept : List.of(young, other, unfinished)) {
      assertThat(rig.rows("SELECT 1 FROM job WHERE id = $1", kept.id().value())).hasSize(1);
    }
  }

  @Test
  void the_retention_of_a_service_applies_to_its_types_without_one_of_their_own() {
    UpkeepConfig config =
        new UpkeepConfig(
            Duration.ofHours(1), Duration.ofHours(24), List.of("test=2d", "test.lines=30d"));

    assertThat(config.kept("test.touch")).contains(Duration.ofDays(2));
    assertThat(config.kept("test.lines")).contains(Duration.ofDays(30));
    assertThat(config.kept("other.touch")).isEmpty();
    assertThat(UpkeepConfig.defaults().kept("dataexchange.job")).contains(Duration.ofDays(90));
  }

  @Test
  void more_jobs_than_a_batch_are_deleted_in_one_round() {
    Job sample = ended("test.touch", "91 days");
    rig.change(
        """
        INSERT INTO job (id, account, region, type, container, spec, word, pieces, state, phase,
                         finished_at)
        SELECT gen_random_uuid(), account, region, type, container, spec, word, pieces, state,
               phase, finished_at
          FROM job, generate_series(1, 500) WHERE id = $1""",
        sample.id().value());

    assertThat(runMaintenance("test=90d").jobs()).isEqualTo(501);
  }

  @Test
  void retention_searches_its_index() {
    rig.change(
        """
        INSERT INTO job (id, account, region, type, container, spec, word, pieces, state, phase,
                         finished_at)
        SELECT gen_random_uuid(), 'a', 'r', 'test.other', 'c', '{}', 'w', 1, 'SUCCEEDED',
               'SUCCEEDED', now()
          FROM generate_series(1, 5000)""");
    await(rig.postgres.requests().query("ANALYZE job").execute());

    String plan =
        rig.rows("EXPLAIN " + JobDeletionStore.DELETE, "test.touch", 1L, 200).stream()
            .map(row -> row.getString(0))
            .reduce("", (all, line) -> all + "\n" + line);

    assertThat(plan).contains("job_finished").doesNotContain("Seq Scan");
  }

  @Test
  void an_upload_at_a_key_of_a_job_that_ended_is_aborted_once_it_is_old() {
    Job job = rig.queued(1, 10);
    rig.runToEnd(rig.worker(), job);
    Upload stray = started(LinesExport.key(job.id(), 0));

    assertThat(runMaintenance().uploads()).isZero();
    assertThat(await(rig.s3.uploadExists(stray))).isTrue();

    rig.change(
        "UPDATE job SET finished_at = now() - interval '25 hours' WHERE id = $1", job.id().value());
    assertThat(runMaintenance().uploads()).isEqualTo(1);
    assertThat(await(rig.s3.uploadExists(stray))).isFalse();
    rig.assertWhole(job, 1, 10);
  }

  @Test
  void uploads_of_running_jobs_and_at_keys_without_a_job_id_stay() {
    Job ended = ended("test.lines", "48 hours");
    Job running = rig.queued(1, 10);
    FaultyStore store = new FaultyStore(rig.s3);
    store.before =
        call ->
            call.method().equals("uploadPart") ? EngineFixture.never() : Future.succeededFuture();
    Worker worker = rig.worker(store);
    worker.runOnce();
    rig.until("SELECT 1 FROM task WHERE job = $1 AND out_state = 'OPEN'", running.id().value());
    Upload users = started("out/somebody-elses");
    Upload unknown = started(LinesExport.key(JobId.random(), 0));

    assertThat(runMaintenance().uploads()).isZero();

    assertThat(await(rig.s3.openUploads(rig.bucket, LinesExport.key(running.id(), 0)))).hasSize(1);
    assertThat(await(rig.s3.uploadExists(users))).isTrue();
    assertThat(await(rig.s3.uploadExists(unknown))).isTrue();
    assertThat(ended.state()).isEqualTo(JobState.QUEUED);
    rig.expire(running, 0);
    rig.runToEnd(rig.worker(), running);
    await(rig.s3.abortUpload(users));
    await(rig.s3.abortUpload(unknown));
  }

  @Test
  void of_a_running_job_only_old_uploads_that_no_task_has_recorded_are_orphaned() {
    Job running = rig.queued(1, 10);
    WorkerContext context = rig.context();
    ClaimedTask claim = await(context.stores().claims().claim(1)).get(0);
    UUID token = UUID.randomUUID();
    await(context.stores().uploads().intend(claim.task().lease(), token));
    await(context.stores().uploads().open(claim.task().lease(), token, "wanted"));
    OrphanUploadStore store = new OrphanUploadStore(rig.postgres);
    String key = LinesExport.key(running.id(), 0);
    List<OrphanUploadStore.Candidate> candidates =
        List.of(
            candidate(running.id(), key, "wanted", 100),
            candidate(running.id(), key, "lost", 100),
            candidate(running.id(), key, "young", 1),
            candidate(JobId.random(), key, "unknown", 100),
            candidate(JobId.random(), key, "unknown and young", 1));

    assertThat(await(store.orphans(candidates, Duration.ofHours(24))))
        .extracting(open -> open.upload().uploadId())
        .containsExactly("lost", "unknown");
  }

  @Test
  void a_missing_s3_bucket_does_not_prevent_the_search_of_others() {
    Job gone = ended("test.lines", "48 hours");
    rig.change(
        "UPDATE task SET bucket = 'a-bucket-that-is-gone' WHERE job = $1 AND key IS NOT NULL",
        gone.id().value());
    Job ended = ended("test.lines", "48 hours");
    Upload stray = started(LinesExport.key(ended.id(), 0));

    assertThat(runMaintenance().uploads()).isEqualTo(1);
    assertThat(await(rig.s3.uploadExists(stray))).isFalse();
  }

  @Test
  void an_upload_whose_start_was_not_answered_is_gone_after_the_job_was_taken_over() {
    Job job = rig.queued(1, 10);
    FaultyStore store = new FaultyStore(rig.s3);
    store.faults =
        call ->
            call.method().equals("createUpload") && call.nth() == 1
                ? Fault.LOST_ANSWER
                : Fault.NONE;

    rig.runToEnd(rig.worker(store), job);

    assertThat(await(rig.s3.uploadsUnder(rig.bucket, "out/"))).isEmpty();
  }

  private static OrphanUploadStore.Candidate candidate(
      JobId job, String key, String upload, int hours) {
    Instant initiated = Instant.now().minus(Duration.ofHours(hours));
    return new OrphanUploadStore.Candidate(
        job, new OpenUpload(new Upload("b", key, upload), initiated));
  }

  /** An upload with one part, as a dead worker leaves it. */
  private Upload started(String key) {
    Upload upload = await(rig.s3.createUpload(rig.bucket, key, "text/plain", Map.of()));
    await(rig.s3.uploadPart(upload, 1, Buffer.buffer("left")));
    return upload;
  }

  /** A job that ended {@code ago}. */
  private Job ended(String type, String ago) {
    Job job = rig.create(rig.newJob(type, 1, 0));
    rig.change("UPDATE task SET state = 'CANCELLED' WHERE job = $1", job.id().value());
    rig.change(
        """
        UPDATE job SET state = 'FAILED', phase = 'FAILED',
               finished_at = now() - $2::text::interval WHERE id = $1""",
        job.id().value(),
        ago);
    return job;
  }

  private Maintenance.Result runMaintenance(String... retention) {
    UpkeepConfig config =
        new UpkeepConfig(Duration.ofHours(1), Duration.ofHours(24), List.of(retention));
    return await(
        new Maintenance(rig.vertx, rig.dependencies(rig.s3, EngineFixture.CONFIG), config).run());
  }
}
