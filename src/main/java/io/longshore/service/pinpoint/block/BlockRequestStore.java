package io.longshore.service.pinpoint.block;

import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The containers whose changes are recorded, and those whose blocks are requested. See V108. */
public final class BlockRequestStore {

  private static final String REQUEST =
      """
      insert into pinpoint_block_container (container, generation, next_bucket, requested_at)
      values ($1, $2, 0, clock_timestamp())
      on conflict (container) do update set next_bucket = 0, requested_at = clock_timestamp()
       where pinpoint_block_container.next_bucket is null""";

  // The transaction gets its number after the container is seen by others. So transactions with
  // higher numbers record their changes. Numbers from another server may be too high.
  private static final String MARK =
      """
      update pinpoint_block_container set marked_from = pg_current_xact_id()
       where marked_from is null or marked_from > pg_snapshot_xmax(pg_current_snapshot())""";

  private static final String NEXT =
      """
      select container, generation, next_bucket,
             requested_at < clock_timestamp() - $1::bigint * interval '1 millisecond' as urgent
        from pinpoint_block_container where next_bucket is not null
       order by requested_at, container limit 1""";

  private static final String HOLD =
      """
      select coalesce(pg_snapshot_xmin(pg_current_snapshot()) > marked_from, false) as ready
        from pinpoint_block_container
       where container = $1 and generation = $2 and next_bucket = $3 for update skip locked""";

  private static final String ADVANCE =
      """
      update pinpoint_block_container set next_bucket = $2 where container = $1""";

  private static final String END =
      """
      -- all buckets: how many lines the blocks of a container have
      update pinpoint_block_container
         set next_bucket = null, requested_at = null,
             rows = (select coalesce(sum(b.rows), 0) from pinpoint_block b where b.container = $1)
       where container = $1""";

  private static final String POSTPONE =
      """
      update pinpoint_block_container set requested_at = clock_timestamp()
       where container = $1 and next_bucket is not null""";

  private static final String FORGET =
      """
      delete from pinpoint_block_container where container = any($1)""";

  private static final String FORGET_ALL = "delete from pinpoint_block_container";

  private static final String OVERGROWN =
      """
      -- all buckets: how many changes of a container are recorded
      select c.container from pinpoint_block_container c
       where not exists (select 1 from pinpoint_app a
                          where a.id = split_part(c.container, '.', 1)
                            and coalesce(a.endpoints, a.id) = c.container)
          or exists (select 1 from pinpoint_block_change x where x.container = c.container
                     offset greatest(coalesce(c.rows / 4, 1000000), 20000))""";

  /** A container whose blocks were requested. */
  record Requested(String container, UUID generation, int nextBucket, boolean urgent) {}

  private BlockRequestStore() {}

  /**
   * Lists the container among those whose blocks are built, and records its changes from now on.
   */
  static Future<Void> request(Postgres postgres, String container) {
    return postgres.work(REQUEST, Tuple.of(container, UUID.randomUUID())).mapEmpty();
  }

  /** Notes for new containers since when all transactions record their changes. */
  static Future<Void> mark(Postgres postgres) {
    return postgres.work(MARK).mapEmpty();
  }

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
                            row.getUUID("generation"),
                            row.getInteger("next_bucket"),
                            row.getBoolean("urgent"))));
  }

  /**
   * Holds the request. Empty if another replica builds the hash bucket or has built it; false if
   * transactions are open that may not record their changes.
   */
  static Future<Optional<Boolean>> hold(Transaction tx, Requested requested) {
    return tx.execute(
            HOLD, Tuple.of(requested.container(), requested.generation(), requested.nextBucket()))
        .map(found -> SqlRows.first(found, row -> row.getBoolean("ready")));
  }

  /** The next hash bucket of a requested container. */
  static Future<Void> advance(Transaction tx, String container, int bucket) {
    return tx.execute(ADVANCE, Tuple.of(container, bucket)).mapEmpty();
  }

  /** Puts a request behind all others. */
  static Future<Void> postpone(Postgres postgres, String container) {
    return postgres.work(POSTPONE, Tuple.of(container)).mapEmpty();
  }

  /** Ends a request that is done. */
  static Future<Void> end(Transaction tx, String container) {
    return tx.execute(END, Tuple.of(container)).mapEmpty();
  }

  /**
   * From now on no export uses the blocks of these containers, and their changes are not recorded.
   */
  public static Future<Void> forget(Postgres postgres, List<String> containers) {
    return postgres
        .work(FORGET, Tuple.tuple().addValue(containers.toArray(String[]::new)))
        .mapEmpty();
  }

  /** Forgets all containers. */
  static Future<Void> forgetAll(Postgres postgres) {
    return postgres.work(FORGET_ALL).mapEmpty();
  }

  /** Forgets a container in the transaction that holds its request. */
  static Future<Void> forget(Transaction tx, String container) {
    return tx.execute(FORGET, Tuple.tuple().addValue(new String[] {container})).mapEmpty();
  }

  /** Containers that are no app's, or whose changes are so many that blocks save nothing. */
  static Future<List<String>> overgrown(Postgres postgres) {
    return postgres
        .work(OVERGROWN)
        .map(rows -> SqlRows.all(rows, row -> row.getString("container")));
  }
}
