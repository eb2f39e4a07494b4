package io.longshore.engine.commit;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.EngineFixture;
import io.longshore.engine.FaultyStore;
import io.longshore.engine.FaultyStore.Fault;
import io.longshore.engine.LinesExport;
import io.longshore.engine.output.OutputStore;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.job.Phase;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The object appears once and completely, whatever S3 responds to a Complete. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommitIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("commit-it");
  private FaultyStore store;

  @BeforeEach
  void clear() {
    store = new FaultyStore(rig.s3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void a_complete_whose_response_was_lost_is_found_by_head_and_not_sent_again(int nth) {
    Job job = rig.queued(2, 100);
    store.faults = call -> isComplete(call, nth) ? Fault.LOST_ANSWER : Fault.NONE;

    rig.runToEnd(rig.worker(store), job);

    rig.assertWhole(job, 2, 100);
    assertThat(store.calls).filteredOn("completeUpload"::equals).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void a_complete_that_never_arrived_is_sent_again(int nth) {
    Job job = rig.queued(2, 100);
    store.faults = call -> isComplete(call, nth) ? Fault.LOST_REQUEST : Fault.NONE;

    rig.runToEnd(rig.worker(store), job);

    rig.assertWhole(job, 2, 100);
    assertThat(store.calls).filteredOn("completeUpload"::equals).hasSize(4);
    // The pieces are not written again, but a manifest that was not completed yet is.
    assertThat(store.calls).filteredOn("createUpload"::equals).hasSize(nth == 3 ? 3 : 4);
  }

  @Test
  void a_complete_that_s3_answers_well_but_never_did_is_not_believed() {
    Job job = rig.queued(2, 100);
    store.faults = call -> isComplete(call, 2) ? Fault.LIE : Fault.NONE;

    rig.runToEnd(rig.worker(store), job);

    rig.assertWhole(job, 2, 100);
    assertThat(store.calls).filteredOn("completeUpload"::equals).hasSize(4);
  }

  @Test
  void an_object_of_the_same_size_from_another_program_is_not_mistaken_for_the_jobs_own() {
    Job job = rig.queued(1, 100);
    store.before = call -> isComplete(call, 1) ? putForeign(job) : Future.succeededFuture();
    store.faults = call -> isComplete(call, 1) ? Fault.LOST_REQUEST : Fault.NONE;

    rig.runToEnd(rig.worker(store), job);

    rig.assertWhole(job, 1, 100);
  }

  private Future<?> putForeign(Job job) {
    byte[] ours = LinesExport.content(0, 0, 100).getBytes();
    Buffer foreign = Buffer.buffer(new byte[ours.length]);
    return rig.s3
        .createUpload(rig.bucket, LinesExport.key(job.id(), 0), "text/plain", Map.of())
        .compose(
            upload ->
                rig.s3
                    .uploadPart(upload, 1, foreign)
                    .compose(part -> rig.s3.completeUpload(upload, List.of(part))));
  }

  @Test
  void only_the_piece_whose_sealed_upload_is_gone_runs_again() {
    Job job = rig.queued(2, 100);
    store.before = call -> isFirst(call, "uploadExists") ? abort(call) : Future.succeededFuture();

    rig.runToEnd(rig.worker(store), job);

    rig.assertWhole(job, 2, 100);
    assertThat(rig.path(job))
        .containsExactly(
            Phase.CREATED,
            Phase.CLAIMED,
            Phase.STARTING,
            Phase.WORKING,
            Phase.COMMITTING,
            Phase.WORKING,
            Phase.COMMITTING,
            Phase.SUCCEEDED);
    assertThat(rig.task(job, 0).getLong("epoch") + rig.task(job, 1).getLong("epoch")).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_piece_whose_upload_disappears_between_the_check_and_the_complete_runs_again(int nth) {
    Job job = rig.queued(2, 100);
    store.before = call -> isComplete(call, nth) ? abort(call) : Future.succeededFuture();

    rig.runToEnd(rig.worker(store), job);

    rig.assertWhole(job, 2, 100);
    assertThat(rig.path(job)).containsSubsequence(Phase.COMMITTING, Phase.WORKING);
  }

  @Test
  void a_manifest_whose_upload_is_gone_is_written_again() {
    Job job = rig.queued(2, 100);
    store.before = call -> isComplete(call, 3) ? abort(call) : Future.succeededFuture();

    rig.runToEnd(rig.worker(store), job);

    rig.assertWhole(job, 2, 100);
    assertThat(rig.path(job)).doesNotContainSubsequence(Phase.COMMITTING, Phase.WORKING);
  }

  @Test
  void a_complete_that_arrives_before_the_abort_leaves_no_object_of_a_cancelled_job() {
    Job job = rig.queued(1, 100);
    store.before =
        call -> {
          if (isFirst(call, "completeUpload")) {
            return rig.jobs.requestCancel(job.id());
          }
          return isFirst(call, "abortUpload") ? complete(job) : Future.succeededFuture();
        };
    store.faults = call -> isComplete(call, 1) ? Fault.LOST_REQUEST : Fault.NONE;

    rig.runToEnd(rig.worker(store), job);

    assertThat(store.calls).contains("delete");
    rig.assertNothingLeft(job, JobState.CANCELLED);
  }

  @Test
  void a_commit_that_s3_refuses_fails_the_job_and_takes_back_what_was_visible() {
    Job job = rig.queued(3, 100);
    store.faults = call -> isComplete(call, 2) ? Fault.REFUSED : Fault.NONE;

    Job end = rig.runToEnd(rig.worker(store), job);

    rig.assertNothingLeft(job, JobState.FAILED);
    assertThat(end.failures()).containsExactly("S3 refused: access denied");
  }

  private static boolean isComplete(FaultyStore.Call call, int nth) {
    return call.method().equals("completeUpload") && call.nth() == nth;
  }

  private static boolean isFirst(FaultyStore.Call call, String method) {
    return call.method().equals(method) && call.nth() == 1;
  }

  private Future<?> abort(FaultyStore.Call call) {
    return rig.s3
        .openUploads(rig.bucket, call.key())
        .compose(open -> rig.s3.abortUpload(open.get(0)));
  }

  /** A late call of a worker that has lost its lease. */
  private Future<?> complete(Job job) {
    OutputStore outputs = rig.context().stores().outputs();
    return outputs
        .ofJob(job.id())
        .map(all -> all.get(0))
        .compose(
            output -> {
              Upload upload =
                  new Upload(
                      output.to().bucket(), output.to().key(), output.uploadId().orElseThrow());
              return rig.s3.completeUpload(upload, output.parts());
            });
  }

  @Test
  void the_objects_appear_in_order_and_the_manifest_last() {
    Job job = rig.queued(3, 10);
    List<String> completed = new CopyOnWriteArrayList<>();
    store.before =
        call -> {
          if (call.method().equals("completeUpload")) {
            completed.add(call.key());
          }
          return Future.succeededFuture();
        };

    rig.runToEnd(rig.worker(store), job);

    assertThat(completed)
        .containsExactly(
            LinesExport.key(job.id(), 0),
            LinesExport.key(job.id(), 1),
            LinesExport.key(job.id(), 2),
            LinesExport.manifestKey(job.id()));
    assertThat(await(rig.jobs.requestCancel(job.id()))).isFalse();
  }
}
