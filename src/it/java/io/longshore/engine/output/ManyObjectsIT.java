package io.longshore.engine.output;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.CopiesExport;
import io.longshore.engine.EngineFixture;
import io.longshore.engine.FaultyStore;
import io.longshore.engine.FaultyStore.Fault;
import io.longshore.engine.lease.AttemptStopped;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.job.Lease;
import io.longshore.job.Outputs.Copy;
import io.longshore.job.Phase;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Copied;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pieces that make many objects: workers die between two of them, or S3 loses some. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyObjectsIT {

  private static final int ALL = 15;

  @RegisterExtension final EngineFixture rig = new EngineFixture("many-objects-it");

  @BeforeEach
  void clear() {
    rig.objects.empty(rig.bucket);
    for (int n = 0; n < ALL; n++) {
      rig.objects.put(rig.bucket, CopiesExport.source(n), content(n), "x/y", Map.of("n", "" + n));
    }
  }

  @Test
  void each_object_appears_with_its_own_content_and_the_piece_counts_once() {
    Job job = planned();

    rig.runToEnd(rig.worker(), job);

    assertWhole(job);
    assertThat(rig.job(job).progress().pieces()).isEqualTo(3);
    assertThat(rig.job(job).progress().piecesDone()).isEqualTo(3);
    assertThat(rig.job(job).progress().rows()).isEqualTo(ALL);
  }

  @ParameterizedTest
  @EnumSource(names = {"SILENCE", "SILENCE_AFTER"})
  void a_worker_that_dies_between_two_copies_is_taken_over(Fault fault) {
    Job job = planned();
    FaultyStore dying = silentAt("copyPart", CopiesExport.target(3), fault);
    rig.worker(dying).runOnce();
    rig.until("SELECT 1 FROM task WHERE job = $1 AND seq = 0 AND state = 'RUNNING'", id(job));
    rig.until("SELECT 1 FROM task WHERE job = $1 AND seq = 4 AND out_state = 'OPEN'", id(job));

    rig.expire(job, 0);
    rig.runToEnd(rig.worker(), job);

    assertWhole(job);
  }

  @ParameterizedTest
  @EnumSource(names = {"SILENCE", "SILENCE_AFTER"})
  void a_worker_that_dies_between_two_completes_is_taken_over(Fault fault) {
    Job job = planned();
    FaultyStore dying = silentAt("completeUpload", CopiesExport.target(8), fault);
    rig.worker(dying).runOnce();
    while (rig.objects.keys(rig.bucket).stream().filter(key -> key.startsWith("out/")).count()
        < ALL - 1) { // all but the one whose Complete is not answered
      await(rig.vertx.timer(10).mapEmpty());
    }
    assertThat(row(job, CopiesExport.target(8)).getString("out_state")).isEqualTo("COMPLETING");
    String first = rig.objects.state(rig.bucket, CopiesExport.target(0));

    rig.expire(job, commit(job));
    rig.runToEnd(rig.worker(), job);

    assertWhole(job);
    assertThat(rig.objects.state(rig.bucket, CopiesExport.target(0))).isEqualTo(first);
  }

  @Test
  void an_upload_that_s3_lost_is_made_again_by_its_piece() {
    Job job = planned();
    FaultyStore dying =
        silentAt("uploadsUnder", CopiesExport.target(0).substring(0, 10), Fault.SILENCE);
    rig.worker(dying).runOnce();
    rig.until("SELECT 1 FROM job WHERE id = $1 AND state = 'COMMITTING'", id(job));
    Row lost = row(job, CopiesExport.target(7));
    await(
        rig.s3.abortUpload(
            new Upload(rig.bucket, lost.getString("key"), lost.getString("upload_id"))));

    rig.expire(job, commit(job));
    rig.runToEnd(rig.worker(), job);

    assertWhole(job);
    rig.assertLegalPath(job);
  }

  @Test
  void a_copy_that_differs_from_its_source_is_made_again() {
    Job job = planned();
    AtomicInteger wrong = new AtomicInteger();
    ObjectStore damaging =
        (ObjectStore)
            Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, values) -> {
                  Object answer = method.invoke(rig.s3, values);
                  return method.getName().equals("copyPart") && wrong.getAndIncrement() == 0
                      ? ((Future<?>) answer)
                          .map(copied -> new Copied(((Copied) copied).part(), Optional.of("no")))
                      : answer;
                });

    rig.runToEnd(rig.worker(damaging), job);

    assertWhole(job);
    assertThat(
            rig.rows("SELECT 1 FROM task WHERE job = $1 AND kind = 'PIECE' AND epoch = 2", id(job)))
        .hasSize(1);
  }

  @Test
  void an_export_that_fails_at_its_commit_names_what_it_replaced_and_deletes_nothing() {
    rig.objects.put(rig.bucket, CopiesExport.target(1), content(100));
    rig.objects.put(rig.bucket, CopiesExport.target(14), content(200));
    Job job = planned();
    FaultyStore refusing = silentAt("completeUpload", CopiesExport.target(8), Fault.REFUSED);

    rig.runToEnd(rig.worker(refusing), job);

    Job ended = rig.job(job);
    assertThat(ended.state()).isEqualTo(JobState.FAILED);
    for (int n = 0; n < CopiesExport.PER_PIECE; n++) {
      assertThat(ended.failures().toString())
          .contains(CopiesExport.target(n) + " was already visible");
      assertThat(rig.objects.bytes(rig.bucket, CopiesExport.target(n))).isEqualTo(content(n));
    }
    assertThat(rig.objects.bytes(rig.bucket, CopiesExport.target(14))).isEqualTo(content(200));
    assertThat(ended.failures().toString()).doesNotContain(CopiesExport.target(14));
    assertThat(rig.objects.openUploads(rig.bucket)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 15})
  void a_job_of_many_objects_at_keys_of_the_user_is_not_cancelled_once_it_commits(int nth) {
    Job job = planned();
    FaultyStore store = new FaultyStore(rig.s3);
    AtomicReference<Boolean> answer = new AtomicReference<>();
    store.before =
        call ->
            call.method().equals("completeUpload") && call.nth() == nth
                ? rig.jobs.requestCancel(job.id()).onSuccess(answer::set)
                : Future.succeededFuture();

    rig.runToEnd(rig.worker(store), job);

    assertThat(answer).hasValue(false);
    assertWhole(job);
  }

  @Test
  void a_job_that_runs_pieces_again_while_objects_are_visible_is_not_cancelled_either() {
    Job job = planned();
    FaultyStore store = new FaultyStore(rig.s3);
    store.before =
        call ->
            call.method().equals("completeUpload")
                    && call.key().equals(CopiesExport.target(8))
                    && call.nth() <= ALL
                ? rig.s3
                    .openUploads(rig.bucket, call.key())
                    .compose(open -> rig.s3.abortUpload(open.get(0)))
                : Future.succeededFuture();
    rig.runUntil(
        rig.worker(store),
        job,
        now -> rig.path(job).contains(Phase.COMMITTING) && now.state() == JobState.RUNNING);

    assertThat(await(rig.jobs.requestCancel(job.id()))).isFalse();
    rig.runToEnd(rig.worker(store), job);

    assertWhole(job);
  }

  @Test
  void a_worker_that_has_lost_the_lease_can_neither_open_nor_seal_nor_finish_the_piece() {
    Job job = planned();
    WorkerContext context = rig.context();
    ClaimedTask claim = await(context.stores().claims().claim(1)).get(0);
    Lease held = claim.task().lease();
    LeaseKeeper keeper =
        new LeaseKeeper(
            rig.vertx,
            context.stores().leases(),
            claim,
            EngineFixture.CONFIG,
            System::nanoTime,
            System.nanoTime());
    FencedOutputs outputs = new FencedOutputs(context, claim, keeper, Optional.empty());
    rig.expire(job, held.seq());

    assertThat(failure(outputs.copies(copies(rig, held)))).isInstanceOf(AttemptStopped.class);

    assertThat(rig.objects.openUploads(rig.bucket)).isEmpty();
    assertThat(rig.tasks(job)).doesNotContain("OBJECT DONE INTENT", "OBJECT DONE OPEN");
    rig.runToEnd(rig.worker(), job);
    assertWhole(job);
  }

  private static List<Copy> copies(EngineFixture rig, Lease held) {
    return rig
        .rows("SELECT key FROM task WHERE job = $1 AND piece = $2", held.job().value(), held.seq())
        .stream()
        .map(
            row ->
                new Copy(
                    rig.bucket, CopiesExport.source(0), "e", 1, Optional.empty(), "x/y", Map.of()))
        .toList();
  }

  /** A job whose pieces are queued. */
  private Job planned() {
    Job job = rig.create(CopiesExport.job(rig.bucket, ALL));
    await(rig.worker().runOnce());
    return job;
  }

  private FaultyStore silentAt(String method, String key, Fault fault) {
    FaultyStore store = new FaultyStore(rig.s3);
    store.faults =
        call -> call.method().equals(method) && call.key().startsWith(key) ? fault : Fault.NONE;
    return store;
  }

  private int commit(Job job) {
    return rig.rows("SELECT seq FROM task WHERE job = $1 AND kind = 'COMMIT'", id(job))
        .get(0)
        .getInteger(0);
  }

  private Row row(Job job, String key) {
    return rig.rows("SELECT * FROM task WHERE job = $1 AND key = $2", id(job), key).get(0);
  }

  private void assertWhole(Job job) {
    assertThat(rig.job(job).failures()).isEmpty();
    assertThat(rig.job(job).state()).isEqualTo(JobState.SUCCEEDED);
    List<String> targets = new ArrayList<>();
    for (int n = 0; n < ALL; n++) {
      targets.add(CopiesExport.target(n));
      assertThat(rig.objects.bytes(rig.bucket, CopiesExport.target(n))).isEqualTo(content(n));
      assertThat(rig.objects.metadata(rig.bucket, CopiesExport.target(n)))
          .containsEntry("n", "" + n);
    }
    assertThat(rig.objects.keys(rig.bucket))
        .filteredOn(key -> key.startsWith("out/"))
        .isEqualTo(targets);
    assertThat(rig.objects.openUploads(rig.bucket)).isEmpty();
  }

  private static Object id(Job job) {
    return job.id().value();
  }

  private static byte[] content(int n) {
    return ("object " + n).repeat(n).getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
