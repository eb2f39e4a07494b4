package io.longshore.service.cleanroomsml.model;

import io.longshore.async.AsyncLoop;
import io.longshore.service.cleanroomsml.lookalike.ItemCounts;
import io.longshore.service.cleanroomsml.lookalike.ScoringModel;
import io.longshore.service.cleanroomsml.profile.ItemTally.Counts;
import io.longshore.service.resource.BucketPurge;
import io.longshore.service.resource.PurgeStore;
import io.longshore.service.resource.PurgeStore.Table;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The rows of trained models, and the staged interactions of training jobs. */
public final class ModelStore {

  private static final String ADD_BLOCKS =
      """
      insert into cleanroomsml_profile_block (container, bucket, id, profiles)
      select $1, $2, b.id, b.profiles from unnest($3::text[], $4::bytea[]) b(id, profiles)""";

  /** A bigint array with a null is what replicas of older versions fail at; no user has the id. */
  private static final String MARK_MODEL =
      """
      insert into cleanroomsml_profile (container, bucket, id, items)
      select $1, bucket::smallint, chr(1), array[null]::bigint[]
        from generate_series(0, 255) bucket""";

  /** A user that is null is what commits of older versions fail at. */
  private static final String MARK_LOAD =
      """
      insert into cleanroomsml_staged (container, bucket, id, load, users, items)
      values ($1, 0, $2, $3, array[null]::text[], array[0]::bigint[])""";

  private static final String ADD_COUNTS =
      """
      insert into cleanroomsml_staged_chunk (container, bucket, id, items, users)
      values ($1, $2, $3, $4, $5)""";

  /** Items of a single user are no evidence of similarity; nor are the rarest beyond 500,000. */
  private static final String BUILD_ITEMS =
      """
      -- all buckets: how many users have an item is a sum over all of them
      insert into cleanroomsml_item (container, bucket, block, items)
      select $1, (block % 256)::smallint, block,
             string_agg(int8send(item) || int4send(users), ''::bytea order by item)
        from (select item, users, ((row_number() over (order by item) - 1) / 4096)::int as block
                from (select c.item, sum(c.users)::int as users
                        from cleanroomsml_staged_chunk s, unnest(s.items, s.users) c(item, users)
                       where s.container = $1 and s.items is not null
                       group by c.item having sum(c.users) > 1
                       order by sum(c.users) desc, c.item limit 500000) kept) numbered
       group by block""";

  private static final String REMEMBER =
      """
      insert into cleanroomsml_model (arn, container, users, interactions)
      values ($1, $2, $3, $4)""";

  /** While a bucket is grouped, the transaction waits. */
  private static final String TIMES_AND_MEMORY =
      """
      select set_config('work_mem', '64MB', true),
             set_config('idle_in_transaction_session_timeout', '300000', true)""";

  private static final String DISCARD_CHUNKS =
      """
      -- all buckets: some rows for each file and bucket
      delete from cleanroomsml_staged_chunk where container = $1""";

  private static final String DISCARD_CHUNKS_OF_LOAD =
      """
      -- all buckets: some rows for each file and bucket
      delete from cleanroomsml_staged_chunk where container = $1 and load = $2""";

  private static final String DISCARD =
      """
      -- all buckets: of some hundred rows each
      delete from cleanroomsml_staged where container = $1""";

  private static final String DISCARD_LOAD =
      """
      -- all buckets: of some hundred rows each
      delete from cleanroomsml_staged where container = $1 and load = $2""";

  private static final String FIND =
      """
      select container, users, interactions from cleanroomsml_model where arn = $1""";

  private static final String ITEMS =
      """
      -- all buckets: a hundred blocks in all
      select items from cleanroomsml_item where container = $1 order by block""";

  private static final String REMOVE_ITEMS =
      """
      -- all buckets: a hundred blocks in all
      delete from cleanroomsml_item where container = $1""";

  private static final String FORGET =
      """
      delete from cleanroomsml_model where arn = $1""";

  private static final int BLOCKS_AT_ONCE = 64; // of 32 KiB

  private final Postgres postgres;
  private final PurgeStore profiles;

  public ModelStore(Postgres postgres) {
    this.postgres = postgres;
    this.profiles =
        new PurgeStore(
            postgres,
            new Table("cleanroomsml_profile", "id"),
            new Table("cleanroomsml_profile_block", "id"));
  }

  /**
   * A trained model.
   *
   * @param container the container of its rows
   * @param interactions the number of distinct pairs of a user and an item
   */
  public record Model(String container, long users, long interactions) {}

  /** Empty when the model is not trained or was deleted. */
  public Future<Optional<Model>> find(String arn) {
    return postgres
        .request(FIND, Tuple.of(arn))
        .map(rows -> rows.stream().findFirst().map(ModelStore::model));
  }

  /** Marks a load whose interactions replicas of older versions do not find. */
  Future<Void> mark(String container, UUID load) {
    return work(MARK_LOAD, Tuple.of(container, load.toString(), load)).mapEmpty();
  }

  /** Begins to build a model, in a transaction that may wait for long. */
  Future<Void> begin(Transaction tx) {
    return tx.execute(TIMES_AND_MEMORY).mapEmpty();
  }

  /**
   * Adds users of a hash bucket.
   *
   * @param first the number of the first block
   */
  Future<Void> addBlocks(
      Transaction tx, String container, int bucket, int first, List<byte[]> blocks) {
    AtomicInteger number = new AtomicInteger(first);
    return AsyncLoop.forEachBatch(
        blocks,
        BLOCKS_AT_ONCE,
        some -> {
          Tuple values = Tuple.of(container, (short) bucket);
          values.addValue(
              some.stream()
                  .map(block -> "%08d".formatted(number.getAndIncrement()))
                  .toArray(String[]::new));
          values.addValue(some.stream().map(Buffer::buffer).toArray(Buffer[]::new));
          return tx.execute(ADD_BLOCKS, values);
        });
  }

  /**
   * Adds numbers of users of items.
   *
   * @param number no other counts of the container have it
   */
  Future<Void> addCounts(Transaction tx, String container, int number, Counts counts) {
    Tuple values =
        Tuple.of(container, (short) (number % HashBucket.COUNT), "items/%08d".formatted(number))
            .addValue(counts.items())
            .addValue(counts.users());
    return tx.execute(ADD_COUNTS, values).mapEmpty();
  }

  /** Counts the items of a model that has all users, and removes what was staged. */
  Future<Model> finish(Transaction tx, String arn, Model model) {
    Tuple container = Tuple.of(model.container());
    return run(tx, BUILD_ITEMS, container)
        .compose(built -> run(tx, MARK_MODEL, container))
        .compose(marked -> run(tx, DISCARD, container))
        .compose(cleared -> run(tx, DISCARD_CHUNKS, container))
        .compose(
            cleared ->
                run(
                    tx,
                    REMEMBER,
                    Tuple.of(arn, model.container(), model.users(), model.interactions())))
        .map(remembered -> model);
  }

  private static Future<Void> run(Transaction tx, String sql, Tuple values) {
    return tx.execute(sql, values).mapEmpty();
  }

  /** The items of a model. */
  public Future<ItemCounts> items(String container) {
    return postgres
        .work(ITEMS, Tuple.of(container))
        .map(
            rows ->
                ScoringModel.items(
                    rows.stream()
                        .map(row -> row.getBuffer("items"))
                        .map(Buffer::getBytes)
                        .toList()));
  }

  /** Removes the staged rows of a load. */
  Future<Void> discard(String container, UUID load) {
    return work(DISCARD_LOAD, Tuple.of(container, load))
        .compose(deleted -> work(DISCARD_CHUNKS_OF_LOAD, Tuple.of(container, load)))
        .mapEmpty();
  }

  /** Removes all staged rows. */
  Future<Void> discard(String container) {
    return work(DISCARD, Tuple.of(container))
        .compose(deleted -> work(DISCARD_CHUNKS, Tuple.of(container)))
        .mapEmpty();
  }

  /** Deletes a model. The rows with its users are counted in {@code purge}. */
  public Future<Void> purge(BucketPurge purge, String arn, String container) {
    return profiles
        .purge(purge, container)
        .compose(deleted -> work(REMOVE_ITEMS, Tuple.of(container)))
        .compose(deleted -> work(FORGET, Tuple.of(arn)))
        .mapEmpty();
  }

  private Future<Integer> work(String sql, Tuple values) {
    return postgres.work(sql, values).map(rows -> rows.rowCount());
  }

  private static Model model(Row row) {
    return new Model(row.getString("container"), row.getLong("users"), row.getLong("interactions"));
  }
}
