package io.longshore.service.pinpoint.block;

import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Writes and deletes blocks. See migration V108. */
final class BlockBuildStore {

  private static final String NEXT =
      """
      select container, next_bucket,
             requested_at < clock_timestamp() - $1::bigint * interval '1 millisecond' as urgent
        from pinpoint_block_request order by requested_at, container limit 1""";

  private static final String SNAPSHOT = "set transaction isolation level repeatable read";

  /** The SQLSTATE of a row that another transaction has changed since the snapshot. */
  private static final String OUTRUN = "40001";

  private static final String HOLD =
      """
      select 1 from pinpoint_block_request
       where container = $1 and next_bucket = $2 for update skip locked""";

  // Keeps the app from being deleted, and its endpoints in this container.
  private static final String APP =
      """
      select 1 from pinpoint_app
       where id = split_part($1, '.', 1) and coalesce(endpoints, id) = $1 for key share""";

  private static final String MOMENT =
      """
      select pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
             pg_current_xact_id()::text as writer,
             (select system_identifier from pg_control_system()) as system""";

  private static final String AGED =
      """
      select coalesce(max(built_at) < clock_timestamp() - $3::bigint * interval '1 millisecond',
                      true) as aged
        from pinpoint_block where container = $1 and bucket = $2""";

  private static final String ROWS =
      """
      select id, line, age(xmin) <= age($4::text::xid) as fresh from pinpoint_endpoint
       where container = $1 and bucket = $2 and id > $3 order by id limit $5""";

  private static final String DROP =
      """
      delete from pinpoint_block where container = $1 and bucket = any($2)""";

  private static final String BUILD =
      """
      insert into pinpoint_block (container, bucket, low, build, rows, horizon, writer, system,
                                  built_at, members)
      select $1, $2, b.low, b.build, b.rows, $3::text::xid8, $4::text::xid8, $5, clock_timestamp(),
             b.members
        from unnest($6::text[], $7::uuid[], $8::integer[], $9::bytea[])
               as b (low, build, rows, members)""";

  private static final String ADVANCE =
      """
      update pinpoint_block_request set next_bucket = $2 where container = $1""";

  private static final String POSTPONE =
      """
      update pinpoint_block_request set requested_at = clock_timestamp() where container = $1""";

  private static final String END = "delete from pinpoint_block_request where container = $1";

  // Hops from one container to the next by the index.
  private static final String USELESS =
      """
      -- all buckets: which containers have blocks
      with recursive present (container) as (
        (select container from pinpoint_block order by container limit 1)
        union all
        select (select b.container from pinpoint_block b
                 where b.container > present.container order by b.container limit 1)
          from present where present.container is not null)
      select container from present
       where container is not null and not exists (
         select 1 from pinpoint_app a
          where a.id = split_part(present.container, '.', 1)
            and coalesce(a.endpoints, a.id) = present.container)
       limit 1000""";

  /** A container whose blocks were requested. */
  record Requested(String container, int nextBucket, boolean urgent) {}

  /**
   * What blocks keep of the transaction that writes them.
   *
   * @param horizon all transactions with lower numbers had ended before it
   * @param writer its own number
   */
  record Moment(String horizon, String writer, long system) {}

  /** A row of an endpoint; fresh if the horizon does not cover it. */
  record Line(String id, String line, boolean fresh) {}

  /** A new block. */
  record Built(String low, int rows, Buffer members) {}

  private BlockBuildStore() {}

  /**
   * The container whose blocks were requested first.
   *
   * @param patience after which it is urgent
   */
  static Future<Optional<Requested>> next(Postgres postgres, Duration patience) {
    return postgres
        .work(NEXT, Tuple.of(patience.toMillis()))
        .map(
            rows ->
                SqlRows.first(
                    rows,
                    row ->
                        new Requested(
                            row.getString("container"),
                            row.getInteger("next_bucket"),
                            row.getBoolean("urgent"))));
  }

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

  /** Whether no other replica builds the hash bucket, nor has built it. */
  static Future<Boolean> hold(Transaction tx, String container, int bucket) {
    return tx.execute(HOLD, Tuple.of(container, bucket)).map(found -> found.size() == 1);
  }

  /** Whether an app has its endpoints in the container, and has them there until the end. */
  static Future<Boolean> holdApp(Transaction tx, String container) {
    return tx.execute(APP, Tuple.of(container)).map(found -> found.size() == 1);
  }

  /** The moment of a transaction that is frozen. */
  static Future<Moment> moment(Transaction tx) {
    return tx.execute(MOMENT)
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new Moment(
                    row.getString("horizon"), row.getString("writer"), row.getLong("system")));
  }

  /** Whether the hash bucket has no blocks of less than that age. */
  static Future<Boolean> isAged(Transaction tx, String container, int bucket, Duration age) {
    return tx.execute(AGED, Tuple.of(container, (short) bucket, age.toMillis()))
        .map(rows -> rows.iterator().next().getBoolean("aged"));
  }

  /** Some rows of a hash bucket behind that id. */
  static Future<List<Line>> rows(
      Transaction tx, String container, int bucket, String after, Moment moment, int limit) {
    return tx.execute(ROWS, Tuple.of(container, (short) bucket, after, moment.horizon(), limit))
        .map(rows -> SqlRows.all(rows, BlockBuildStore::line));
  }

  private static Line line(Row row) {
    return new Line(row.getString("id"), row.getString("line"), row.getBoolean("fresh"));
  }

  /** Deletes the blocks of a hash bucket; returns how many there were. */
  static Future<Integer> drop(Transaction tx, String container, int bucket) {
    return tx.execute(DROP, Tuple.of(container).addValue(new Short[] {(short) bucket}))
        .map(deleted -> deleted.rowCount());
  }

  /** Deletes the blocks of some hash buckets; returns how many there were. */
  static Future<Integer> drop(Postgres postgres, String container, List<Integer> buckets) {
    return postgres
        .work(DROP, Tuple.of(container).addValue(BlockStore.shorts(buckets)))
        .map(deleted -> deleted.rowCount());
  }

  /** Adds blocks to a hash bucket. */
  static Future<Void> build(
      Transaction tx, String container, int bucket, Moment moment, List<Built> blocks) {
    Tuple values =
        Tuple.of(container, (short) bucket, moment.horizon(), moment.writer(), moment.system())
            .addValue(blocks.stream().map(Built::low).toArray(String[]::new))
            .addValue(blocks.stream().map(each -> UUID.randomUUID()).toArray(UUID[]::new))
            .addValue(blocks.stream().map(Built::rows).toArray(Integer[]::new))
            .addValue(blocks.stream().map(Built::members).toArray(Buffer[]::new));
    return tx.execute(BUILD, values).mapEmpty();
  }

  /** The next hash bucket of a requested container. */
  static Future<Void> advance(Transaction tx, String container, int bucket) {
    return tx.execute(ADVANCE, Tuple.of(container, bucket)).mapEmpty();
  }

  /** Puts a request behind all others. */
  static Future<Void> postpone(Postgres postgres, String container) {
    return postgres.work(POSTPONE, Tuple.of(container)).mapEmpty();
  }

  /** Removes a request that is done. */
  static Future<Void> end(Transaction tx, String container) {
    return tx.execute(END, Tuple.of(container)).mapEmpty();
  }

  /** Containers with blocks that are no app's, some of them. */
  static Future<List<String>> useless(Postgres postgres) {
    return postgres.work(USELESS).map(rows -> SqlRows.all(rows, row -> row.getString("container")));
  }
}
