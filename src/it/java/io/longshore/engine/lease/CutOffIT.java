package io.longshore.engine.lease;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.WorkerConfig;
import io.longshore.engine.EngineFixture;
import io.longshore.engine.RemoteWorker;
import io.longshore.engine.worker.Worker;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.fixture.TcpFaults.Mode;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.job.Outcome;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Outages of the database that are longer than leases use up no attempts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutOffIT {

  private static final WorkerConfig BRIEF =
      EngineFixture.SETTINGS
          .with("slots", "1", "lease", "1500ms", "heartbeat", "200ms", "margin", "200ms")
          .config();

  private static final String EXPIRED =
      "SELECT 1 FROM task WHERE job = $1 AND lease_until < clock_timestamp()";

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicLong later = new AtomicLong();
  @RegisterExtension final EngineFixture rig = new EngineFixture("cut-off-it");
  private RemoteWorker far;

  @BeforeAll
  void open() {
    far = rig.remoteWorker();
  }

  @BeforeEach
  void clear() {
    rig.touch.work = outputs -> Future.succeededFuture(new Outcome.Done(1));
  }

  @AfterEach
  void calm() {
    far.wire().mode(Mode.PASS);
  }

  @AfterAll
  void close() {
    far.close();
  }

  @Test
  void a_worker_that_repeatedly_cannot_reach_the_database_is_charged_no_attempt() {
    Job job = rig.create(rig.newJob("test.touch", 1, 0));
    rig.change("UPDATE task SET max_attempts = 2 WHERE job = $1", job.id().value());
    rig.touch.work =
        outputs -> {
          begun.incrementAndGet();
          return EngineFixture.never();
        };
    Worker worker = new Worker(far.vertx(), dependencies());

    for (int outage = 1; outage <= 3; outage++) {
      Future<Integer> running = atWork(worker, outage);
      far.wire().mode(Mode.CLOSED);
      rig.until(EXPIRED, job.id().value());
      await(running);
      assertThat(TransientErrors.isOutage(failure(worker.reap()))).isTrue();
      far.wire().mode(Mode.PASS);

      await(whenReached(() -> worker.reap()));
      assertThat(rig.tasks(job)).contains("PIECE QUEUED NONE");
      assertThat(rig.task(job, 0).getInteger("attempts")).isZero();
      assertThat(rig.task(job, 0).getInteger("outages")).isEqualTo(outage);
    }
    rig.touch.work = outputs -> Future.succeededFuture(new Outcome.Done(1));

    assertThat(rig.runToEnd(worker, job).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.task(job, 0).getInteger("attempts")).isEqualTo(1);
    rig.assertLegalPath(job);
  }

  @Test
  void after_an_outage_live_workers_report_first_and_dead_ones_are_charged() {
    Job job = rig.create(rig.newJob("test.touch", 1, 0));
    await(rig.context().stores().claims().claim(1)); // by a worker that is never heard of again
    LeaseReaper sweeper = new LeaseReaper(WorkerContext.create(far.vertx(), dependencies()));
    rig.expire(job, 0);
    far.wire().mode(Mode.CLOSED);
    assertThat(TransientErrors.isOutage(failure(sweeper.runOnce()))).isTrue();
    far.wire().mode(Mode.PASS);

    assertThat(await(whenReached(sweeper::runOnce))).isZero();
    assertThat(rig.tasks(job)).contains("PIECE RUNNING NONE");

    later.addAndGet(BRIEF.lease().toNanos());
    assertThat(await(sweeper.runOnce())).isEqualTo(1);
    assertThat(rig.tasks(job)).contains("PIECE QUEUED NONE");
    assertThat(rig.task(job, 0).getInteger("attempts")).isEqualTo(1);
  }

  @Test
  void tasks_of_a_claim_that_was_not_answered_are_released_uncharged() {
    Job job = rig.create(rig.newJob("test.touch", 2, 0));
    WorkerContext context = rig.context();
    UUID lost = UUID.randomUUID();
    await(context.stores().claims().claim(1, lost));
    ClaimedTask other = await(context.stores().claims().claim(1)).get(0);

    context.releases().addClaim(lost);
    await(context.releases().report());

    assertThat(rig.rows("SELECT 1 FROM task WHERE state = 'QUEUED' AND attempts = 0")).hasSize(1);
    assertThat(await(context.stores().leases().heartbeat(other.task().lease()))).isPresent();
    rig.change("UPDATE task SET max_attempts = 1 WHERE job = $1", job.id().value());
    context.releases().add(other);
    await(context.releases().report());
    assertThat(rig.runToEnd(rig.worker(), job).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void a_commit_claimed_with_a_piece_whose_end_was_not_answered_is_released_uncharged() {
    Job job = rig.create(rig.newJob("test.touch", 1, 0));
    WorkerContext context = rig.context();
    ClaimedTask piece = await(context.stores().claims().claim(1)).get(0);
    await(context.stores().progress().work(piece.task().lease(), job.type()));
    UUID lost = UUID.randomUUID();
    await(
        context
            .stores()
            .pieces()
            .finish(
                piece.task(), new Outcome.Done(1), false, new LeaseRequest(lost, "me", 60_000)));
    assertThat(rig.tasks(job)).contains("COMMIT RUNNING NONE");

    context.releases().addClaim(lost);
    await(context.releases().report());

    assertThat(rig.tasks(job)).contains("COMMIT QUEUED NONE");
    assertThat(rig.task(job, 1).getInteger("attempts")).isZero();
  }

  @Test
  void a_late_release_after_another_worker_has_claimed_the_task_changes_nothing() {
    Job job = rig.create(rig.newJob("test.touch", 1, 0));
    WorkerContext context = rig.context();
    ClaimedTask late = await(context.stores().claims().claim(1)).get(0);
    rig.expire(job, 0);
    await(new LeaseReaper(context).runOnce());
    ClaimedTask next = await(context.stores().claims().claim(1)).get(0);

    context.releases().add(late);
    await(context.releases().report());

    assertThat(await(context.stores().leases().heartbeat(next.task().lease()))).isPresent();
    assertThat(rig.task(job, 0).getInteger("attempts")).isEqualTo(2);
  }

  @Test
  void a_lease_that_cannot_be_renewed_is_given_up_if_a_call_needs_longer() {
    rig.create(rig.newJob("test.touch", 1, 0));
    WorkerContext context =
        WorkerContext.create(
            far.vertx(), rig.dependencies(far.postgres(), far.s3(), EngineFixture.CONFIG));
    ClaimedTask claim = await(context.stores().claims().claim(1)).get(0);
    AtomicLong now = new AtomicLong();
    LeaseKeeper keeper =
        new LeaseKeeper(
            far.vertx(), context.stores().leases(), claim, EngineFixture.CONFIG, now::get, 0);
    now.set(Duration.ofMillis(4500).toNanos()); // of 5.5 s
    await(keeper.requireRemaining(Duration.ofSeconds(2)));
    await(keeper.requireRemaining(Duration.ofSeconds(5))); // since it was renewed

    now.addAndGet(Duration.ofMillis(4500).toNanos());
    far.wire().mode(Mode.CLOSED);

    assertThat(failure(keeper.requireRemaining(Duration.ofSeconds(2))))
        .isInstanceOf(AttemptStopped.class);
    assertThat(keeper.isLostToOutage()).isTrue();
    assertThat(failure(keeper.check())).isInstanceOf(AttemptStopped.class);
  }

  /** Runs the worker until it works on the task for the n-th time. */
  private Future<Integer> atWork(Worker worker, int nth) {
    Future<Integer> running = worker.runOnce();
    for (int look = 0; look < 1000 && begun.get() < nth; look++) {
      await(rig.vertx.timer(20));
      if (running.failed()) {
        running = worker.runOnce(); // by another connection
      }
    }
    assertThat(begun).hasValue(nth);
    return running;
  }

  /** Repeats the call until no broken connection is left in the pool. */
  private <T> Future<T> whenReached(Supplier<Future<T>> ask) {
    return ask.get()
        .recover(
            failure ->
                TransientErrors.isOutage(failure)
                    ? rig.vertx.timer(20).compose(soon -> whenReached(ask))
                    : Future.failedFuture(failure));
  }

  private WorkerDependencies dependencies() {
    WorkerDependencies usual = rig.dependencies(far.postgres(), far.s3(), BRIEF);
    return new WorkerDependencies(
        usual.postgres(),
        usual.types(),
        usual.objects(),
        usual.config(),
        usual.meter(),
        new Random(7),
        () -> System.nanoTime() + later.get());
  }
}
