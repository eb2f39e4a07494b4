package io.longshore.service.personalize.job;

import io.longshore.async.AsyncLoop;
import io.longshore.store.BucketPartitioner;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The visible loads of bulk rows, and the rows of the replaced ones. */
public final class VisibleLoadStore {

  // Not for update, so that calls that put records need not wait. Of two publications the second
  // waits, and its next statement sees the first one's loads.
  private static final String HOLD =
      """
      select from personalize_resource where uid = $1 for no key update""";

  private static final String RETIRE =
      """
      with replaced as (delete from personalize_import where container = $1 returning load)
      insert into personalize_retired (container, load) select $1, load from replaced""";

  private static final String SHOW =
      """
      insert into personalize_import (container, load, twins) select $1, unnest($2::uuid[]), $3""";

  private static final String COUNT =
      """
      -- all buckets: a few rows tell whether there are enough
      select count(*) from (
        select 1 from personalize_record where container = $1 and load = any($2) limit $3) s""";

  private static final String RETIRED =
      """
      select load from personalize_retired where container = $1""";

  private static final String FORGET =
      """
      delete from personalize_retired where container = $1 and load = any($2)""";

  private static final String REMOVE =
      """
      with packed as (
        delete from personalize_packed where container = $1 and bucket = $2 and load = any($3))
      delete from personalize_record where container = $1 and bucket = $2 and load = any($3)""";

  private static final String REMOVE_UNSEEN =
      """
      delete from personalize_record
       where container = $1 and bucket = $2 and load is not null and seq = $3""";

  private final Postgres postgres;
  private final PackStore packs;

  public VisibleLoadStore(Postgres postgres) {
    this.postgres = postgres;
    this.packs = new PackStore(postgres);
  }

  /** Adds these loads to the visible ones. */
  Future<Void> show(Transaction tx, String dataset, List<UUID> loads) {
    return hold(tx, dataset).compose(held -> show(tx, dataset, loads.toArray(UUID[]::new), true));
  }

  /**
   * Replaces the visible loads by these. Of equal rows only the last, the newest, is kept, and the
   * rows are packed, so that exports of these loads alone need not look for duplicates. The dataset
   * is locked after the packing, which takes long, and before the visible loads are read: of
   * several full imports the last one stays.
   */
  public Future<Void> showAlone(Transaction tx, String dataset, List<UUID> loads) {
    UUID[] which = loads.toArray(UUID[]::new);
    return packs
        .pack(tx, dataset, loads)
        .compose(packed -> hold(tx, dataset))
        .compose(held -> tx.execute(RETIRE, Tuple.of(dataset)))
        .compose(retired -> show(tx, dataset, which, false));
  }

  private static Future<Void> hold(Transaction tx, String dataset) {
    return tx.execute(HOLD, Tuple.of(dataset)).mapEmpty();
  }

  private static Future<Void> show(
      Transaction tx, String dataset, UUID[] loads, boolean duplicates) {
    return tx.execute(SHOW, Tuple.of(dataset).addValue(loads).addValue(duplicates)).mapEmpty();
  }

  /** Counts the rows of these loads, up to {@code most}. */
  Future<Long> count(Transaction tx, String dataset, List<UUID> loads, int most) {
    return tx.execute(COUNT, Tuple.of(dataset).addValue(loads.toArray(UUID[]::new)).addValue(most))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** The replaced loads whose rows are not removed. */
  Future<List<UUID>> retired(Transaction tx, String dataset) {
    return tx.execute(RETIRED, Tuple.of(dataset))
        .map(rows -> rows.stream().map(row -> row.getUUID("load")).toList());
  }

  /** Removes the rows of loads, and their entries in the list of replaced loads. */
  public Future<Void> remove(String dataset, List<UUID> loads) {
    UUID[] which = loads.toArray(UUID[]::new);
    return which.length == 0
        ? Future.succeededFuture()
        : eachBucket(bucket -> remove(REMOVE, dataset, bucket, which))
            .compose(removed -> postgres.work(FORGET, Tuple.of(dataset).addValue(which)))
            .mapEmpty();
  }

  /** Removes the rows of all attempts of an import. */
  Future<Void> remove(String dataset, long seq) {
    return eachBucket(bucket -> remove(REMOVE_UNSEEN, dataset, bucket, seq));
  }

  private Future<?> remove(String sql, String dataset, short bucket, Object which) {
    return postgres.work(sql, Tuple.of(dataset, bucket, which));
  }

  private static Future<Void> eachBucket(Function<Short, Future<?>> step) {
    return AsyncLoop.forEach(
        BucketPartitioner.buckets(0, HashBucket.COUNT), bucket -> step.apply(bucket.shortValue()));
  }
}
