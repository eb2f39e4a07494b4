package io.longshore.engine.admin;

import io.longshore.engine.admin.JobTaskStore.TaskObject;
import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads the rows that the tasks of imports refused: the first hundred of each are stored. */
public final class RejectedRowStore {

  private static final String STORED =
      """
      SELECT t.seq, a.place, a.reason
        FROM task t, json_array_elements_text(t.refusals) WITH ORDINALITY AS a(reason, place)
       WHERE t.job = $1 AND (t.seq, a.place) > ($2, $3) AND ($4::integer IS NULL OR t.seq < $4)
       ORDER BY t.seq, a.place
       LIMIT $5""";

  private static final String OBJECT =
      """
      SELECT t.seq, t.role_arn, t.bucket, t.key, t.content_type, t.size
        FROM task t
       WHERE t.job = $1 AND t.seq >= $2 AND t.kind = 'PIECE' AND t.load IS NOT NULL
         AND t.out_state = 'VISIBLE' AND t.rows_failed > json_array_length(t.refusals)
         AND t.seq <> ALL($3::integer[])
       ORDER BY t.seq LIMIT 1""";

  private final Postgres postgres;

  public RejectedRowStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * A refused row.
   *
   * @param seq the task
   * @param place from 1, in the order of the task's refused rows
   */
  public record RejectedRow(int seq, long place, String sentence) {}

  /** The object with all refused rows of a task, as JSON lines. */
  public record RejectedObject(int seq, TaskObject object, long size) {}

  /**
   * The stored rows after one.
   *
   * @param before the task before which the rows end; empty for none
   */
  public Future<List<RejectedRow>> stored(
      JobId job, int seq, long place, Optional<Integer> before, int limit) {
    return postgres
        .request(STORED, Tuple.of(job.value(), seq, place, before.orElse(null), limit))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new RejectedRow(
                                row.getInteger("seq"),
                                row.getLong("place"),
                                row.getString("reason")))
                    .toList());
  }

  /**
   * The object of the first task, from one on, that refused more rows than are stored.
   *
   * @param without tasks that are left out
   */
  public Future<Optional<RejectedObject>> nextObject(
      JobId job, int from, Collection<Integer> without) {
    return postgres
        .request(OBJECT, Tuple.of(job.value(), from, without.toArray(Integer[]::new)))
        .map(rows -> rows.stream().findFirst().map(RejectedRowStore::object));
  }

  private static RejectedObject object(Row row) {
    return new RejectedObject(
        row.getInteger("seq"),
        new TaskObject(
            row.getString("role_arn"),
            row.getString("bucket"),
            row.getString("key"),
            row.getString("content_type")),
        row.getLong("size"));
  }
}
