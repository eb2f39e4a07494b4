package io.longshore.engine;

import io.longshore.engine.load.ImportJobType;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** A minimal import: loads numbered rows, with hooks for tests. */
final class RowsImport implements ImportJobType {

  static final String NAME = "test.rows";
  static final int ROWS = 1000;

  static final String TABLES =
      """
      CREATE TABLE imported (load uuid, job uuid, piece int, row int);
      CREATE TABLE import (job uuid, load uuid PRIMARY KEY, visible boolean)""";

  static final String SEEN =
      """
      SELECT count(*) AS rows, count(DISTINCT (job, piece, row)) AS different FROM imported
       WHERE load = ANY(ARRAY(SELECT load FROM import WHERE visible))""";

  private static final String INSERT =
      "INSERT INTO imported SELECT $1, $2, $3, generate_series(1, $4::int)";

  private final Supplier<Postgres> postgres;
  final AtomicInteger plans = new AtomicInteger();
  volatile Function<Job, Future<List<Piece>>> planning;
  volatile Function<Outputs, Future<Outcome>> ending;
  volatile Supplier<Future<Void>> beforePublication;
  volatile Function<Transaction, Future<Void>> inPublication;
  volatile Supplier<Future<Void>> afterPublication;

  RowsImport(Supplier<Postgres> postgres) {
    this.postgres = postgres;
    reset();
  }

  void reset() {
    plans.set(0);
    planning = job -> Future.succeededFuture(pieces(job.spec().getInteger("files")));
    ending = outputs -> Future.succeededFuture(new Outcome.Done(ROWS));
    beforePublication = Future::succeededFuture;
    inPublication = tx -> Future.succeededFuture();
    afterPublication = Future::succeededFuture;
  }

  static List<Piece> pieces(int files) {
    List<Piece> pieces = new ArrayList<>();
    for (int file = 0; file < files; file++) {
      pieces.add(new Piece(new JsonObject().put("file", file), Optional.empty()));
    }
    return pieces;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String word(Phase phase) {
    return phase.name();
  }

  @Override
  public Future<List<Piece>> plan(Job job) {
    plans.incrementAndGet();
    return planning.apply(job);
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    return insert(job.id(), outputs.load(), piece.spec().getInteger("file"))
        .compose(loaded -> ending.apply(outputs));
  }

  Future<Void> insert(JobId job, UUID load, int file) {
    return run(INSERT, Tuple.of(load, job.value(), file, ROWS));
  }

  @Override
  public List<String> filledTables() {
    return List.of("import", "imported");
  }

  @Override
  public Future<Void> publish(Transaction tx, Job job, List<UUID> loads) {
    Tuple values = Tuple.of(job.id().value()).addValue(loads.toArray(UUID[]::new));
    return beforePublication
        .get()
        .compose(
            go ->
                tx.connection()
                    .preparedQuery("INSERT INTO import SELECT $1, unnest($2::uuid[]), true")
                    .execute(values))
        .compose(switched -> inPublication.apply(tx))
        .compose(switched -> afterPublication.get());
  }

  @Override
  public Future<Void> discard(Job job, UUID load) {
    return run("DELETE FROM imported WHERE load = $1", Tuple.of(load));
  }

  @Override
  public Future<Void> discard(Job job) {
    return run("DELETE FROM imported WHERE job = $1", Tuple.of(job.id().value()));
  }

  private Future<Void> run(String statement, Tuple values) {
    return postgres.get().work().preparedQuery(statement).execute(values).mapEmpty();
  }
}
