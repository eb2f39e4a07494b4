package io.longshore.engine.worker;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DrainConfig;
import io.longshore.config.WorkerConfig;
import io.longshore.engine.EngineFixture;
import io.longshore.engine.FaultyStore;
import io.longshore.engine.LinesExport;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The worker with its timers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobWorkerVerticleIT {

  private static final String SUCCEEDED = "SELECT 1 FROM job WHERE id = $1 AND state = 'SUCCEEDED'";

  @RegisterExtension final EngineFixture rig = new EngineFixture("worker-verticle-it");

  @Test
  void a_job_without_a_notification_is_found_by_polling() {
    String deployed = deploy(new FaultyStore(rig.s3), EngineFixture.CONFIG);
    Job job = rig.queued(6, 10);

    rig.until(SUCCEEDED, job.id().value());

    rig.assertWhole(job, 6, 10);
    await(rig.vertx.undeploy(deployed));
  }

  @Test
  void a_notification_starts_a_job_at_once() {
    String deployed = deploy(new FaultyStore(rig.s3), rarely());
    Runnable waker = JobWorkerVerticle.waker(rig.vertx.eventBus());
    JobStore announcing = new JobStore(rig.postgres, rig.types, 5, waker);
    await(rig.vertx.timer(200).mapEmpty());
    Job job = rig.queued(6, 10);

    announcing.wake();
    rig.until(SUCCEEDED, job.id().value());

    rig.assertWhole(job, 6, 10);
    await(rig.vertx.undeploy(deployed));
  }

  @Test
  void an_expired_lease_of_a_dead_process_is_reaped_and_its_task_runs_again() {
    Job job = rig.queued(1, 10);
    await(rig.context().stores().claims().claim(1));
    rig.expire(job, 0);

    String deployed = deploy(new FaultyStore(rig.s3), EngineFixture.CONFIG);
    rig.until(SUCCEEDED, job.id().value());

    rig.assertWhole(job, 1, 10);
    assertThat(rig.task(job, 0).getInteger("attempts")).isEqualTo(2);
    await(rig.vertx.undeploy(deployed));
  }

  @Test
  void a_stopped_worker_releases_its_task_without_charging_the_attempt() {
    FaultyStore slow = new FaultyStore(rig.s3);
    slow.before =
        call ->
            call.method().equals("uploadPart") ? EngineFixture.never() : Future.succeededFuture();
    Job job = rig.queued(1, 10);
    String deployed = deploy(slow, EngineFixture.CONFIG);
    rig.until("SELECT 1 FROM task WHERE job = $1 AND out_state = 'OPEN'", job.id().value());

    await(rig.vertx.undeploy(deployed));

    assertThat(rig.tasks(job)).contains("PIECE QUEUED OPEN");
    assertThat(rig.task(job, 0).getInteger("attempts")).isZero();
    assertThat(await(rig.s3.openUploads(rig.bucket, LinesExport.key(job.id(), 0)))).isEmpty();
    rig.runToEnd(rig.worker(), job);
    rig.assertWhole(job, 1, 10);
    assertThat(rig.job(job).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void a_stopping_worker_finishes_a_short_task_and_its_commit_and_claims_no_other() {
    FaultyStore slow = new FaultyStore(rig.s3);
    Job job = rig.queued(1, 10);
    String deployed = deploy(slow, EngineFixture.CONFIG, finishWithin(20_000));
    Promise<Void> slowness = Promise.promise();
    slow.before =
        call -> call.method().equals("uploadPart") ? slowness.future() : Future.succeededFuture();
    Job second = rig.queued(1, 10);
    rig.until("SELECT 1 FROM task WHERE job = $1 AND out_state = 'OPEN'", second.id().value());

    Future<Void> stopped = rig.vertx.undeploy(deployed);
    await(rig.vertx.timer(300).mapEmpty());
    Job third = rig.queued(1, 10);
    slowness.complete();
    await(stopped);

    assertThat(rig.job(second).state()).isEqualTo(JobState.SUCCEEDED);
    rig.assertWhole(second, 1, 10);
    assertThat(rig.task(third, 0).getInteger("attempts")).isZero();
    rig.runToEnd(rig.worker(), job);
  }

  @Test
  void a_stopping_worker_releases_a_long_task_at_once() {
    FaultyStore slow = new FaultyStore(rig.s3);
    slow.before =
        call ->
            call.method().equals("uploadPart") ? EngineFixture.never() : Future.succeededFuture();
    Job job = rig.queued(1, 10);
    String deployed = deploy(slow, EngineFixture.CONFIG, finishWithin(1500));
    rig.until("SELECT 1 FROM task WHERE job = $1 AND out_state = 'OPEN'", job.id().value());
    await(rig.vertx.timer(1600).mapEmpty());

    long asked = System.nanoTime();
    await(rig.vertx.undeploy(deployed));

    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofMillis(1400));
    assertThat(rig.tasks(job)).contains("PIECE QUEUED OPEN");
    assertThat(rig.task(job, 0).getInteger("attempts")).isZero();
    rig.runToEnd(rig.worker(), job);
  }

  @Test
  void a_stop_does_not_wait_for_a_task_that_cannot_be_released() {
    FaultyStore dead = new FaultyStore(rig.s3);
    dead.before =
        call ->
            call.method().equals("uploadPart") || call.method().equals("abortUpload")
                ? EngineFixture.never()
                : Future.succeededFuture();
    Job job = rig.queued(1, 10);
    DrainConfig brief =
        new DrainConfig(Duration.ofSeconds(2), Duration.ZERO, Duration.ofMillis(100));
    String deployed = deploy(dead, EngineFixture.CONFIG, brief);
    rig.until("SELECT 1 FROM task WHERE job = $1 AND out_state = 'OPEN'", job.id().value());

    long asked = System.nanoTime();
    await(rig.vertx.undeploy(deployed));

    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(3));
    rig.expire(job, 0);
    rig.runToEnd(rig.worker(), job);
    rig.assertWhole(job, 1, 10);
  }

  @Test
  void the_lease_is_renewed_while_a_piece_takes_longer_than_a_lease() {
    WorkerConfig brief =
        EngineFixture.SETTINGS
            .with("slots", "1", "lease", "900ms", "heartbeat", "200ms", "margin", "100ms")
            .config();
    FaultyStore slow = new FaultyStore(rig.s3);
    slow.before =
        call ->
            call.method().equals("uploadPart")
                ? rig.vertx.timer(2500).mapEmpty()
                : Future.succeededFuture();
    Job job = rig.queued(1, 10);
    String first = deploy(slow, brief);
    String second = deploy(new FaultyStore(rig.s3), brief);

    rig.until(SUCCEEDED, job.id().value());

    assertThat(rig.task(job, 0).getInteger("attempts")).isEqualTo(1);
    rig.assertWhole(job, 1, 10);
    await(rig.vertx.undeploy(first));
    await(rig.vertx.undeploy(second));
  }

  private String deploy(FaultyStore store, WorkerConfig config) {
    return deploy(store, config, EngineFixture.DRAIN);
  }

  private String deploy(FaultyStore store, WorkerConfig config, DrainConfig drain) {
    return await(
        rig.vertx.deployVerticle(new JobWorkerVerticle(rig.dependencies(store, config), drain)));
  }

  private static DrainConfig finishWithin(int millis) {
    return new DrainConfig(Duration.ofSeconds(30), Duration.ZERO, Duration.ofMillis(millis));
  }

  private static WorkerConfig rarely() {
    return EngineFixture.SETTINGS.with("poll", "10m", "sweep", "10m").config();
  }
}
