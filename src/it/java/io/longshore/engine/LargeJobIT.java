package io.longshore.engine;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.async.BoundedParallel;
import io.longshore.engine.failure.FailureMessage;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.objectstore.ObjectStore.OpenUpload;
import io.longshore.objectstore.ObjectStore.Upload;
import io.longshore.objectstore.ObjectStoreError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The commit and the rollback of a job with very many objects. The database is real and contains
 * the rows of sealed pieces; S3 is simulated in memory and responds later, on the context of its
 * caller.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeJobIT {

  /** From about 2,000 on, a chain of futures overflows the stack. */
  private static final int ALL = Integer.getInteger("large.objects", 3_000);

  @RegisterExtension final EngineFixture rig = new EngineFixture("large-job-it");

  private final Map<String, Head> heads = new HashMap<>();
  private final Set<Upload> open = ConcurrentHashMap.newKeySet();
  private final Set<String> visible = ConcurrentHashMap.newKeySet();
  private final AtomicInteger completes = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /** Runs before the n-th CompleteMultipartUpload. */
  private IntFunction<Future<?>> atComplete;

  @BeforeEach
  void clear() {
    heads.clear();
    open.clear();
    visible.clear();
    completes.set(0);
    inFlight.set(0);
    most.set(0);
    atComplete = nth -> Future.succeededFuture();
  }

  @Test
  void the_commit_has_a_bounded_number_of_calls_in_flight() {
    Job job = sealed();

    Job end = rig.runToEnd(rig.worker(memory()), job);

    assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(visible).hasSize(ALL);
    assertThat(open).isEmpty();
    assertThat(completes).hasValue(ALL);
    assertThat(most.get())
        .isBetween(BoundedParallel.FOR_EACH_CONCURRENCY / 2, BoundedParallel.FOR_EACH_CONCURRENCY);
  }

  @Test
  void a_job_cancelled_in_the_middle_of_its_commit_leaves_nothing() {
    Job job = sealed();
    atComplete =
        nth -> nth == ALL / 2 ? rig.jobs.requestCancel(job.id()) : Future.succeededFuture();

    Job end = rig.runToEnd(rig.worker(memory()), job);

    assertThat(end.state()).isEqualTo(JobState.CANCELLED);
    assertThat(end.failures()).isEmpty();
    assertThat(visible).isEmpty();
    assertThat(open).isEmpty();
  }

  @Test
  void a_worker_that_dies_in_the_middle_of_its_commit_is_taken_over() {
    Job job = sealed();
    atComplete = nth -> nth > ALL / 2 ? EngineFixture.never() : Future.succeededFuture();
    rig.worker(memory()).runOnce();
    rig.until(
        "SELECT 1 FROM task WHERE job = $1 AND out_state = 'VISIBLE' LIMIT 1", job.id().value());
    while (completes.get() < ALL / 2 + BoundedParallel.FOR_EACH_CONCURRENCY) {
      await(rig.vertx.timer(10).mapEmpty());
    }

    rig.expire(job, ALL);
    atComplete = nth -> Future.succeededFuture();
    Job end = rig.runToEnd(rig.worker(memory()), job);

    assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(visible).hasSize(ALL);
    assertThat(open).isEmpty();
  }

  @Test
  void what_the_rollback_leaves_is_named_and_counted() {
    Job job = sealed();
    rig.change(
        "UPDATE task SET key = 'chosen/' || seq WHERE job = $1 AND kind = 'PIECE'",
        job.id().value());
    fill(job);
    atComplete = nth -> nth == ALL / 2 ? Future.failedFuture(refused()) : Future.succeededFuture();

    Job end = rig.runToEnd(rig.worker(memory()), job);

    assertThat(end.state()).isEqualTo(JobState.FAILED);
    assertThat(open).isEmpty();
    assertThat(end.failures()).hasSize(FailureMessage.NAMED + 2);
    assertThat(end.failures().get(0)).isEqualTo("S3 refused: access denied");
    assertThat(end.failures().get(1)).startsWith("s3://large-job-it/chosen/0 was already");
    assertThat(end.failures().get(FailureMessage.NAMED + 1))
        .startsWith(visible.size() - FailureMessage.NAMED + " more objects were left");
    assertThat(
            rig.rows(
                "SELECT 1 FROM task WHERE job = $1 AND out_left IS NOT NULL", job.id().value()))
        .hasSize(visible.size());
  }

  private static Throwable refused() {
    return new ObjectStoreError(ObjectStoreError.Kind.PERMANENT, "S3 refused: access denied", null);
  }

  /** A job whose pieces are all done and sealed, and whose commit is due; without statistics. */
  private Job sealed() {
    NewJob usual = rig.newJob("test.lines", ALL, 1);
    Job job =
        rig.create(
            new NewJob(
                usual.id(),
                usual.account(),
                usual.region(),
                "test.copies", // writes no manifest
                usual.container(),
                usual.subject(),
                usual.spec(),
                usual.pieces()));
    rig.change(
        """
        UPDATE task SET state = 'DONE', out_state = 'SEALED', token = gen_random_uuid(),
               upload_id = 'u' || seq, parts = '[{"number":1,"etag":"e","size":1}]', size = 1,
               rows = 1, sha256 = 'x'
         WHERE job = $1 AND kind = 'PIECE'""",
        job.id().value());
    rig.change(
        """
        UPDATE job SET state = 'COMMITTING', phase = 'COMMITTING', word = 'COMMITTING'
         WHERE id = $1""",
        job.id().value());
    rig.change(
        "UPDATE task SET state = 'QUEUED' WHERE job = $1 AND kind = 'COMMIT'", job.id().value());
    fill(job);
    return job;
  }

  private void fill(Job job) {
    heads.clear();
    open.clear();
    rig.rows(
            "SELECT key, token, upload_id FROM task WHERE job = $1 AND key IS NOT NULL",
            job.id().value())
        .forEach(
            row -> {
              String key = row.getString("key");
              open.add(new Upload(rig.bucket, key, row.getString("upload_id")));
              Map<String, String> marks = Map.of("job-token", row.getUUID("token").toString());
              heads.put(key, new Head(1, "etag", "text/plain", marks, Optional.empty()));
            });
  }

  private ObjectStore memory() {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, values) -> {
              most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
              return answer(method.getName(), values)
                  .onComplete(answered -> inFlight.decrementAndGet());
            });
  }

  private Future<?> answer(String method, Object[] values) {
    return switch (method) {
      case "uploadsUnder" ->
          later(open.stream().map(one -> new OpenUpload(one, Instant.EPOCH)).toList());
      case "openUploads" -> later(List.of());
      case "uploadExists" -> later(open.contains(values[0]));
      case "abortUpload" -> {
        open.remove(values[0]);
        yield later(null);
      }
      case "completeUpload" ->
          atComplete
              .apply(completes.incrementAndGet())
              .compose(
                  ready -> {
                    open.remove(values[0]);
                    visible.add(((Upload) values[0]).key());
                    return later(null);
                  });
      case "head" ->
          later(Optional.of((String) values[1]).filter(visible::contains).map(heads::get));
      case "delete" -> {
        visible.remove(values[1]);
        yield later(null);
      }
      default -> throw new IllegalStateException(method);
    };
  }

  private static <T> Future<T> later(T answer) {
    Context context = Vertx.currentContext();
    Promise<T> promise = Promise.promise();
    context.runOnContext(go -> promise.complete(answer));
    return promise.future();
  }
}
