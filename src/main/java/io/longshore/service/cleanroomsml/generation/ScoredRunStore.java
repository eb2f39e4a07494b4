package io.longshore.service.cleanroomsml.generation;

import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** The rows of scored users in sorted runs. */
final class ScoredRunStore {

  private static final String ADD =
      """
      insert into cleanroomsml_scored_run (container, bucket, load, run, page, users)
      select $1, $2, $3, $4, p.page, p.users
        from unnest($5::integer[], $6::bytea[]) p(page, users)""";

  private static final String LIST =
      """
      -- all buckets: some rows of each piece
      select bucket, load, run from cleanroomsml_scored_run
       where container = $1 and load = any($2) and page = 0
       order by bucket, load, run""";

  private static final String PAGES =
      """
      select users from cleanroomsml_scored_run
       where container = $1 and bucket = $2 and load = $3 and run = $4 and page >= $5
       order by page limit $6""";

  private static final String CLEAR =
      """
      -- all buckets: some rows for each thousand users
      delete from cleanroomsml_scored_run where container = $1""";

  private static final String DISCARD_LOAD =
      """
      -- all buckets: some rows for each thousand users
      delete from cleanroomsml_scored_run where container = $1 and load = $2""";

  private final Postgres postgres;
  private final String job;

  ScoredRunStore(Postgres postgres, String job) {
    this.postgres = postgres;
    this.job = job;
  }

  /**
   * A sorted run.
   *
   * @param bucket the first of its piece
   * @param number counted from 0 in each piece
   */
  record Run(int bucket, UUID load, int number) {}

  /** Adds pages of a run; {@code first} is the number of the first one. */
  Future<Void> add(Run run, int first, List<byte[]> pages) {
    Integer[] numbers =
        IntStream.range(first, first + pages.size()).boxed().toArray(Integer[]::new);
    return postgres
        .work(
            ADD,
            Tuple.of(job, (short) run.bucket(), run.load(), run.number())
                .addValue(numbers)
                .addValue(pages.stream().map(Buffer::buffer).toArray(Buffer[]::new)))
        .mapEmpty();
  }

  Future<List<Run>> list(List<UUID> loads) {
    return postgres
        .work(LIST, Tuple.of(job).addValue(loads.toArray(UUID[]::new)))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Run(
                                row.getShort("bucket"), row.getUUID("load"), row.getInteger("run")))
                    .toList());
  }

  /** At most {@code most} pages of a run, from a page on. */
  Future<List<byte[]>> pages(Run run, int from, int most) {
    return postgres
        .work(PAGES, Tuple.of(job, (short) run.bucket(), run.load(), run.number(), from, most))
        .map(rows -> rows.stream().map(row -> row.getBuffer("users").getBytes()).toList());
  }

  Future<Void> clear(Transaction tx) {
    return tx.execute(CLEAR, Tuple.of(job)).mapEmpty();
  }

  Future<Void> discard() {
    return postgres.work(CLEAR, Tuple.of(job)).mapEmpty();
  }

  Future<Void> discard(UUID load) {
    return postgres.work(DISCARD_LOAD, Tuple.of(job, load)).mapEmpty();
  }
}
