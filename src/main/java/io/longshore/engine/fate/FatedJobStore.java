package io.longshore.engine.fate;

import io.longshore.job.Job;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** Fixes fates to jobs, and records that they happen; for workers. */
final class FatedJobStore {

  private static final String OF_ACCOUNT =
      "SELECT %s, x.job IS NOT NULL AS fixed, coalesce(x.happened, 0) AS happened"
              .formatted(FateStore.COLUMNS)
          + """
             FROM test_fate f LEFT JOIN test_fate_job x ON x.fate = f.id AND x.job = $2
            WHERE f.account = $1 ORDER BY f.id""";

  // Locked, so that two jobs that are claimed at the same moment do not both take the last place.
  private static final String LOCK =
      "SELECT f.id FROM test_fate f WHERE f.id = ANY($1::bigint[]) ORDER BY f.id FOR UPDATE";

  private static final String FIX =
      """
      INSERT INTO test_fate_job (fate, job)
      SELECT f.id, $1 FROM test_fate f
       WHERE f.id = ANY($2::bigint[]) AND NOT f.released
         AND (SELECT count(*) FROM test_fate_job x LEFT JOIN job j ON j.id = x.job
               WHERE x.fate = f.id AND x.job <> $1
                 AND (x.happened > 0 OR j.finished_at IS NULL AND j.id IS NOT NULL))
             < CASE f.action WHEN 'S3' THEN 1 ELSE f.times END
      ON CONFLICT DO NOTHING""";

  private static final String HAPPENED =
      """
      UPDATE test_fate_job x
         SET happened = x.happened + 1,
             held_since = CASE WHEN $3 THEN coalesce(x.held_since, clock_timestamp()) END
       WHERE x.fate = $1 AND x.job = $2""";

  private static final String UNHELD =
      "UPDATE test_fate_job x SET held_since = NULL WHERE x.fate = $1 AND x.job = $2";

  private static final String TAKE =
      """
      UPDATE test_fate_job x SET happened = x.happened + 1
        FROM test_fate f
       WHERE f.id = $1 AND x.fate = f.id AND x.job = $2 AND x.happened < f.times
      RETURNING x.happened""";

  private static final String HELD = "SELECT 1 FROM test_fate f WHERE f.id = $1 AND NOT f.released";

  private static final String ROWS =
      """
      SELECT coalesce(sum(t.rows), 0)::bigint AS rows FROM task t
       WHERE t.job = $1 AND t.seq <> $2 AND t.kind = 'PIECE'""";

  private final Postgres postgres;

  FatedJobStore(Postgres postgres) {
    this.postgres = postgres;
  }

  private record Candidate(Fate fate, boolean fixed) {}

  /** The fates of a job. A job that has not begun gets those of its account that match it first. */
  Future<List<Fate>> of(Job job, boolean fresh) {
    return candidates(job)
        .compose(
            all -> {
              Long[] open =
                  all.stream()
                      .filter(one -> fresh && !one.fixed() && one.fate().match().matches(job))
                      .map(one -> one.fate().id())
                      .toArray(Long[]::new);
              return open.length == 0
                  ? Future.succeededFuture(all)
                  : fix(job.id().value(), open).compose(fixed -> candidates(job));
            })
        .map(all -> all.stream().filter(Candidate::fixed).map(Candidate::fate).toList());
  }

  private Future<List<Candidate>> candidates(Job job) {
    return postgres
        .work(OF_ACCOUNT, Tuple.of(job.account(), job.id().value()))
        .map(
            rows ->
                rows.stream()
                    .map(row -> new Candidate(FateStore.fate(row), row.getBoolean("fixed")))
                    .toList());
  }

  private Future<Void> fix(UUID job, Long[] fates) {
    return postgres.transact(tx -> fix(tx, job, fates));
  }

  private static Future<Void> fix(Transaction tx, UUID job, Long[] fates) {
    return tx.execute(LOCK, Tuple.of((Object) fates))
        .compose(locked -> tx.execute(FIX, Tuple.tuple().addValue(job).addValue(fates)))
        .mapEmpty();
  }

  /** Records that a fate happens to a job. */
  Future<Void> happened(Fate fate, Job job, boolean held) {
    return postgres.work(HAPPENED, Tuple.of(fate.id(), job.id().value(), held)).mapEmpty();
  }

  Future<Void> unheld(Fate fate, Job job) {
    return postgres.work(UNHELD, Tuple.of(fate.id(), job.id().value())).mapEmpty();
  }

  /** Whether one more request to S3 fails; counts it. */
  Future<Boolean> take(Fate fate, UUID job) {
    return postgres.work(TAKE, Tuple.of(fate.id(), job)).map(rows -> rows.size() == 1);
  }

  /** Whether the fate still holds its jobs. */
  Future<Boolean> holds(Fate fate) {
    return postgres.work(HELD, Tuple.of(fate.id())).map(rows -> rows.size() == 1);
  }

  /** The rows of the other pieces of a job, as far as they are recorded. */
  Future<Long> rowsBeside(Job job, int seq) {
    return postgres
        .work(ROWS, Tuple.of(job.id().value(), seq))
        .map(rows -> rows.iterator().next().getLong("rows"));
  }
}
