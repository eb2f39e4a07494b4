package io.longshore.service.pinpoint.block;

import io.longshore.async.AsyncLoop;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Writes and deletes blocks, and deletes recorded changes. See migration V108. */
public final class BlockBuildStore {

  private static final String SNAPSHOT = "set transaction isolation level repeatable read";

  /** The SQLSTATE of a row that another transaction has changed since the snapshot. */
  private static final String OUTRUN = "40001";

  // Keeps the app from being deleted, and its endpoints in this container.
  private static final String APP =
      """
      select 1 from pinpoint_app
       where id = split_part($1, '.', 1) and coalesce(endpoints, id) = $1 for key share""";

  // Few changes cost an export less than new blocks.
  private static final String NEEDED =
      """
      with block as (
        select coalesce(sum(rows), 0) as rows, max(built_at) as built_at from pinpoint_block
         where container = $1 and bucket = $2 and generation = $3),
      change as (
        select count(distinct id) as changes, coalesce(bool_or(id is null), false) as all_changed
          from pinpoint_block_change where container = $1 and bucket = $2)
      select rows = 0
             or built_at < clock_timestamp() - $4::bigint * interval '1 millisecond'
                and (all_changed or changes * 20 > rows) as needed
        from block, change""";

  private static final String ROWS =
      """
      select id, line from pinpoint_endpoint
       where container = $1 and bucket = $2 and id > $3 order by id limit $4""";

  private static final String DROP =
      """
      with forgotten as (
        delete from pinpoint_block_change where container = $1 and bucket = any($2))
      delete from pinpoint_block where container = $1 and bucket = any($2)""";

  private static final String BUILD =
      """
      insert into pinpoint_block (container, bucket, low, generation, build, rows, built_at, ids,
                                  members)
      select $1, $2, b.low, $3, b.build, b.rows, clock_timestamp(), b.ids, b.members
        from unnest($4::text[], $5::uuid[], $6::integer[], $7::bytea[], $8::bytea[])
               as b (low, build, rows, ids, members)""";

  // Hops from one container to the next by the index.
  private static final String USELESS =
      """
      -- all buckets: which containers have blocks or changes
      with recursive present (container) as (
        (select container from :table order by container limit 1)
        union all
        select (select b.container from :table b
                 where b.container > present.container order by b.container limit 1)
          from present where present.container is not null)
      select container from present
       where container is not null and not exists (
         select 1 from pinpoint_block_container c where c.container = present.container)
       limit 1000""";

  private static final List<String> TABLES = List.of("pinpoint_block", "pinpoint_block_change");

  /** A row of an endpoint. */
  record Line(String id, String line) {}

  /** A new block. */
  record Built(String low, int rows, Buffer ids, Buffer members) {}

  private BlockBuildStore() {}

  /** Runs statements in a transaction in which all see the same rows. */
  static <T> Future<T> frozen(Postgres postgres, Function<Transaction, Future<T>> statements) {
    return postgres
        .work()
        .withTransaction(
            connection ->
                connection
                    .query(SNAPSHOT)
                    .execute()
                    .compose(begun -> statements.apply(new Transaction(connection))));
  }

  /** Whether such a transaction failed because another one has changed a row meanwhile. */
  static boolean isOutrun(Throwable failure) {
    return failure instanceof PgException refused && OUTRUN.equals(refused.getSqlState());
  }

  /** Whether an app has its endpoints in the container, and has them there until the end. */
  static Future<Boolean> holdApp(Transaction tx, String container) {
    return tx.execute(APP, Tuple.of(container)).map(found -> found.size() == 1);
  }

  /**
   * Whether a hash bucket has no blocks, or blocks of at least that age with many changes.
   *
   * @param generation other blocks do not count
   */
  static Future<Boolean> isNeeded(
      Transaction tx, String container, int bucket, UUID generation, Duration age) {
    return tx.execute(NEEDED, Tuple.of(container, (short) bucket, generation, age.toMillis()))
        .map(rows -> rows.iterator().next().getBoolean("needed"));
  }

  /** Some rows of a hash bucket behind that id. */
  static Future<List<Line>> rows(
      Transaction tx, String container, int bucket, String after, int limit) {
    return tx.execute(ROWS, Tuple.of(container, (short) bucket, after, limit))
        .map(
            rows -> SqlRows.all(rows, row -> new Line(row.getString("id"), row.getString("line"))));
  }

  /** Deletes the blocks and changes that a hash bucket has; returns how many blocks there were. */
  static Future<Integer> drop(Transaction tx, String container, int bucket) {
    return tx.execute(DROP, Tuple.of(container).addValue(new Short[] {(short) bucket}))
        .map(deleted -> deleted.rowCount());
  }

  /** Deletes the blocks and changes of some hash buckets; returns how many blocks there were. */
  public static Future<Integer> drop(Postgres postgres, String container, List<Integer> buckets) {
    return postgres
        .work(DROP, Tuple.of(container).addValue(BlockStore.shorts(buckets)))
        .map(deleted -> deleted.rowCount());
  }

  /** Adds blocks to a hash bucket. */
  static Future<Void> build(
      Transaction tx, String container, int bucket, UUID generation, List<Built> blocks) {
    Tuple values =
        Tuple.of(container, (short) bucket, generation)
            .addValue(blocks.stream().map(Built::low).toArray(String[]::new))
            .addValue(blocks.stream().map(each -> UUID.randomUUID()).toArray(UUID[]::new))
            .addValue(blocks.stream().map(Built::rows).toArray(Integer[]::new))
            .addValue(blocks.stream().map(Built::ids).toArray(Buffer[]::new))
            .addValue(blocks.stream().map(Built::members).toArray(Buffer[]::new));
    return tx.execute(BUILD, values).mapEmpty();
  }

  /** Containers that are not listed any more and have blocks or changes, some of them. */
  static Future<List<String>> useless(Postgres postgres) {
    List<String> containers = new ArrayList<>();
    return AsyncLoop.forEach(
            TABLES,
            table ->
                postgres
                    .work(USELESS.replace(":table", table))
                    .onSuccess(
                        rows -> rows.forEach(row -> containers.add(row.getString("container")))))
        .map(containers);
  }
}
