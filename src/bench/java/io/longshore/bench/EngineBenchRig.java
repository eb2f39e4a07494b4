package io.longshore.bench;

import static io.longshore.fixture.Waiting.await;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.DrainConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.WorkerConfig;
import io.longshore.engine.EngineMeter;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.worker.JobWorkerVerticle;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.job.JobState;
import io.longshore.job.TaskKind;
import io.longshore.store.Migrations;
import io.longshore.store.Postgres;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Jobs that do nothing, and one replica's worker for them. */
final class EngineBenchRig implements AutoCloseable {

  /** Rows like those of the service's insert, many at once. */
  private static final String QUEUE =
      """
      WITH made AS (
        INSERT INTO job (id, account, region, type, container, spec, word, pieces)
        SELECT gen_random_uuid(), lpad((n %% %d)::text, 12, '0'), 'us-east-1', 'bench.noop', 'app',
               '{}', 'CREATED', 1
          FROM generate_series(1, %d) n
        RETURNING id, account),
      pieces AS (
        INSERT INTO task (job, seq, kind, type, account, state, spec, max_attempts)
        SELECT m.id, p.seq, p.kind, 'bench.noop', m.account, p.state, '{}', 5
          FROM made m, (VALUES (0, 'PIECE', 'QUEUED'), (1, 'COMMIT', 'BLOCKED')) p(seq, kind, state))
      INSERT INTO job_event (job, word, phase) SELECT m.id, 'CREATED', 'CREATED' FROM made m""";

  private final Vertx vertx = Vertx.vertx();
  private final DatabaseConfig database;
  private final Postgres postgres;
  private final WorkerConfig config;
  private volatile CountDownLatch left = new CountDownLatch(0);

  /**
   * @param slots the number of concurrent tasks
   */
  EngineBenchRig(DatabaseConfig database, int slots) {
    this.database = database;
    Migrations.run(database);
    postgres = Postgres.connect(vertx, database);
    Map<String, String> flags = Map.of("worker.slots", Integer.toString(slots));
    config = LongshoreConfig.load(Optional.empty(), Map.of(), flags).worker();
  }

  /** Deletes all jobs and queues that many jobs of that many accounts. */
  void queue(int jobs, int accounts) {
    prepare(
        "TRUNCATE job, task, job_event",
        QUEUE.formatted(accounts, jobs),
        "VACUUM ANALYZE job, task, job_event");
  }

  /** Adds that many jobs of one account. */
  void add(int jobs) {
    prepare(QUEUE.formatted(1, jobs));
  }

  /** The number that a query returns. */
  long count(String sql) {
    return rows(sql).get(0).getLong(0);
  }

  /** Starts a worker and returns the seconds until that many jobs have succeeded. */
  double seconds(int jobs) throws InterruptedException {
    left = new CountDownLatch(jobs);
    long began = System.nanoTime();
    String deployed =
        await(vertx.deployVerticle(new JobWorkerVerticle(dependencies(), DrainConfig.defaults())));
    if (!left.await(10, TimeUnit.MINUTES)) {
      throw new IllegalStateException(left.getCount() + " jobs have not ended");
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    await(vertx.undeploy(deployed));
    long done = count("SELECT count(*) FROM job WHERE state = 'SUCCEEDED'");
    if (done != jobs) {
      throw new IllegalStateException(done + " jobs succeeded");
    }
    return seconds;
  }

  WorkerDependencies dependencies() {
    return new WorkerDependencies(
        postgres,
        new JobTypeRegistry(List.of(new NoOp())),
        (account, role) -> {
          throw new IllegalStateException("The job type has no outputs");
        },
        config,
        new Counting(),
        new SplittableRandom(),
        System::nanoTime);
  }

  /** Runs statements without a timeout. */
  void prepare(String... statements) {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:" + database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private List<Row> rows(String sql, Object... values) {
    return await(
        postgres
            .requests()
            .preparedQuery(sql)
            .execute(Tuple.from(values))
            .map(found -> found.stream().toList()));
  }

  Vertx vertx() {
    return vertx;
  }

  @Override
  public void close() {
    await(postgres.close());
    await(vertx.close());
  }

  private final class Counting implements EngineMeter {

    @Override
    public void job(String type, JobState state) {
      left.countDown();
    }

    @Override
    public void attempt(String type, TaskKind kind, AttemptEnd ended, long nanos) {}

    @Override
    public void rows(String type, long rows) {}

    @Override
    public void bytes(String type, long bytes) {}

    @Override
    public void leasesReaped(int leases) {}

    @Override
    public void maintained(int jobs, int uploads) {}

    @Override
    public void slots(int busy, int all) {}
  }
}
