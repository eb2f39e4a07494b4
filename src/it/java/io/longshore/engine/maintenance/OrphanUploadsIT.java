package io.longshore.engine.maintenance;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.UpkeepConfig;
import io.longshore.engine.CopiesExport;
import io.longshore.engine.EngineFixture;
import io.longshore.engine.FaultyStore;
import io.longshore.engine.FaultyStore.Fault;
import io.longshore.engine.LinesExport;
import io.longshore.engine.admin.JobAdminStore;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStore.OpenUpload;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Orphaned uploads at keys that users chose, and restored copies of a database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrphanUploadsIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("stray-uploads-it");

  @AfterEach
  void release() {
    await(new JobAdminStore(rig.postgres).hold(false, Optional.empty()));
    await(rig.s3.uploadsUnder(rig.bucket, ""))
        .forEach(open -> await(rig.s3.abortUpload(open.upload())));
  }

  @Test
  void an_upload_that_was_not_recorded_is_aborted_long_after_its_job_has_ended() {
    Job job = interrupted("chosen/first");
    assertThat(open("chosen/first")).hasSize(1);

    assertThat(abortedUploads()).isZero();
    assertThat(open("chosen/first")).hasSize(1); // for the job may just have ended

    old(job);
    assertThat(abortedUploads()).isEqualTo(1);
    assertThat(open("chosen/first")).isEmpty();
    assertThat(rig.rows("SELECT 1 FROM task WHERE stray_since IS NOT NULL")).isEmpty();
  }

  @Test
  void unrecorded_uploads_of_a_piece_that_makes_many_objects_are_aborted_too() {
    for (int n = 0; n < 4; n++) {
      rig.objects.put(rig.bucket, CopiesExport.source(n), "x".getBytes(StandardCharsets.UTF_8));
    }
    Job job = rig.create(CopiesExport.job(rig.bucket, 4));
    rig.runToEnd(rig.worker(losing(2)), job);
    assertThat(open("out/")).isNotEmpty();

    old(job);
    assertThat(abortedUploads()).isPositive();
    assertThat(open("out/")).isEmpty();
  }

  @Test
  void uploads_of_other_programs_at_the_same_key_stay() {
    Job job = interrupted("chosen/shared");
    Upload atWork = await(rig.s3.createUpload(rig.bucket, "chosen/shared", "x/y", Map.of()));
    await(rig.s3.uploadPart(atWork, 1, Buffer.buffer("somebody's")));
    Upload longer = await(rig.s3.createUpload(rig.bucket, "chosen/shared.txt", "x/y", Map.of()));
    old(job);

    assertThat(abortedUploads()).isEqualTo(1);
    assertThat(open("chosen/shared")).containsExactlyInAnyOrder(atWork, longer);

    Job earlier = interrupted("chosen/later");
    rig.change(
        """
        UPDATE job SET created_at = now() - interval '3 days' WHERE id = $1""",
        earlier.id().value());
    rig.change(
        """
        UPDATE task SET stray_since = now() - interval '2 days'
         WHERE job = $1 AND stray_since IS NOT NULL""",
        earlier.id().value());
    old(earlier);
    assertThat(abortedUploads()).isZero(); // what is open was started today
    assertThat(open("chosen/later")).hasSize(1);
  }

  @Test
  void a_restored_copy_deletes_nothing_until_it_is_released() {
    Job job = interrupted("chosen/copy");
    old(job);
    Job own = rig.queued(1, 10);
    rig.runToEnd(rig.worker(), own);
    old(own);
    await(rig.s3.createUpload(rig.bucket, LinesExport.key(own.id(), 0), "x/y", Map.of()));
    rig.change("INSERT INTO restored_copy DEFAULT VALUES"); // as conf/restore.sh does

    Job later = rig.queued(1, 10);
    assertThat(await(rig.worker().runOnce())).isZero();
    assertThat(await(rig.jobs.isHeldCopy())).isTrue();
    assertThat(abortedUploads()).isZero();

    assertThat(await(new JobAdminStore(rig.postgres).hold(false, Optional.empty()))).isEqualTo(1);
    assertThat(await(rig.jobs.isHeldCopy())).isFalse();
    assertThat(rig.runToEnd(rig.worker(), later).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(abortedUploads()).isEqualTo(2);
  }

  @Test
  void while_jobs_are_held_uploads_that_the_original_started_later_are_not_aborted() {
    Job job = rig.queued(1, 10);
    await(new JobAdminStore(rig.postgres).hold(true, Optional.of(job.id())));
    String key = LinesExport.key(job.id(), 0);
    Instant before = Instant.now().minus(Duration.ofHours(30));
    OrphanUploadStore store = new OrphanUploadStore(rig.postgres);

    List<OpenUpload> orphans =
        await(
            store.orphans(
                List.of(candidate(job.id(), key, before), candidate(JobId.random(), key, before)),
                Duration.ofHours(24)));

    assertThat(orphans).isEmpty();
  }

  private OrphanUploadStore.Candidate candidate(JobId job, String key, Instant initiated) {
    return new OrphanUploadStore.Candidate(
        job, new OpenUpload(new Upload(rig.bucket, key, "the-originals"), initiated));
  }

  /** A job that succeeded after the start of an upload was not answered. */
  private Job interrupted(String key) {
    NewJob usual = rig.newJob("test.lines", 1, 10);
    List<Piece> pieces =
        List.of(
            new Piece(
                usual.pieces().get(0).spec(),
                Optional.of(new Destination(EngineFixture.ROLE, rig.bucket, key, "text/plain"))));
    Job job =
        rig.create(
            new NewJob(
                usual.id(),
                usual.account(),
                usual.region(),
                usual.type(),
                usual.container(),
                usual.subject(),
                usual.spec(),
                pieces));
    assertThat(rig.runToEnd(rig.worker(losing(1)), job).state()).isEqualTo(JobState.SUCCEEDED);
    return job;
  }

  private FaultyStore losing(int nth) {
    FaultyStore store = new FaultyStore(rig.s3);
    store.faults =
        call ->
            call.method().equals("createUpload") && call.nth() == nth
                ? Fault.LOST_ANSWER
                : Fault.NONE;
    return store;
  }

  private void old(Job job) {
    rig.change(
        "UPDATE job SET finished_at = now() - interval '25 hours' WHERE id = $1", job.id().value());
  }

  private List<Upload> open(String prefix) {
    return await(rig.s3.uploadsUnder(rig.bucket, prefix)).stream().map(OpenUpload::upload).toList();
  }

  private int abortedUploads() {
    UpkeepConfig config = new UpkeepConfig(Duration.ofHours(1), Duration.ofHours(24), List.of());
    return await(
            new Maintenance(rig.vertx, rig.dependencies(rig.s3, EngineFixture.CONFIG), config)
                .run())
        .uploads();
  }
}
