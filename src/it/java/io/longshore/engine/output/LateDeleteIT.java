package io.longshore.engine.output;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.EngineFixture;
import io.longshore.engine.FaultyStore;
import io.longshore.engine.worker.Worker;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A worker that is paused for longer than its lease before it sends a delete. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LateDeleteIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("late-delete-it");
  private final Promise<Void> wake = Promise.promise();
  private final Promise<Void> asleep = Promise.promise();
  private FaultyStore store;

  @BeforeEach
  void clear() {
    store = new FaultyStore(rig.s3);
  }

  @Test
  void a_late_delete_of_a_worker_that_lost_its_lease_deletes_no_object_of_the_next_attempt() {
    Job job = rig.queued(1, 50);
    store.before =
        call -> {
          if (call.method().equals("uploadExists") && call.nth() == 1) {
            return complete(job); // that of an earlier worker lands late: its piece is redone
          }
          return call.method().equals("delete") ? sleep() : Future.succeededFuture();
        };
    Worker sleeper = rig.worker(store);
    Future<?> first = sleeper.runOnce().compose(done -> sleeper.runOnce());
    await(Future.any(asleep.future(), first));

    if (!first.isComplete()) {
      rig.expire(job, 0);
    }
    rig.runToEnd(rig.worker(), job);
    wake.complete();
    await(first.otherwiseEmpty());

    rig.assertWhole(job, 1, 50);
  }

  @Test
  void an_object_of_an_earlier_attempt_is_deleted_when_the_job_fails_later() {
    Job job = rig.queued(1, 50);
    store.before =
        call ->
            call.method().equals("uploadExists") && call.nth() == 1
                ? complete(job)
                : Future.succeededFuture();
    store.faults =
        call ->
            call.method().equals("completeUpload")
                ? FaultyStore.Fault.REFUSED
                : FaultyStore.Fault.NONE;

    Job end = rig.runToEnd(rig.worker(store), job);

    assertThat(end.failures()).containsExactly("S3 refused: access denied");
    rig.assertNothingLeft(job, JobState.FAILED);
  }

  private Future<Void> sleep() {
    asleep.tryComplete();
    return wake.future();
  }

  private Future<?> complete(Job job) {
    return rig.context()
        .stores()
        .outputs()
        .ofJob(job.id())
        .map(all -> all.get(0))
        .compose(
            output ->
                rig.s3.completeUpload(
                    new Upload(
                        output.to().bucket(), output.to().key(), output.uploadId().orElseThrow()),
                    output.parts()));
  }
}
