package io.longshore.engine;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.worker.Worker;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.PermanentFailure;
import io.longshore.job.Progress;
import io.longshore.store.BulkLoad;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Imports become visible completely or not at all, whichever process is killed. */
class ImportIT extends ImportFixture {

  @Test
  void rows_of_all_pieces_are_visible_once_the_job_has_succeeded() {
    Job job = planned(3);

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(end.progress()).isEqualTo(new Progress(3, 3, 0, 3 * ROWS, 0));
    assertThat(seen()).isEqualTo(3 * ROWS);
    assertThat(type.plans).hasValue(1);
    rig.assertLegalPath(job);
  }

  @Test
  void a_reader_sees_all_rows_or_none_while_they_are_published() {
    Job job = planned(4);
    Set<Long> seen = new TreeSet<>();
    Promise<Void> go = Promise.promise();
    type.beforePublication = () -> read(seen, 20);
    type.afterPublication =
        () -> read(seen, 20).onSuccess(done -> go.complete()); // not committed yet

    Future<Void> reader = readUntil(job, seen);
    rig.runToEnd(rig.worker(), job);
    await(reader);

    assertThat(go.future().isComplete()).isTrue();
    assertThat(seen).containsExactly(0L, 4 * ROWS);
  }

  @Test
  void
      refused_rows_are_counted_and_the_first_hundred_reasons_are_shown_although_the_job_succeeds() {
    Job job = planned(2);
    List<String> reasons = new ArrayList<>();
    for (int line = 1; line <= 70; line++) {
      reasons.add("s3://b/f line " + line + ": it says \"no\0\"");
    }
    type.ending = outputs -> Future.succeededFuture(new Outcome.Done(ROWS, 250, reasons));

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(end.progress().rowsFailed()).isEqualTo(500);
    assertThat(end.failures())
        .hasSize(100)
        .startsWith("s3://b/f line 1: it says \"no\uFFFD\"", reasons.get(1).replace('\0', '\uFFFD'))
        .endsWith("s3://b/f line 30: it says \"no\uFFFD\"");
  }

  @Test
  void a_worker_killed_before_its_piece_is_done_leaves_no_rows() {
    Job job = planned(1);
    Worker worker = rig.worker();
    await(worker.runOnce()); // the plan
    type.ending = outputs -> EngineFixture.never();
    Future<Integer> killed = worker.runOnce();
    rig.until("SELECT 1 FROM imported WHERE job = $1", job.id().value());
    rig.expire(job, 0);
    type.ending = outputs -> Future.succeededFuture(new Outcome.Done(ROWS));

    rig.runToEnd(rig.worker(), job);

    assertThat(seen()).isEqualTo(ROWS);
    assertThat(count("SELECT 1 FROM imported")).isEqualTo(ROWS);
    await(killed);
  }

  @Test
  void a_load_can_be_committed_only_while_its_attempt_holds_the_lease() {
    Job job = planned(1);
    List<Outputs.Fence> fences = new ArrayList<>();
    type.ending =
        outputs -> {
          fences.add(outputs.fence());
          return EngineFixture.never();
        };
    Worker worker = rig.worker();
    await(worker.runOnce());
    Future<Integer> killed = worker.runOnce();
    rig.until("SELECT 1 FROM imported WHERE job = $1", job.id().value());
    String copy = "COPY imported (piece) FROM STDIN";
    BulkLoad loads = new BulkLoad(rig.vertx, rig.database, 1);

    BulkLoad.Load mine = await(loads.begin(copy));
    await(mine.write(Buffer.buffer("-1\n")));
    await(mine.end(fences.get(0).sql(), fences.get(0).values()));
    BulkLoad.Load late = await(loads.begin(copy));
    await(late.write(Buffer.buffer("-2\n")));
    rig.expire(job, 0);
    Throwable refusal = failure(late.end(fences.get(0).sql(), fences.get(0).values()));
    await(late.cancel());
    loads.close();

    assertThat(refusal).hasMessage("Another attempt has taken over the task: nothing is stored");
    assertThat(count("SELECT 1 FROM imported WHERE piece = -1")).isEqualTo(1);
    assertThat(count("SELECT 1 FROM imported WHERE piece = -2")).isZero();
    type.ending = outputs -> Future.succeededFuture(new Outcome.Done(ROWS));
    rig.runToEnd(rig.worker(), job);
    await(killed);
  }

  @Test
  void rows_that_a_worker_loads_after_losing_its_lease_never_become_visible() {
    Job job = planned(1);
    List<UUID> lateLoads = new ArrayList<>();
    Promise<Outcome> late = Promise.promise();
    type.ending =
        outputs -> {
          lateLoads.add(outputs.load());
          return late.future();
        };
    Worker worker = rig.worker();
    await(worker.runOnce());
    Future<Integer> killed = worker.runOnce();
    rig.until("SELECT 1 FROM imported WHERE job = $1", job.id().value());
    rig.expire(job, 0);
    type.ending = outputs -> Future.succeededFuture(new Outcome.Done(ROWS));
    Promise<Void> gate = Promise.promise();
    type.beforePublication = gate::future;
    Worker successor = rig.worker();
    await(successor.reap());
    rig.until("SELECT 1 FROM task WHERE seq = 0 AND state = 'QUEUED' AND run_at <= now()");
    Future<Integer> publishing = successor.runOnce();
    rig.until("SELECT 1 FROM job WHERE phase = 'COMMITTING'");

    await(
        type.insert(
            job.id(),
            lateLoads.get(0),
            0)); // between the rows of the next attempt and its publication
    gate.complete();
    late.complete(new Outcome.Done(ROWS));
    await(publishing);
    await(killed);
    await(type.insert(job.id(), lateLoads.get(0), 0)); // and long after

    assertThat(rig.job(job).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(count("SELECT 1 FROM imported")).isEqualTo(3 * ROWS);
    assertThat(seen()).isEqualTo(ROWS);
  }

  @Test
  void a_worker_killed_before_its_publication_has_committed_publishes_nothing() {
    for (boolean after : List.of(false, true)) {
      clear();
      Job job = planned(2);
      AtomicInteger tries = new AtomicInteger();
      Promise<Void> dead = Promise.promise();
      if (after) {
        type.afterPublication = () -> tries.getAndIncrement() == 0 ? dead.future() : ok();
      } else {
        type.beforePublication = () -> tries.getAndIncrement() == 0 ? dead.future() : ok();
      }
      Worker worker = rig.worker();
      await(worker.runOnce());
      Future<Integer> killed = worker.runOnce();
      rig.until("SELECT 1 FROM job WHERE phase = 'COMMITTING'");
      assertThat(seen()).isZero();
      rig.expire(job, 2);
      dead.fail("killed"); // its connection is closed, which rolls its transaction back

      Job end = rig.runToEnd(rig.worker(), job);

      await(killed);
      assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(tries).hasValueGreaterThan(1);
      assertThat(seen()).isEqualTo(2 * ROWS);
    }
  }

  @Test
  void a_worker_that_resumes_in_its_publication_after_a_cancel_cannot_commit_it() {
    Job job = planned(1);
    Promise<Void> asleep = Promise.promise();
    type.afterPublication = asleep::future;
    Worker worker = rig.worker();
    await(worker.runOnce());
    Future<Integer> late = worker.runOnce();
    rig.until("SELECT 1 FROM job WHERE phase = 'COMMITTING'");
    assertThat(await(rig.jobs.requestCancel(job.id()))).isTrue(); // and does not wait for it
    asleep.complete();

    Job end = rig.runToEnd(rig.worker(), job);

    await(late);
    assertThat(end.state()).isEqualTo(JobState.CANCELLED);
    assertThat(seen()).isZero();
    assertThat(count("SELECT 1 FROM import")).isZero();
    assertThat(count("SELECT 1 FROM imported")).isZero();
    rig.assertLegalPath(job);
  }

  @Test
  void heartbeats_keep_the_lease_during_a_publication_longer_than_the_lease() {
    Job job = planned(1);
    type.afterPublication =
        () -> rig.vertx.timer(EngineFixture.CONFIG.lease().toMillis() * 3 / 2).mapEmpty();

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.task(job, 1).getInteger("attempts")).isEqualTo(1);
    assertThat(seen()).isEqualTo(ROWS);
  }

  @Test
  void a_failed_job_leaves_no_rows() {
    Job job = planned(2);
    AtomicInteger pieces = new AtomicInteger();
    type.ending =
        outputs ->
            pieces.getAndIncrement() == 0
                ? Future.succeededFuture(new Outcome.Done(ROWS))
                : Future.failedFuture(new PermanentFailure("s3://b/f is not UTF-8"));

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.state()).isEqualTo(JobState.FAILED);
    assertThat(end.failures()).containsExactly("s3://b/f is not UTF-8");
    assertThat(count("SELECT 1 FROM imported")).isZero();
    assertThat(seen()).isZero();
  }

  private long count(String sql) {
    return rig.rows(sql).size();
  }

  private Future<Void> read(Set<Long> seen, int times) {
    if (times == 0) {
      return ok();
    }
    return rig.postgres
        .requests()
        .query(RowsImport.SEEN)
        .execute()
        .onSuccess(rows -> seen.add(rows.iterator().next().getLong("rows")))
        .compose(read -> read(seen, times - 1));
  }

  private Future<Void> readUntil(Job job, Set<Long> seen) {
    return rig.jobs
        .find(EngineFixture.ACCOUNT, EngineFixture.REGION, job.type(), "app", job.id())
        .compose(
            now ->
                read(seen, 1)
                    .compose(
                        read -> now.orElseThrow().state().isFinal() ? ok() : readUntil(job, seen)));
  }

  private static Future<Void> ok() {
    return Future.succeededFuture();
  }
}
