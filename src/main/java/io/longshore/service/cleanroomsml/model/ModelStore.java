package io.longshore.service.cleanroomsml.model;

import io.longshore.async.AsyncLoop;
import io.longshore.service.cleanroomsml.lookalike.ItemCounts;
import io.longshore.service.cleanroomsml.lookalike.ScoringModel;
import io.longshore.service.resource.BucketPurge;
import io.longshore.service.resource.PurgeStore;
import io.longshore.service.resource.PurgeStore.Table;
import io.longshore.store.BucketPartitioner;
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

/** The rows of trained models, and the staged interactions of training jobs. */
public final class ModelStore {

  /** Of a user's very many items a uniform sample is kept: hashes are uniform. */
  private static final String BUILD_PROFILES =
      """
      insert into cleanroomsml_profile (container, bucket, id, items)
      select $1, bucket, who, (array_agg(item order by item))[1:500]
        from (select distinct s.bucket, i.who, i.item
                from cleanroomsml_staged s, unnest(s.users, s.items) i(who, item)
               where s.container = $1 and s.bucket = any($2) and s.load = any($3)) seen
       group by bucket, who
       order by bucket, who collate "C\"""";

  /**
   * Items of a single user are no evidence of similarity; nor are the rarest beyond 500,000 items.
   */
  private static final String BUILD_ITEMS =
      """
      -- all buckets: how many users have an item is a sum over all of them
      insert into cleanroomsml_item (container, bucket, block, items)
      select $1, (block % 256)::smallint, block,
             string_agg(int8send(item) || int4send(users), ''::bytea order by item)
        from (select item, users, ((row_number() over (order by item) - 1) / 4096)::int as block
                from (select item, count(*)::int as users
                        from cleanroomsml_profile, unnest(items) item
                       where container = $1
                       group by item having count(*) > 1
                       order by count(*) desc, item limit 500000) kept) numbered
       group by block""";

  private static final String REMEMBER =
      """
      -- all buckets: the model's size is a sum over all of them
      insert into cleanroomsml_model (arn, container, users, interactions)
      select $2, $1, count(*), coalesce(sum(cardinality(items)), 0)
        from cleanroomsml_profile where container = $1
      returning container, users, interactions""";

  private static final String SORT_IN_MEMORY = "select set_config('work_mem', '64MB', true)";

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

  private static final int BUCKETS_AT_ONCE = 8;

  private final Postgres postgres;
  private final PurgeStore profiles;

  public ModelStore(Postgres postgres) {
    this.postgres = postgres;
    this.profiles = new PurgeStore(postgres, new Table("cleanroomsml_profile", "id"));
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

  /** Builds the model of the staged rows of these loads. */
  Future<Model> build(Transaction tx, String arn, String container, List<UUID> loads) {
    return tx.execute(SORT_IN_MEMORY)
        .compose(set -> profiles(tx, container, loads.toArray(UUID[]::new)))
        .compose(built -> run(tx, BUILD_ITEMS, Tuple.of(container)))
        .compose(built -> run(tx, DISCARD, Tuple.of(container)))
        .compose(cleared -> tx.execute(REMEMBER, Tuple.of(container, arn)))
        .map(rows -> model(rows.iterator().next()));
  }

  private static Future<Void> profiles(Transaction tx, String container, UUID[] loads) {
    return AsyncLoop.forEachBatch(
        BucketPartitioner.buckets(0, HashBucket.COUNT),
        BUCKETS_AT_ONCE,
        some -> {
          Short[] buckets = some.stream().map(Integer::shortValue).toArray(Short[]::new);
          return run(tx, BUILD_PROFILES, Tuple.of(container, buckets, loads));
        });
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
    return work(DISCARD_LOAD, Tuple.of(container, load)).mapEmpty();
  }

  /** Removes all staged rows. */
  Future<Void> discard(String container) {
    return work(DISCARD, Tuple.of(container)).mapEmpty();
  }

  /** Deletes a model. Its users are counted in {@code purge}. */
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
