package io.longshore.engine.fate;

import io.longshore.engine.fate.Fate.Action;
import io.longshore.engine.fate.Fate.FatedJob;
import io.longshore.engine.fate.Fate.Listed;
import io.longshore.engine.fate.Fate.Match;
import io.longshore.engine.fate.Fate.S3Error;
import io.longshore.job.Phase;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Creates, lists, releases and deletes fates, for tests. */
public final class FateStore {

  static final String COLUMNS =
      """
      f.id, f.account, f.service, f.type, f.name, f.action, f.phase, f.at_row, f.piece, f.reason,
      f.delay_millis, f.s3_status, f.s3_code, f.s3_request, f.times, f.released, f.created_at""";

  private static final String CREATE =
      """
      INSERT INTO test_fate AS f
        (account, service, type, name, action, phase, at_row, piece, reason, delay_millis,
         s3_status, s3_code, s3_request, times)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      RETURNING\s"""
          + COLUMNS;

  // A job that ended before it happened does not count.
  private static final String LISTED =
      """
      SELECT %s,
             (SELECT coalesce(json_agg(json_build_object('job', x.job, 'happened', x.happened,
                                                         'held', x.held_since) ORDER BY x.job), '[]')
                FROM test_fate_job x WHERE x.fate = f.id) AS jobs,
             (SELECT CASE f.action WHEN 'S3' THEN coalesce(sum(x.happened), 0)
                                   ELSE count(*) FILTER (WHERE x.happened > 0 OR j.finished_at IS NULL) END
                FROM test_fate_job x LEFT JOIN job j ON j.id = x.job
               WHERE x.fate = f.id)::bigint AS used
        FROM test_fate f
      """
          .formatted(COLUMNS);

  private static final String LIST =
      LISTED + " WHERE ($1::text IS NULL OR f.account = $1) AND f.id > $2 ORDER BY f.id LIMIT $3";

  private static final String FIND =
      LISTED + " WHERE f.id = $1 AND ($2::text IS NULL OR f.account = $2)";

  private static final String RELEASE =
      """
      UPDATE test_fate f SET released = true
       WHERE f.id = $1 AND ($2::text IS NULL OR f.account = $2) RETURNING f.id""";

  private static final String DELETE =
      """
      DELETE FROM test_fate f
       WHERE f.id = $1 AND ($2::text IS NULL OR f.account = $2) RETURNING f.id""";

  private static final String CLEAR = "DELETE FROM test_fate f WHERE f.account = $1";

  private final Postgres postgres;

  public FateStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Stores a fate and returns it with its id. */
  public Future<Fate> create(Fate fate) {
    Match match = fate.match();
    Tuple values =
        Tuple.of(fate.account())
            .addValue(match.service().orElse(null))
            .addValue(match.type().orElse(null))
            .addValue(match.name().orElse(null))
            .addValue(fate.action().name())
            .addValue(fate.phase().name())
            .addValue(fate.row().orElse(null))
            .addValue(fate.piece().orElse(null))
            .addValue(fate.reason().orElse(null))
            .addValue(fate.delay().map(Duration::toMillis).orElse(null))
            .addValue(fate.s3().map(S3Error::status).orElse(null))
            .addValue(fate.s3().map(S3Error::code).orElse(null))
            .addValue(fate.s3().flatMap(S3Error::request).orElse(null))
            .addValue(fate.times());
    return postgres.request(CREATE, values).map(rows -> fate(rows.iterator().next()));
  }

  /**
   * Lists fates by id.
   *
   * @param account empty for all accounts
   * @param after the last id of the page before, or 0
   */
  public Future<List<Listed>> list(Optional<String> account, long after, int limit) {
    return postgres
        .request(LIST, Tuple.of(account.orElse(null), after, limit))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(FateStore::listed).toList());
  }

  public Future<Optional<Listed>> find(long id, Optional<String> account) {
    return postgres
        .request(FIND, Tuple.of(id, account.orElse(null)))
        .map(rows -> rows.stream().findFirst().map(FateStore::listed));
  }

  /** Lets held jobs go on; returns whether there is such a fate. */
  public Future<Boolean> release(long id, Optional<String> account) {
    return postgres
        .request(RELEASE, Tuple.of(id, account.orElse(null)))
        .map(rows -> rows.size() == 1);
  }

  /** Deletes a fate; returns whether there was one. */
  public Future<Boolean> delete(long id, Optional<String> account) {
    return postgres
        .request(DELETE, Tuple.of(id, account.orElse(null)))
        .map(rows -> rows.size() == 1);
  }

  /** Deletes all fates of an account. */
  public Future<Void> clear(String account) {
    return postgres.request(CLEAR, Tuple.of(account)).mapEmpty();
  }

  static Fate fate(Row row) {
    return new Fate(
        row.getLong("id"),
        row.getString("account"),
        new Match(text(row, "service"), text(row, "type"), text(row, "name")),
        Action.valueOf(row.getString("action")),
        Phase.valueOf(row.getString("phase")),
        Optional.ofNullable(row.getLong("at_row")),
        Optional.ofNullable(row.getInteger("piece")),
        text(row, "reason"),
        Optional.ofNullable(row.getLong("delay_millis")).map(Duration::ofMillis),
        text(row, "s3_code")
            .map(code -> new S3Error(row.getInteger("s3_status"), code, text(row, "s3_request"))),
        row.getInteger("times"),
        row.getBoolean("released"),
        Optional.of(row.getOffsetDateTime("created_at").toInstant()));
  }

  private static Optional<String> text(Row row, String column) {
    return Optional.ofNullable(row.getString(column));
  }

  private static Listed listed(Row row) {
    Fate fate = fate(row);
    List<FatedJob> jobs =
        ((JsonArray) row.getJson("jobs"))
            .stream().map(JsonObject.class::cast).map(FateStore::job).toList();
    return new Listed(fate, jobs, Math.max(0, fate.times() - row.getLong("used")));
  }

  private static FatedJob job(JsonObject job) {
    Optional<Instant> held =
        Optional.ofNullable(job.getString("held")).map(at -> OffsetDateTime.parse(at).toInstant());
    return new FatedJob(job.getString("job").replace("-", ""), job.getLong("happened"), held);
  }
}
