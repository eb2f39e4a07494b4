package io.longshore.engine;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Phase;
import io.longshore.job.Progress;
import io.longshore.objectstore.ObjectStore.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a job goes through when nothing is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerIT {

  private Rig rig;

  @BeforeAll
  void open() {
    rig = new Rig("worker-it");
  }

  @BeforeEach
  void clear() {
    rig.change("DELETE FROM job");
  }

  @AfterAll
  void close() {
    rig.close();
  }

  @Test
  void a_small_job_runs_through_in_one_claim_and_tells_each_phase_once() {
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
  void more_pieces_than_slots_are_all_done_and_the_manifest_tells_of_them_in_order() {
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
  void an_object_carries_the_token_that_stands_in_its_row() {
    Job job = rig.queued(1, 10);
    rig.runToEnd(rig.worker(), job);

    assertThat(rig.objects.metadata(rig.bucket, LinesExport.key(job.id(), 0)))
        .containsEntry("job-token", rig.task(job, 0).getUUID("token").toString())
        .containsEntry("job-id", job.id().toString())
        .containsEntry("epoch", "1");
  }

  @Test
  void a_piece_without_rows_makes_an_empty_object() {
    Job job = rig.queued(1, 0);

    rig.runToEnd(rig.worker(), job);

    rig.assertWhole(job, 1, 0);
  }

  @Test
  void an_object_of_several_parts_comes_out_whole() {
    Job job = rig.queued(1, 800_000);

    rig.runToEnd(rig.worker(), job);

    rig.assertWhole(job, 1, 800_000);
    assertThat(((JsonArray) rig.task(job, 0).getJson("parts")).size()).isGreaterThan(1);
  }

  @Test
  void bytes_that_come_in_any_sizes_are_cut_into_parts_of_one_size() {
    Claim claim = claimedPiece();
    FencedOutputs outputs = outputs(claim);
    Buffer all = Buffer.buffer();
    Outputs.Sink sink = await(outputs.open());
    for (int size : new int[] {1, FencedSink.PART_BYTES - 1, 5, 3 * FencedSink.PART_BYTES, 0, 7}) {
      Buffer bytes = Buffer.buffer(new byte[size]);
      IntStream.iterate(0, at -> at < size, at -> at + 1000)
          .forEach(at -> bytes.setByte(at, (byte) (at % 127)));
      all.appendBuffer(bytes);
      await(sink.write(bytes));
    }
    await(sink.seal(1, "ab"));

    OutputRow output = await(rig.workshop().outputs().ofTask(claim.task().lease())).get(0);
    assertThat(output.parts())
        .extracting(Part::size)
        .containsExactly(8L << 20, 8L << 20, 8L << 20, 8L << 20, 12L);
    await(rig.s3.completeUpload(output.upload().orElseThrow(), output.parts()));
    assertThat(rig.objects.bytes(rig.bucket, output.to().key())).isEqualTo(all.getBytes());
  }

  @Test
  void after_a_part_failed_nothing_more_is_sent_and_nothing_is_sealed() {
    FaultyStore store = new FaultyStore(rig.s3);
    store.faults =
        call ->
            call.method().equals("uploadPart") ? FaultyStore.Fault.REFUSED : FaultyStore.Fault.NONE;
    Claim claim = claimedPiece();
    Workshop workshop = Workshop.furnish(rig.vertx, rig.equipment(store, Rig.CONFIG));
    FencedOutputs outputs =
        new FencedOutputs(workshop, claim, hold(claim), claim.task().piece().destination());
    Outputs.Sink sink = await(outputs.open());

    await(
        sink.write(Buffer.buffer(new byte[FencedSink.PART_BYTES]))
            .transform(any -> Future.succeededFuture()));
    assertThat(failure(sink.write(Buffer.buffer(new byte[FencedSink.PART_BYTES]))))
        .hasMessage("S3 refused: access denied");
    assertThat(failure(sink.seal(1, "ab"))).hasMessage("S3 refused: access denied");

    assertThat(store.calls).filteredOn("uploadPart"::equals).hasSize(1);
    assertThat(outputs.isWhole()).isFalse();
    assertThat(await(workshop.outputs().ofTask(claim.task().lease())).get(0).state())
        .isEqualTo(OutputState.OPEN);
  }

  private Claim claimedPiece() {
    rig.queued(1, 1);
    return await(rig.workshop().leases().claim(1)).get(0);
  }

  private FencedOutputs outputs(Claim claim) {
    return new FencedOutputs(
        rig.workshop(), claim, hold(claim), claim.task().piece().destination());
  }

  private Hold hold(Claim claim) {
    return new Hold(
        rig.vertx, rig.workshop().leases(), claim, Rig.CONFIG, System::nanoTime, System.nanoTime());
  }

  @Test
  void a_job_that_must_look_first_is_planned_by_a_task() {
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
  void a_plan_without_pieces_leads_straight_to_the_commit() {
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
    Equipment given = rig.equipment(rig.s3, Rig.CONFIG);
    Worker worker =
        new Worker(
            rig.vertx,
            new Equipment(
                given.postgres(),
                given.types(),
                given.objects(),
                given.config(),
                meter,
                given.random(),
                given.nanos()));

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
  void a_job_that_makes_no_objects_goes_through_its_commit_to_its_end() {
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
  void eight_claimers_take_a_hundred_tasks_and_each_task_once() {
    rig.create(rig.newJob("test.touch", 100, 0));
    LeaseStore leases = rig.workshop().leases();

    List<List<Claim>> claimed =
        await(
            Future.all(IntStream.range(0, 8).mapToObj(claimer -> leases.claim(13)).toList())
                .map(all -> all.list()));

    List<Integer> tasks =
        claimed.stream().flatMap(List::stream).map(claim -> claim.task().seq()).toList();
    assertThat(tasks).hasSize(100).doesNotHaveDuplicates();
    assertThat(rig.rows("SELECT 1 FROM task WHERE attempts = 1 AND epoch = 1")).hasSize(100);
  }

  @Test
  void tasks_of_unknown_types_and_of_held_jobs_stay() {
    Job unknown = rig.queued(1, 1);
    Job held = rig.queued(1, 1);
    rig.change("UPDATE task SET type = 'newer.type' WHERE job = $1", unknown.id().value());
    rig.change("UPDATE job SET held = true WHERE id = $1", held.id().value());

    assertThat(await(rig.worker().runOnce())).isZero();

    rig.change("UPDATE job SET held = false WHERE id = $1", held.id().value());
    assertThat(await(rig.worker().runOnce())).isEqualTo(2);
    assertThat(rig.tasks(unknown)).contains("PIECE QUEUED NONE");
  }

  @Test
  void the_claim_and_the_sweep_search_their_partial_indexes() {
    JobId filler = rig.create(rig.newJob("test.touch", 3000, 0)).id();
    rig.change("UPDATE task SET state = 'DONE' WHERE kind = 'PIECE' AND seq % 50 <> 0");
    rig.change(
        """
        UPDATE task SET state = 'RUNNING', lease_id = gen_random_uuid(), lease_owner = 'x',
               lease_until = now() - interval '1 hour'
         WHERE job = $1 AND seq % 100 = 0 AND kind = 'PIECE'""",
        filler.value());
    await(rig.postgres.requests().query("ANALYZE task").execute());

    assertThat(plan(LeaseStore.CLAIM, rig.types.names(), 4, UUID.randomUUID(), "me", 1L, 0, 0))
        .contains("task_due_by_account")
        .doesNotContain("Seq Scan on task");
    assertThat(plan(HeldStore.EXPIRED, rig.types.names(), 50))
        .contains("task_expiry")
        .doesNotContain("Seq Scan on task");
  }

  @Test
  void a_watcher_sees_the_rows_of_a_piece_that_still_runs_and_reports_are_folded() {
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
              .timer(300)
              .compose(later -> rig.jobs.find(Rig.ACCOUNT, Rig.REGION, job.type(), "app", job.id()))
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

  private String plan(String sql, Object... values) {
    Stream<Row> lines = rig.rows("EXPLAIN " + sql, values).stream();
    return lines.map(row -> row.getString(0)).reduce("", (a, b) -> a + "\n" + b);
  }

  @Test
  void a_finished_job_is_not_counted_as_unfinished() {
    Job job = rig.queued(1, 1);
    rig.runToEnd(rig.worker(), job);

    assertThat(await(rig.jobs.unfinished())).isEmpty();
  }
}
