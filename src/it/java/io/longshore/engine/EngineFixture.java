package io.longshore.engine;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.DrainConfig;
import io.longshore.config.WorkerConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.engine.worker.Worker;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.fixture.Backends;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.WorkerSettings;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.RoleObjectStores;
import io.longshore.objectstore.s3.S3ObjectStore;
import io.longshore.objectstore.s3.S3Timeouts;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An engine with a database and an S3 bucket of its own, and methods to prepare and inspect jobs.
 * It has no jobs before each test, and is closed after the last one. The database refuses changes
 * of states that no transition names.
 */
public final class EngineFixture implements BeforeEachCallback, AfterAllCallback {

  public static final String ACCOUNT = "000000000000";
  public static final String REGION = "us-east-1";
  public static final String ROLE = "arn:aws:iam::000000000000:role/export";

  /** Short leases, intervals and delays. */
  public static final WorkerSettings SETTINGS =
      new WorkerSettings(Map.of())
          .with("lease", "6s", "heartbeat", "500ms", "margin", "500ms")
          .with("poll", "200ms", "sweep", "200ms", "backoffFirst", "50ms", "backoffCap", "50ms")
          .with("s3Timeout", "2s", "completeGrace", "400ms");

  public static final WorkerConfig CONFIG = SETTINGS.config();

  /** Releases running tasks at once. */
  public static final DrainConfig DRAIN =
      new DrainConfig(Duration.ofSeconds(20), Duration.ZERO, Duration.ofMillis(100));

  private static final int ROUNDS = 2000;

  public final Vertx vertx = Vertx.vertx();
  public final LinesExport lines = new LinesExport("test.lines");
  public final TouchImport touch = new TouchImport();
  final RowsImport rowsImport = new RowsImport(this::postgres);
  final CopiesExport copies = new CopiesExport(this::store);
  public final JobTypeRegistry types =
      new JobTypeRegistry(List.of(lines, touch, rowsImport, copies));
  final AtomicInteger wakes = new AtomicInteger();
  final DatabaseConfig database;
  public final Postgres postgres;
  public final JobStore jobs;
  public final String bucket;
  public final S3ObjectStore s3 =
      new S3ObjectStore(vertx, Backends.s3(), S3Timeouts.DEFAULT, false);
  public final S3Objects objects = new S3Objects(Backends.s3());

  public EngineFixture(String bucket) {
    this.bucket = bucket;
    database = Backends.migratedDatabase();
    postgres = Postgres.connect(vertx, database);
    jobs = new JobStore(postgres, types, CONFIG.maxAttempts(), wakes::incrementAndGet);
    objects.createBucket(bucket);
    TransitionGuard.statements().forEach(sql -> await(postgres.requests().query(sql).execute()));
  }

  private Postgres postgres() {
    return postgres;
  }

  private ObjectStore store() {
    return s3;
  }

  public Worker worker() {
    return worker(s3);
  }

  public Worker worker(ObjectStore store) {
    return new Worker(vertx, dependencies(store, CONFIG));
  }

  public WorkerDependencies dependencies(ObjectStore store, WorkerConfig config) {
    return dependencies(postgres, store, config);
  }

  public WorkerDependencies dependencies(Postgres own, ObjectStore store, WorkerConfig config) {
    return new WorkerDependencies(
        own,
        types,
        new RoleObjectStores(store),
        config,
        EngineMeter.NONE,
        new Random(7),
        System::nanoTime);
  }

  public WorkerContext context() {
    return WorkerContext.create(vertx, dependencies(s3, CONFIG));
  }

  /** Creates a job with so many pieces, each of which writes so many lines. */
  public Job queued(int pieces, int lines) {
    return create(newJob("test.lines", pieces, lines));
  }

  public Job create(NewJob job) {
    return await(postgres.transact(tx -> jobs.create(tx, job)));
  }

  public NewJob newJob(String type, int pieces, int lines) {
    JobId id = JobId.random();
    List<Piece> plan = new ArrayList<>();
    for (int seq = 0; seq < pieces; seq++) {
      plan.add(
          type.equals("test.touch")
              ? new Piece(new JsonObject().put("seq", seq), Optional.empty())
              : LinesExport.piece(id, ROLE, bucket, seq, lines));
    }
    JsonObject spec = new JsonObject().put("role", ROLE).put("bucket", bucket).put("lines", lines);
    return new NewJob(id, ACCOUNT, REGION, type, "app", Optional.of("segment"), spec, plan);
  }

  public Job job(Job job) {
    return await(jobs.find(ACCOUNT, REGION, job.type(), "app", job.id())).orElseThrow();
  }

  public RemoteWorker remoteWorker() {
    return RemoteWorker.of(database);
  }

  /** Runs and reaps with the worker until the job has ended. */
  public Job runToEnd(Worker worker, Job job) {
    return runUntil(worker, job, now -> now.state().isFinal());
  }

  /** Runs and reaps with the worker until the job meets the condition between two steps. */
  public Job runUntil(Worker worker, Job job, Predicate<Job> wanted) {
    for (int round = 0; round < ROUNDS; round++) {
      Job now = job(job);
      if (wanted.test(now)) {
        return now;
      }
      int done = WorkerSteps.step(worker::runOnce) + WorkerSteps.step(worker::reap);
      if (done == 0) {
        await(vertx.timer(10).mapEmpty());
      }
    }
    throw new AssertionError("Still " + job(job) + " " + tasks(job));
  }

  /** Repeats a query until it finds a row. */
  public void until(String sql, Object... values) {
    for (int round = 0; round < 500; round++) {
      if (!rows(sql, values).isEmpty()) {
        return;
      }
      await(vertx.timer(20).mapEmpty());
    }
    throw new AssertionError("Never: " + sql);
  }

  public List<Row> rows(String sql, Object... values) {
    return await(
        postgres
            .requests()
            .preparedQuery(sql)
            .execute(Tuple.from(values))
            .map(found -> found.stream().toList()));
  }

  public int change(String sql, Object... values) {
    return await(
        postgres
            .requests()
            .preparedQuery(TransitionGuard.EXEMPT + sql)
            .execute(Tuple.from(values))
            .map(found -> found.rowCount()));
  }

  /** Lets the lease of a task expire. */
  public void expire(Job job, int seq) {
    assertThat(
            change(
                "UPDATE task SET lease_until = clock_timestamp() - interval '1 second'"
                    + " WHERE job = $1 AND seq = $2 AND state = 'RUNNING'",
                job.id().value(),
                seq))
        .isEqualTo(1);
  }

  public Row task(Job job, int seq) {
    return rows("SELECT * FROM task WHERE job = $1 AND seq = $2", job.id().value(), seq).get(0);
  }

  public List<String> tasks(Job job) {
    return rows("SELECT * FROM task WHERE job = $1 ORDER BY seq", job.id().value()).stream()
        .map(
            row ->
                row.getString("kind")
                    + " "
                    + row.getString("state")
                    + " "
                    + row.getString("out_state"))
        .toList();
  }

  public List<Phase> path(Job job) {
    return await(jobs.events(job.id())).stream().map(event -> Phase.valueOf(event.word())).toList();
  }

  public List<String> keysOf(Job job) {
    return objects.keys(bucket).stream().filter(key -> key.contains(job.id().toString())).toList();
  }

  /** Each phase may follow the one before it, and the last one is the job's. */
  public void assertLegalPath(Job job) {
    List<Phase> path = path(job);
    assertThat(path).first().isEqualTo(Phase.CREATED);
    for (int step = 1; step < path.size(); step++) {
      assertThat(path.get(step - 1).next()).as("after %s", path).contains(path.get(step));
    }
    assertThat(path.get(path.size() - 1).name()).isEqualTo(job(job).word());
  }

  /** Each object exists once with the right content, and no upload is open. */
  public void assertWhole(Job job, int pieces, int lines) {
    assertLegalPath(job);
    assertThat(job(job).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(keysOf(job)).hasSize(pieces + 1).contains(LinesExport.manifestKey(job.id()));
    for (int seq = 0; seq < pieces; seq++) {
      assertThat(objects.bytes(bucket, LinesExport.key(job.id(), seq)))
          .isEqualTo(LinesExport.content(seq, 0, lines).getBytes());
    }
    assertNoUploads(job);
  }

  /** Neither an object nor an upload of the job is left. */
  public void assertNothingLeft(Job job, JobState end) {
    assertLegalPath(job);
    assertThat(job(job).state()).isEqualTo(end);
    assertThat(keysOf(job)).isEmpty();
    assertNoUploads(job);
  }

  private void assertNoUploads(Job job) {
    for (Row task : rows("SELECT key FROM task WHERE job = $1", job.id().value())) {
      String key = task.getString("key");
      if (key != null) {
        assertThat(await(s3.openUploads(bucket, key))).as(key).isEmpty();
      }
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    change("DELETE FROM job");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    await(postgres.close());
    s3.close();
    objects.close();
    await(vertx.close());
  }

  public static <T> Future<T> never() {
    return Promise.<T>promise().future();
  }
}
