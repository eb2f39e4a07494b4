package io.longshore.service.pinpoint.job.load;

import io.longshore.async.AsyncLoop;
import io.longshore.store.BucketPartitioner;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Containers that imports fill with endpoints before they become an app's, and the statement that
 * gives an app such a container. See migration V105.
 */
final class ShadowContainerStore {

  static final String COPY =
      """
      copy pinpoint_endpoint (container, bucket, id, line, version, revision, user_id, address_key,
                              terms, active_at) from stdin""";

  /** Finds any endpoint of a container. */
  private static final String ANY =
      """
      -- all buckets: whether there is any
      select 1 from pinpoint_endpoint where container = $1 limit 1""";

  private static final String BEGIN =
      "insert into pinpoint_load (job, load, file, container) values ($1, $2, $3, $4)";

  private static final String OF_LOADS =
      """
      select container, differing from pinpoint_load
       where job = $1 and load = any($2::uuid[]) and container is not null""";

  private static final String DIFFER =
      "update pinpoint_load set differing = $3 where job = $1 and load = $2";

  private static final String FILES = "select load, file from pinpoint_load where job = $1";

  private static final String OF_JOB =
      """
      select load, container from pinpoint_load
       where job = $1 and ($2::uuid is null or load = $2)""";

  private static final String FORGET = "delete from pinpoint_load where job = $1";

  private static final String FORGET_LOAD =
      "delete from pinpoint_load where job = $1 and load = $2";

  // Not for update, so that calls that write endpoints need not wait before FLIP. Two imports wait
  // for each other.
  private static final String HOLD = "select 1 from pinpoint_app where id = $1 for no key update";

  private static final String LOOK =
      """
      select coalesce(endpoints, id) as container from pinpoint_app where id = $1""";

  private static final String CLOSE =
      """
      select coalesce(endpoints, id) as container from pinpoint_app where id = $1 for update""";

  private static final String FLIP = "update pinpoint_app set endpoints = $2 where id = $1";

  private static final String MEMBERS =
      """
      insert into pinpoint_member (container, bucket, id)
      select $2::text, bucket, id from pinpoint_endpoint where container = $1 order by bucket, id""";

  /** The number of random bits of a revision; the bits above are the row's line in its file. */
  static final int PLACE_SHIFT = 22;

  /** Stages the container's rows; the revision has what the line does not have. */
  private static final String STAGE =
      """
      -- all buckets: all rows of the container
      with moved as (delete from pinpoint_endpoint where container = $3 returning *)
      insert into pinpoint_import_row (job, load, place, bucket, id, line, opted, revision, user_id,
                                       address_key, terms, active_at, channel)
      select $1::uuid, $2::uuid, revision >> %d, bucket, id, line, revision & 1 = 1, revision, user_id,
             address_key, terms, active_at, line::json ->> 'ChannelType'
        from moved"""
          .formatted(PLACE_SHIFT);

  private static final String REMOVE =
      """
      delete from pinpoint_endpoint where container = $1 and bucket = any($2::smallint[])""";

  private static final String REMOVE_ALL =
      """
      -- all buckets: all rows of the container
      delete from pinpoint_endpoint where container = $1""";

  private static final int BUCKETS_AT_ONCE = 16;

  /** A load, and the container that it fills. */
  private record Generation(UUID load, Optional<String> container) {}

  private final Postgres postgres;

  ShadowContainerStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The unique name of a load's container, which begins with the app's id. */
  static String name(String app, UUID load) {
    return app + "." + Long.toHexString(load.getMostSignificantBits());
  }

  Future<Boolean> isEmpty(String container) {
    return postgres.work(ANY, Tuple.of(container)).map(found -> found.size() == 0);
  }

  /**
   * Stores a load that begins.
   *
   * @param file its S3 URL
   * @param container the container that it fills, if it fills one
   */
  Future<Void> begin(UUID job, UUID load, String file, Optional<String> container) {
    return execute(BEGIN, Tuple.of(job, load, file, container.orElse(null)));
  }

  /** The file of each load. */
  Future<Map<UUID, String>> files(Transaction tx, UUID job) {
    return execute(tx, FILES, Tuple.of(job))
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.toMap(
                            row -> row.getUUID("load"), row -> row.getString("file"))));
  }

  /**
   * A container that a load has filled.
   *
   * @param differing its users whose endpoints may have different attributes; empty if they are not
   *     known
   */
  record Filled(String container, Optional<String[]> differing) {}

  /** Stores the users whose rows in the load's file have different attributes. */
  Future<Void> differ(UUID job, UUID load, List<String> users) {
    return execute(DIFFER, Tuple.of(job, load).addValue(users.toArray(String[]::new)));
  }

  /** The container that one of these loads has filled. */
  Future<Optional<Filled>> find(Transaction tx, UUID job, List<UUID> loads) {
    return execute(tx, OF_LOADS, Tuple.of(job).addValue(loads.toArray(UUID[]::new)))
        .map(
            found ->
                found.stream()
                    .findFirst()
                    .map(
                        row ->
                            new Filled(
                                row.getString("container"),
                                Optional.ofNullable(row.getArrayOfStrings("differing")))));
  }

  /**
   * Keeps the app from being deleted and other imports from being published; false when it was
   * deleted.
   */
  Future<Boolean> hold(Transaction tx, String app) {
    return execute(tx, HOLD, Tuple.of(app)).map(found -> found.size() == 1);
  }

  /**
   * Gives the app the container if it has no endpoints, and lets calls that write endpoints wait
   * until the transaction ends. Otherwise changes nothing.
   */
  Future<Boolean> flip(Transaction tx, String app, String container) {
    return isEmpty(tx, LOOK, app)
        .compose(empty -> empty ? closed(tx, app) : Future.succeededFuture(false))
        .compose(
            empty ->
                empty
                    ? execute(tx, FLIP, Tuple.of(app, container)).map(true)
                    : Future.succeededFuture(false));
  }

  /** Whether the app still has no endpoints once no call can write any. */
  private static Future<Boolean> closed(Transaction tx, String app) {
    return isEmpty(tx, CLOSE, app);
  }

  private static Future<Boolean> isEmpty(Transaction tx, String look, String app) {
    return execute(tx, look, Tuple.of(app))
        .compose(
            found -> execute(tx, ANY, Tuple.of(found.iterator().next().getString("container"))))
        .map(found -> found.size() == 0);
  }

  /** Stages the container's rows as those of the load, to be merged. */
  Future<Void> stage(Transaction tx, UUID job, UUID load, String container) {
    return execute(tx, STAGE, Tuple.of(job, load, container)).mapEmpty();
  }

  /** Stores the container's endpoints as members of a segment; returns their number. */
  Future<Integer> keepMembers(Transaction tx, String container, String members) {
    return execute(tx, MEMBERS, Tuple.of(container, members)).map(RowSet::rowCount);
  }

  /** Deletes the container's rows, because its app was deleted. */
  Future<Void> remove(Transaction tx, String container) {
    return execute(tx, REMOVE_ALL, Tuple.of(container)).mapEmpty();
  }

  /** Deletes the entries of a job's loads; the container of one may be an app's now. */
  Future<Void> forget(Transaction tx, UUID job) {
    return execute(tx, FORGET, Tuple.of(job)).mapEmpty();
  }

  /** Deletes the rows of the job's loads, or of one of them, which are in no app's container. */
  Future<Void> clear(UUID job, Optional<UUID> load) {
    return postgres
        .work(OF_JOB, Tuple.of(job, load.orElse(null)))
        .compose(
            found ->
                AsyncLoop.forEach(
                    found,
                    row ->
                        clearLoad(
                            job,
                            new Generation(
                                row.getUUID("load"),
                                Optional.ofNullable(row.getString("container"))))));
  }

  private Future<Void> clearLoad(UUID job, Generation generation) {
    return generation
        .container()
        .map(this::remove)
        .orElse(Future.succeededFuture())
        .compose(done -> execute(FORGET_LOAD, Tuple.of(job, generation.load())));
  }

  private Future<Void> remove(String container) {
    return AsyncLoop.forEachBatch(
        BucketPartitioner.buckets(0, HashBucket.COUNT),
        BUCKETS_AT_ONCE,
        some -> {
          Short[] buckets = some.stream().map(Integer::shortValue).toArray(Short[]::new);
          return execute(REMOVE, Tuple.of(container).addValue(buckets));
        });
  }

  private Future<Void> execute(String sql, Tuple parameters) {
    return postgres.work(sql, parameters).mapEmpty();
  }

  private static Future<RowSet<Row>> execute(Transaction tx, String sql, Tuple parameters) {
    return tx.execute(sql, parameters);
  }
}
