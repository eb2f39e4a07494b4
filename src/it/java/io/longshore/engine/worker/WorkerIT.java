package io.longshore.engine.worker;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.CountingMeter;
import io.longshore.engine.EngineFixture;
import io.longshore.engine.LinesExport;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.job.Outcome;
import io.longshore.job.Phase;
import io.longshore.job.Progress;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs without any faults. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("worker-it");

  @Test
  void a_small_job_runs_in_one_claim_and_records_each_phase_once() {
    Job job = rig.queued(1, 100);

    assertThat(await(rig.worker().runOnce())).isEqualTo(2);

    rig.assertWhole(job, 1, 100);
    assertThat(rig.path(job))
        .containsExactly(
            Phase.CREATED,
            Phase.CLAIMED,
            Phase.STARTING,
            Phase.WORKING,
            Phase.COMMITTING,
            Phase.SUCCEEDED);
    assertThat(rig.job(job).progress()).isEqualTo(new Progress(1, 1, 0, 100, 0));
    assertThat(rig.job(job).finishedAt()).isPresent();
  }

  @Test
  void more_pieces_than_slots_are_all_done_and_the_manifest_lists_them_in_order() {
    Job job = rig.queued(9, 10);

    rig.runToEnd(rig.worker(), job);

    rig.assertWhole(job, 9, 10);
    JsonArray manifest =
        new JsonArray(new String(rig.objects.bytes(rig.bucket, LinesExport.manifestKey(job.id()))));
    assertThat(manifest.stream().map(o -> ((JsonObject) o).getString("key")))
        .containsExactlyElementsOf(
            IntStream.range(0, 9).mapToObj(seq -> LinesExport.key(job.id(), seq)).toList());
  }

  @Test
  void a_job_without_pieces_is_planned_by_a_task() {
    NewJob planned = rig.newJob("test.lines", 0, 0);
    Job job = rig.create(planned);
    assertThat(rig.tasks(job)).containsExactly("PLAN QUEUED NONE", "COMMIT BLOCKED NONE");

    rig.runToEnd(rig.worker(), job);

    assertThat(rig.tasks(job))
        .containsExactly(
            "PLAN DONE NONE", "PIECE DONE VISIBLE", "PIECE DONE VISIBLE", "COMMIT DONE VISIBLE");
    assertThat(rig.job(job).progress()).isEqualTo(new Progress(2, 2, 0, 30, 0));
    rig.assertLegalPath(job);
  }

  @Test
  void a_plan_without_pieces_is_followed_by_the_commit() {
    Job job = rig.create(rig.newJob("test.touch", 0, 0));

    rig.runToEnd(rig.worker(), job);

    assertThat(rig.tasks(job)).containsExactly("PLAN DONE NONE", "COMMIT DONE NONE");
    assertThat(rig.job(job).state()).isEqualTo(JobState.SUCCEEDED);
    rig.assertLegalPath(job);
  }

  @Test
  void the_meter_counts_what_happened_and_nothing_else() {
    CountingMeter meter = new CountingMeter();
    Job job = rig.queued(2, 100);
    Worker worker = meter.worker(rig);

    rig.runToEnd(worker, job);

    long manifest = rig.objects.bytes(rig.bucket, LinesExport.manifestKey(job.id())).length;
    long objects =
        LinesExport.content(0, 0, 100).length() + LinesExport.content(1, 0, 100).length();
    assertThat(meter.counts)
        .containsOnly(
            Map.entry("test.lines PIECE DONE", 2L),
            Map.entry("test.lines COMMIT DONE", 1L),
            Map.entry("test.lines SUCCEEDED", 1L),
            Map.entry("test.lines rows", 200L),
            Map.entry("test.lines bytes", objects + manifest),
            Map.entry("sweeps", 1L),
            Map.entry("most busy", 2L));
    assertThat(meter.nanos).isPositive();
  }

  @Test
  void a_job_that_makes_no_objects_succeeds_through_its_commit() {
    Job job = rig.create(rig.newJob("test.touch", 2, 0));

    rig.runToEnd(rig.worker(), job);

    assertThat(rig.job(job).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.path(job))
        .containsExactly(
            Phase.CREATED,
            Phase.CLAIMED,
            Phase.STARTING,
            Phase.WORKING,
            Phase.COMMITTING,
            Phase.SUCCEEDED);
    assertThat(rig.job(job).progress().rows()).isEqualTo(14);
  }

  @Test
  void two_workers_share_the_pieces_of_one_job() {
    Job job = rig.queued(8, 1000);
    Worker first = rig.worker();
    Worker second = rig.worker();

    List<Integer> ran = await(Future.all(first.runOnce(), second.runOnce()).map(all -> all.list()));

    rig.runToEnd(first, job);
    assertThat(ran).allMatch(tasks -> tasks >= 4);
    rig.assertWhole(job, 8, 1000);
  }

  @Test
  void the_progress_includes_the_rows_of_a_running_piece_and_reports_are_coalesced() {
    Job job = rig.create(rig.newJob("test.touch", 1, 0));
    rig.change("CREATE TABLE written (rows bigint)");
    rig.change(
        """
        CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO written VALUES (new.rows); RETURN new; END'""");
    rig.change(
        "CREATE TRIGGER tell AFTER UPDATE OF rows ON task FOR EACH ROW EXECUTE FUNCTION tell()");
    AtomicLong seen = new AtomicLong();
    rig.touch.work =
        outputs -> {
          for (int rows = 1; rows <= 50_000; rows++) {
            outputs.report(rows);
          }
          return rig.vertx
              .timer(1_500) // reports are half a second apart
              .compose(
                  later ->
                      rig.jobs.find(
                          EngineFixture.ACCOUNT, EngineFixture.REGION, job.type(), "app", job.id()))
              .onSuccess(now -> seen.set(now.orElseThrow().progress().rows()))
              .map(new Outcome.Done(60_000));
        };

    await(rig.worker().runOnce());
    rig.touch.work = outputs -> Future.succeededFuture(new Outcome.Done(7));

    rig.change("DROP TRIGGER tell ON task");

    assertThat(seen).hasValue(50_000);
    assertThat(rig.rows("SELECT rows FROM written"))
        .extracting(row -> row.getLong(0))
        .containsExactly(1L, 50_000L, 60_000L);
    assertThat(rig.job(job).progress().rows()).isEqualTo(60_000);
  }

  @Test
  void a_finished_job_is_not_counted_as_unfinished() {
    Job job = rig.queued(1, 1);
    rig.runToEnd(rig.worker(), job);

    assertThat(await(rig.jobs.unfinished())).isEmpty();
  }
}
