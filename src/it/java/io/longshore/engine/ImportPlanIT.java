package io.longshore.engine;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.worker.Worker;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.job.PermanentFailure;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.longshore.job.Progress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs that a task plans: the results of plans, and plans whose workers die. */
class ImportPlanIT extends ImportFixture {

  @Test
  void a_plan_that_finds_nothing_fails_the_job_at_once_with_its_reason() {
    Job job = planned(0);
    type.planning = asked -> Future.failedFuture(new PermanentFailure("s3://b/in/ holds no files"));

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.state()).isEqualTo(JobState.FAILED);
    assertThat(end.failures()).containsExactly("s3://b/in/ holds no files");
    assertThat(type.plans).hasValue(1);
    rig.assertLegalPath(job);
  }

  @Test
  void a_plan_without_pieces_is_followed_by_the_publication() {
    Job job = planned(0);

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(end.progress()).isEqualTo(new Progress(0, 0, 0, 0, 0));
    rig.assertLegalPath(job);
  }

  @Test
  void a_plan_whose_worker_is_killed_runs_again() {
    Job job = planned(2);
    type.planning = asked -> EngineFixture.never();
    Future<Integer> killed = rig.worker().runOnce();
    rig.until("SELECT 1 FROM job WHERE phase = 'WORKING'");
    rig.expire(job, -1);
    type.planning = asked -> Future.succeededFuture(RowsImport.pieces(2));

    rig.runToEnd(rig.worker(), job);

    await(killed);
    assertThat(type.plans).hasValue(2);
    assertThat(rig.tasks(job)).hasSize(4);
    assertThat(seen()).isEqualTo(2 * ROWS);
    rig.assertLegalPath(job);
  }

  @Test
  void of_two_plans_the_one_with_the_lease_is_used() {
    Job job = planned(2);
    Promise<List<Piece>> late = Promise.promise();
    type.planning = asked -> late.future();
    Future<Integer> first = rig.worker().runOnce();
    rig.until("SELECT 1 FROM job WHERE phase = 'WORKING'");
    rig.expire(job, -1);
    type.planning = asked -> Future.succeededFuture(RowsImport.pieces(2));
    Worker successor = rig.worker();
    await(successor.reap());
    rig.until("SELECT 1 FROM task WHERE seq = -1 AND state = 'QUEUED' AND run_at <= now()");
    await(successor.runOnce());
    late.complete(RowsImport.pieces(5));
    await(first);

    Job end = rig.runToEnd(successor, job);

    assertThat(end.progress().pieces()).isEqualTo(2);
    assertThat(seen()).isEqualTo(2 * ROWS);
  }

  @Test
  void a_plan_that_fails_transiently_runs_again() {
    Job job = planned(1);
    type.planning =
        asked ->
            type.plans.get() == 1
                ? Future.failedFuture("for the moment")
                : Future.succeededFuture(RowsImport.pieces(1));

    rig.runToEnd(rig.worker(), job);

    assertThat(seen()).isEqualTo(ROWS);
    assertThat(rig.path(job)).contains(Phase.WAITING);
    rig.assertLegalPath(job);
  }
}
