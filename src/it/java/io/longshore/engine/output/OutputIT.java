package io.longshore.engine.output;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.EngineFixture;
import io.longshore.engine.FaultyStore;
import io.longshore.engine.LinesExport;
import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.admin.JobTaskStore;
import io.longshore.engine.failure.Disposition;
import io.longshore.engine.feed.FeedProgress;
import io.longshore.engine.feed.FeedStore;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.Outputs;
import io.longshore.objectstore.ObjectStore.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The object that a piece writes: its token, its parts, and its seal. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutputIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("output-it");

  @Test
  void an_object_has_the_token_of_its_row() {
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
  void an_object_of_several_parts_is_complete() {
    Job job = rig.queued(1, 800_000);

    rig.runToEnd(rig.worker(), job);

    rig.assertWhole(job, 1, 800_000);
    assertThat(((JsonArray) rig.task(job, 0).getJson("parts")).size()).isGreaterThan(1);
  }

  @Test
  void writes_of_any_size_become_parts_of_one_size() {
    ClaimedTask claim = claimedPiece();
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

    OutputRow output = await(rig.context().stores().outputs().ofTask(claim.task().lease())).get(0);
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
    ClaimedTask claim = claimedPiece();
    WorkerContext context =
        WorkerContext.create(rig.vertx, rig.dependencies(store, EngineFixture.CONFIG));
    FencedOutputs outputs =
        new FencedOutputs(context, claim, keeper(claim), claim.task().piece().destination());
    Outputs.Sink sink = await(outputs.open());

    await(
        sink.write(Buffer.buffer(new byte[FencedSink.PART_BYTES]))
            .transform(any -> Future.succeededFuture()));
    assertThat(failure(sink.write(Buffer.buffer(new byte[FencedSink.PART_BYTES]))))
        .hasMessage("S3 refused: access denied");
    assertThat(failure(sink.seal(1, "ab"))).hasMessage("S3 refused: access denied");

    assertThat(store.calls).filteredOn("uploadPart"::equals).hasSize(1);
    assertThat(outputs.isSealed()).isFalse();
    assertThat(await(context.stores().outputs().ofTask(claim.task().lease())).get(0).state())
        .isEqualTo(OutputState.OPEN);
  }

  @Test
  void lists_and_streams_have_the_bytes_of_a_running_piece_until_the_next_attempt_begins() {
    ClaimedTask claim = claimedPiece();
    JobId job = claim.task().job().id();
    FencedOutputs outputs = outputs(claim);
    Outputs.Sink sink = await(outputs.open());
    await(sink.write(Buffer.buffer(new byte[12_345])));
    outputs.report(6);
    rig.until("SELECT 1 FROM task WHERE job = $1 AND rows = 6 AND sent = 12345", job.value());

    assertThat(bytes(job)).isEqualTo(12_345);
    assertThat(await(new JobTaskStore(rig.postgres).tasks(job, -2, 9)).get(0).size())
        .contains(12_345L);
    FeedStore feed = new FeedStore(rig.postgres);
    assertThat(
            await(feed.poll(await(feed.position()), false, List.of(job), Set.of(), 9)).progress())
        .extracting(FeedProgress::bytes)
        .containsExactly(12_345L);

    await(outputs.abandon());
    await(
        rig.context().stores().failures().end(claim.task(), Disposition.RETRY, "", Duration.ZERO));
    assertThat(bytes(job)).isZero();
    assertThat(await(rig.context().stores().claims().claim(1))).hasSize(1);
    assertThat(bytes(job)).isZero();
    rig.expire(claim.task().job(), 0);
    rig.runToEnd(rig.worker(), claim.task().job());
  }

  private long bytes(JobId job) {
    return await(new JobListStore(rig.postgres).sums(List.of(job))).get(job).bytes();
  }

  private ClaimedTask claimedPiece() {
    rig.queued(1, 1);
    return await(rig.context().stores().claims().claim(1)).get(0);
  }

  private FencedOutputs outputs(ClaimedTask claim) {
    return new FencedOutputs(
        rig.context(), claim, keeper(claim), claim.task().piece().destination());
  }

  private LeaseKeeper keeper(ClaimedTask claim) {
    return new LeaseKeeper(
        rig.vertx,
        rig.context().stores().leases(),
        claim,
        EngineFixture.CONFIG,
        System::nanoTime,
        System.nanoTime());
  }
}
