package io.longshore.engine.lease;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.EngineFixture;
import io.longshore.engine.FaultyStore;
import io.longshore.engine.FaultyStore.Fault;
import io.longshore.engine.LinesExport;
import io.longshore.engine.output.FencedOutputs;
import io.longshore.engine.worker.Worker;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Job;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker hangs at some call; another one takes its task over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeoverIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("takeover-it");

  @Test
  void an_unfinished_upload_is_revoked_and_the_piece_runs_again() {
    Job job = rig.queued(1, 100);
    FaultyStore dying = silentFrom("uploadPart", Fault.SILENCE_AFTER);
    rig.worker(dying).runOnce();
    rig.until("SELECT 1 FROM task WHERE job = $1 AND out_state = 'OPEN'", job.id().value());
    Upload left = onlyUpload(job);

    rig.expire(job, 0);
    rig.runToEnd(rig.worker(), job);

    rig.assertWhole(job, 1, 100);
    assertThat(await(rig.s3.uploadExists(left))).isFalse();
    assertThat(rig.objects.metadata(rig.bucket, LinesExport.key(job.id(), 0)))
        .containsEntry("epoch", "2");
  }

  @Test
  void an_upload_whose_id_was_not_recorded_is_found_by_its_key() {
    Job job = rig.queued(1, 100);
    rig.worker(silentFrom("createUpload", Fault.SILENCE_AFTER)).runOnce();
    rig.until("SELECT 1 FROM task WHERE job = $1 AND out_state = 'INTENT'", job.id().value());
    untilUploads(job, 1);

    rig.expire(job, 0);
    rig.runToEnd(rig.worker(), job);

    rig.assertWhole(job, 1, 100);
  }

  @Test
  void a_sealed_upload_of_a_worker_that_did_not_finish_its_piece_is_replaced() {
    Job job = rig.queued(1, 50);
    WorkerContext context = rig.context();
    ClaimedTask claim = await(context.stores().claims().claim(1)).get(0);
    LeaseKeeper keeper =
        new LeaseKeeper(
            rig.vertx,
            context.stores().leases(),
            claim,
            EngineFixture.CONFIG,
            System::nanoTime,
            System.nanoTime());
    await(context.stores().progress().start(claim.task().lease(), job.type()));
    FencedOutputs outputs =
        new FencedOutputs(context, claim, keeper, claim.task().piece().destination());
    await(rig.lines.piece(job, claim.task().piece(), outputs));
    assertThat(rig.tasks(job)).contains("PIECE RUNNING SEALED");

    rig.expire(job, 0);
    rig.runToEnd(rig.worker(), job);

    rig.assertWhole(job, 1, 50);
  }

  @ParameterizedTest
  @EnumSource(names = {"SILENCE", "SILENCE_AFTER"})
  void a_commit_that_hangs_at_complete_is_finished_by_another_worker(Fault fault) {
    Job job = rig.queued(2, 100);
    FaultyStore dying = silentFrom("completeUpload", fault);
    Worker first = rig.worker(dying);
    first.runOnce();
    rig.until("SELECT 1 FROM task WHERE job = $1 AND out_state = 'COMPLETING'", job.id().value());
    if (fault == Fault.SILENCE_AFTER) {
      untilUploads(job, 0);
    }

    rig.expire(job, 2);
    FaultyStore second = new FaultyStore(rig.s3);
    rig.runToEnd(rig.worker(second), job);

    rig.assertWhole(job, 2, 100);
    // In one of the cases the first object is complete already; it is kept.
    assertThat(second.calls.stream().filter("completeUpload"::equals))
        .hasSize(fault == Fault.SILENCE ? 3 : 2);
    // The manifest is written again; the objects of the pieces are not.
    assertThat(second.calls).filteredOn("createUpload"::equals).hasSize(1);
  }

  /** At whichever call of S3 a worker hangs, the job succeeds exactly once. */
  @ParameterizedTest
  @CsvSource({
    "1,SILENCE", "2,SILENCE", "9,SILENCE", "11,SILENCE",
    "1,SILENCE_AFTER", "2,SILENCE_AFTER", "3,SILENCE_AFTER", "4,SILENCE_AFTER",
    "5,SILENCE_AFTER", "6,SILENCE_AFTER", "7,SILENCE_AFTER", "8,SILENCE_AFTER",
    "9,SILENCE_AFTER", "10,SILENCE_AFTER", "11,SILENCE_AFTER", "12,SILENCE_AFTER"
  })
  void a_worker_may_hang_at_any_call(int at, Fault fault) {
    Job job = rig.queued(2, 20);
    FaultyStore dying = new FaultyStore(rig.s3);
    dying.faults =
        call -> call.overall() < at ? Fault.NONE : call.overall() == at ? fault : Fault.SILENCE;
    Future<Integer> first = rig.worker(dying).runOnce();
    for (int wait = 0; wait < 500 && dying.total.get() < at && !first.isComplete(); wait++) {
      await(rig.vertx.timer(10).mapEmpty());
    }
    assertThat(dying.total.get()).as("calls").isGreaterThanOrEqualTo(at);
    await(rig.vertx.timer(100).mapEmpty());

    rig.change(
        "UPDATE task SET lease_until = clock_timestamp() - interval '1 second'"
            + " WHERE job = $1 AND state = 'RUNNING'",
        job.id().value());
    rig.runToEnd(rig.worker(), job);

    rig.assertWhole(job, 2, 20);
  }

  private FaultyStore silentFrom(String method, Fault first) {
    FaultyStore dying = new FaultyStore(rig.s3);
    dying.faults =
        call -> {
          if (call.method().equals(method)) {
            return call.nth() == 1 ? first : Fault.SILENCE;
          }
          return call.method().equals("abortUpload") ? Fault.SILENCE : Fault.NONE;
        };
    return dying;
  }

  private Upload onlyUpload(Job job) {
    List<Upload> open = await(rig.s3.openUploads(rig.bucket, LinesExport.key(job.id(), 0)));
    assertThat(open).hasSize(1);
    return open.get(0);
  }

  private void untilUploads(Job job, int count) {
    for (int wait = 0; wait < 500; wait++) {
      if (await(rig.s3.openUploads(rig.bucket, LinesExport.key(job.id(), 0))).size() == count) {
        return;
      }
      await(rig.vertx.timer(10).mapEmpty());
    }
    throw new AssertionError("Never " + count + " uploads");
  }
}
