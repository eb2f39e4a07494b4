package io.longshore.engine;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.job.Piece;
import io.longshore.store.Migrations;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of its own with the engine's tables, and the words to set a stage in it. */
final class Rig implements AutoCloseable {

  static final String ACCOUNT = "000000000000";
  static final String REGION = "us-east-1";
  static final String ROLE = "arn:aws:iam::000000000000:role/export";

  final Vertx vertx = Vertx.vertx();
  final LinesExport type = new LinesExport("test.lines");
  final JobTypes types = new JobTypes(List.of(type));
  final AtomicInteger wakes = new AtomicInteger();
  final Postgres postgres;
  final JobStore jobs;

  Rig() {
    DatabaseConfig database = Backends.freshDatabase();
    Migrations.run(database);
    postgres = Postgres.connect(vertx, database);
    jobs = new JobStore(postgres, types, 5, wakes::incrementAndGet);
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  /** A job of as many pieces, each of which writes that many lines. */
  Job queued(String bucket, int pieces, int lines) {
    return create(newJob("test.lines", bucket, pieces, lines));
  }

  Job create(NewJob job) {
    return await(postgres.transact(tx -> jobs.create(tx, job)));
  }

  NewJob newJob(String type, String bucket, int pieces, int lines) {
    JobId id = JobId.random();
    List<Piece> plan = new ArrayList<>();
    for (int seq = 0; seq < pieces; seq++) {
      plan.add(LinesExport.piece(id, ROLE, bucket, seq, lines));
    }
    JsonObject spec = new JsonObject().put("role", ROLE).put("bucket", bucket).put("lines", lines);
    return new NewJob(id, ACCOUNT, REGION, type, "app", Optional.of("segment"), spec, plan);
  }

  Job job(JobId id) {
    return await(jobs.find(ACCOUNT, REGION, "test.lines", "app", id)).orElseThrow();
  }

  List<Row> rows(String sql, Object... values) {
    return await(
        postgres
            .requests()
            .preparedQuery(sql)
            .execute(Tuple.from(values))
            .map(found -> found.stream().toList()));
  }

  int change(String sql, Object... values) {
    return await(
        postgres
            .requests()
            .preparedQuery(sql)
            .execute(Tuple.from(values))
            .map(found -> found.rowCount()));
  }

  Row task(JobId id, int seq) {
    return rows("SELECT * FROM task WHERE job = $1 AND seq = $2", id.value(), seq).get(0);
  }

  static Destination at(String bucket, String key) {
    return new Destination(ROLE, bucket, key, "text/plain");
  }

  @Override
  public void close() {
    await(postgres.close());
    await(vertx.close());
  }
}
