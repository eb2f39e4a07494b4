package io.longshore.service.cleanroomsml.generation;

import io.longshore.async.AsyncLoop;
import io.longshore.service.cleanroomsml.lookalike.ScoringModel;
import io.longshore.service.cleanroomsml.lookalike.StableHash;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** The users and counts of a seed, stored under the id of an attempt at the plan. */
final class SeedStore {

  private static final String ADD =
      """
      insert into cleanroomsml_seed (container, bucket, attempt, id, held)
      select $1, s.bucket, $2, s.id, s.held
        from unnest($3::smallint[], $4::text[], $5::boolean[]) s(bucket, id, held)
          on conflict do nothing
      returning 1""";

  private static final String PUT_TALLY =
      """
      insert into cleanroomsml_tally (container, bucket, attempt, block, counts)
      values ($1, $2, $3, $4, $5)""";

  private static final String TALLY =
      """
      -- all buckets: a hundred blocks in all
      select counts from cleanroomsml_tally where container = $1 and attempt = $2
       order by block""";

  private static final String REMOVE_SEED =
      """
      -- all buckets: a seed is small
      delete from cleanroomsml_seed where container = $1""";

  private static final String REMOVE_TALLY =
      """
      -- all buckets: a hundred blocks in all
      delete from cleanroomsml_tally where container = $1""";

  private final Postgres postgres;

  SeedStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Adds users; the number of new ones. */
  Future<Integer> add(String job, UUID attempt, Collection<String> users) {
    Short[] buckets = users.stream().map(HashBucket::of).toArray(Short[]::new);
    Boolean[] held = users.stream().map(StableHash::isOfTheFifth).toArray(Boolean[]::new);
    return postgres
        .work(ADD, Tuple.of(job, attempt, buckets, users.toArray(String[]::new), held))
        .map(rows -> rows.size());
  }

  Future<Void> put(String job, UUID attempt, ScoringModel scoringModel) {
    List<byte[]> blocks = scoringModel.packed();
    return AsyncLoop.forEach(
        IntStream.range(0, blocks.size()).boxed().toList(),
        block -> put(job, attempt, block, Buffer.buffer(blocks.get(block))));
  }

  private Future<?> put(String job, UUID attempt, int block, Buffer counts) {
    short bucket = (short) (block % HashBucket.COUNT);
    return postgres.work(PUT_TALLY, Tuple.of(job, bucket, attempt, block, counts));
  }

  /** The counts of the attempt. */
  Future<ScoringModel> scoringModel(String job, UUID attempt, long wholeSize, long trialSize) {
    return postgres
        .work(TALLY, Tuple.of(job, attempt))
        .map(rows -> ScoringModel.unpacked(blocks(rows), wholeSize, trialSize));
  }

  /** Removes all rows of a job, in the transaction that ends it. */
  Future<Void> remove(Transaction tx, String job) {
    return tx.execute(REMOVE_SEED, Tuple.of(job))
        .compose(removed -> tx.execute(REMOVE_TALLY, Tuple.of(job)))
        .mapEmpty();
  }

  Future<Void> remove(String job) {
    return postgres.work().withTransaction(it -> remove(new Transaction(it), job));
  }

  private static List<byte[]> blocks(Iterable<Row> rows) {
    List<byte[]> blocks = new ArrayList<>();
    rows.forEach(row -> blocks.add(row.getBuffer("counts").getBytes()));
    return blocks;
  }
}
