package io.longshore.engine.transition;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.WorkerConfig;
import io.longshore.engine.EngineFixture;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.LinesExport;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseReaper;
import io.longshore.engine.store.JobStore;
import io.longshore.engine.worker.JobWorkerVerticle;
import io.longshore.engine.worker.Worker;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.job.Outcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The order in which tasks of several accounts are claimed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FairnessIT {

  private static final String BUSY = "111111111111";
  private static final String QUIET = "222222222222";

  @RegisterExtension final EngineFixture rig = new EngineFixture("fairness-it");

  @Test
  void the_first_job_of_an_account_comes_before_five_thousand_of_another() {
    backlog(BUSY, 5000);
    Job quiet = rig.create(of(QUIET, "test.touch", 1));

    List<ClaimedTask> claims = await(claims(rig.context()).claim(2));

    assertThat(claims)
        .extracting(claim -> claim.task().job().account())
        .containsExactlyInAnyOrder(BUSY, QUIET);
    assertThat(claims).extracting(claim -> claim.task().job().id()).contains(quiet.id());
  }

  @Test
  void an_account_with_running_tasks_waits_for_one_with_none() {
    backlog(BUSY, 100);
    await(claims(rig.context()).claim(4));
    rig.create(of(QUIET, "test.touch", 3));

    List<ClaimedTask> claims = await(claims(rig.context()).claim(3));

    assertThat(claims).hasSize(3).allMatch(claim -> claim.task().job().account().equals(QUIET));
  }

  @Test
  void within_an_account_the_oldest_comes_first() {
    Job older = rig.create(of(BUSY, "test.touch", 1));
    Job newer = rig.create(of(BUSY, "test.lines", 1));
    rig.change(
        "UPDATE task SET run_at = run_at - interval '1 minute' WHERE job = $1", older.id().value());

    assertThat(await(claims(rig.context()).claim(1)).get(0).task().job().id())
        .isEqualTo(older.id());
    assertThat(await(claims(rig.context()).claim(1)).get(0).task().job().id())
        .isEqualTo(newer.id());
  }

  @Test
  void no_account_runs_more_tasks_than_its_limit_and_others_are_not_delayed() {
    ClaimStore limited = claims(context(EngineFixture.SETTINGS.with("perAccount", "3").config()));
    rig.create(of(BUSY, "test.touch", 10));
    rig.create(of(QUIET, "test.touch", 2));

    assertThat(await(limited.claim(2))).hasSize(2);
    assertThat(await(limited.claim(20))).hasSize(3);
    assertThat(await(limited.claim(20))).isEmpty();
    assertThat(rig.rows("SELECT 1 FROM task WHERE state = 'RUNNING' AND account = $1", BUSY))
        .hasSize(3);
    assertThat(rig.rows("SELECT 1 FROM task WHERE state = 'RUNNING' AND account = $1", QUIET))
        .hasSize(2);
  }

  @Test
  void no_job_type_runs_more_tasks_than_its_limit() {
    ClaimStore limited = claims(context(EngineFixture.SETTINGS.with("perType", "3").config()));
    rig.create(of(BUSY, "test.touch", 10));
    rig.create(of(QUIET, "test.touch", 10));
    rig.create(of(QUIET, "test.lines", 2));

    assertThat(await(limited.claim(20))).hasSize(5);
    assertThat(await(limited.claim(20))).isEmpty();
    assertThat(rig.rows("SELECT 1 FROM task WHERE state = 'RUNNING' AND type = 'test.touch'"))
        .hasSize(3);
  }

  @Test
  void three_busy_workers_start_the_job_of_another_account_within_ten_seconds() {
    backlog(BUSY, 5000);
    rig.touch.work = outputs -> rig.vertx.timer(50).map(new Outcome.Done(1));
    List<String> workers =
        Stream.generate(
                () ->
                    new JobWorkerVerticle(
                        rig.dependencies(rig.s3, EngineFixture.CONFIG), EngineFixture.DRAIN))
            .limit(3)
            .map(worker -> await(rig.vertx.deployVerticle(worker)))
            .toList();
    rig.until("SELECT 1 FROM task WHERE state = 'DONE' AND account = $1", BUSY);

    for (int nth = 0; nth < 3; nth++) {
      Job quiet = rig.create(of(QUIET, "test.touch", 1));
      rig.until("SELECT 1 FROM job WHERE id = $1 AND phase <> 'CREATED'", quiet.id().value());
      assertThat(sinceCreation(quiet)).isLessThan(Duration.ofSeconds(10));
    }

    assertThat(rig.rows("SELECT 1 FROM task WHERE state = 'QUEUED' LIMIT 1")).hasSize(1);
    workers.forEach(worker -> await(rig.vertx.undeploy(worker)));
    rig.touch.work = outputs -> Future.succeededFuture(new Outcome.Done(1));
  }

  /** The time until its second status, by the database's clock. */
  private Duration sinceCreation(Job job) {
    return Duration.ofMillis(
        rig.rows(
                """
                SELECT (extract(epoch FROM min(e.at) FILTER (WHERE e.phase <> 'CREATED') - min(e.at))
                         * 1000)::bigint AS millis
                  FROM job_event e WHERE e.job = $1 AND e.kind = 'STATUS'""",
                job.id().value())
            .get(0)
            .getLong("millis"));
  }

  @Test
  void each_replica_claims_the_types_that_it_knows_and_leaves_the_others_to_newer_replicas() {
    JobTypeRegistry newer = new JobTypeRegistry(List.of(new LinesExport("test.newer"), rig.touch));
    Job old = rig.queued(1, 5);
    Job shared = rig.create(rig.newJob("test.touch", 2, 0));
    NewJob lines = rig.newJob("test.lines", 1, 5);
    JobStore newJobs = new JobStore(rig.postgres, newer, 5, () -> {});
    Job ahead =
        await(
            rig.postgres.transact(
                tx ->
                    newJobs.create(
                        tx,
                        new NewJob(
                            lines.id(),
                            lines.account(),
                            lines.region(),
                            "test.newer",
                            lines.container(),
                            lines.subject(),
                            lines.spec(),
                            lines.pieces()))));
    WorkerDependencies given = rig.dependencies(rig.s3, EngineFixture.CONFIG);
    Worker newWorker =
        new Worker(
            rig.vertx,
            new WorkerDependencies(
                given.postgres(),
                newer,
                given.objects(),
                given.config(),
                given.meter(),
                given.random(),
                given.nanos()));

    rig.runToEnd(rig.worker(), old);
    rig.runToEnd(rig.worker(), shared);
    await(rig.worker().runOnce());
    assertThat(rig.task(ahead, 0).getInteger("attempts")).isZero();
    rig.runToEnd(newWorker, ahead);

    rig.assertWhole(old, 1, 5);
    rig.assertWhole(ahead, 1, 5);
    assertThat(rig.job(shared).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void the_reaper_of_an_older_replica_leaves_expired_leases_of_types_that_it_does_not_know() {
    Job job = rig.queued(1, 5);
    await(claims(rig.context()).claim(1));
    rig.change("UPDATE task SET type = 'test.newer' WHERE job = $1", job.id().value());
    rig.expire(job, 0);

    assertThat(await(new LeaseReaper(rig.context()).runOnce())).isZero();
    assertThat(rig.tasks(job)).contains("PIECE RUNNING NONE");
  }

  @Test
  void the_claim_reads_few_rows_of_a_hundred_thousand_queued_and_as_many_dead() {
    backlog(BUSY, 100_000);
    rig.change("UPDATE task SET rows = 1 WHERE state = 'QUEUED'");
    await(rig.postgres.requests().query("ANALYZE task").execute());

    String plan =
        rig
            .rows(
                "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + ClaimStore.CLAIM,
                rig.types.names(),
                4,
                UUID.randomUUID(),
                "me",
                1L,
                0,
                0,
                true,
                new String[0],
                new String[0],
                new OffsetDateTime[0])
            .stream()
            .map(row -> row.getString(0))
            .reduce("", (all, line) -> all + "\n" + line);

    assertThat(plan).doesNotContain("Seq Scan on task").doesNotContain("Seq Scan on job");
    java.util.regex.Matcher most =
        java.util.regex.Pattern.compile("Buffers: shared hit=(\\d+)").matcher(plan);
    assertThat(most.find()).isTrue();
    assertThat(Integer.parseInt(most.group(1))).as(plan).isLessThan(5000);
  }

  private static ClaimStore claims(WorkerContext context) {
    return context.stores().claims();
  }

  private WorkerContext context(WorkerConfig config) {
    return WorkerContext.create(rig.vertx, rig.dependencies(rig.s3, config));
  }

  private NewJob of(String account, String type, int pieces) {
    NewJob job = rig.newJob(type, pieces, 1);
    return new NewJob(
        job.id(),
        account,
        job.region(),
        job.type(),
        job.container(),
        job.subject(),
        job.spec(),
        job.pieces());
  }

  /** Inserts so many jobs of one piece, older than any other. */
  private void backlog(String account, int jobs) {
    JobId one = rig.create(of(account, "test.touch", 1)).id();
    rig.change(
        """
        WITH made AS (
          INSERT INTO job (id, account, region, type, container, spec, word, pieces)
          SELECT gen_random_uuid(), account, region, type, container, spec, word, pieces
            FROM job, generate_series(2, $2::integer) WHERE id = $1
          RETURNING id)
        INSERT INTO task (job, seq, kind, type, account, state, spec, max_attempts, run_at)
        SELECT made.id, 0, t.kind, t.type, t.account, t.state, t.spec, t.max_attempts,
               t.run_at - interval '1 minute'
          FROM made, task t WHERE t.job = $1 AND t.seq = 0""",
        one.value(),
        jobs);
  }
}
