package io.longshore.service.pinpoint.endpoint;

import io.longshore.async.AsyncLoop;
import io.longshore.async.AsyncSemaphore;
import io.longshore.service.pinpoint.segment.SegmentCondition;
import io.longshore.service.resource.BucketPieces;
import io.longshore.store.BucketPartitioner;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.store.read.PieceReader;
import io.longshore.transfer.write.JsonLinesRows;
import io.longshore.transfer.write.LayoutRows;
import io.longshore.transfer.write.LineSelection;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Reads the rows of many endpoints, for jobs. */
public final class EndpointRows {

  /** Pieces of jobs that go through the endpoints of an app. */
  public static final BucketPieces PIECES = new BucketPieces("Buckets");

  /** Of a condition, by {@link LineSelection}. */
  private static final int FIRST_PARAMETER = 4;

  private static final int SAMPLE_LIMIT = 130_000;
  private static final int COUNT_LIMIT = 50_000;

  // Estimates from two of 256 hash buckets. Small numbers are counted, so that ids which are
  // concentrated in few hash buckets are not taken for a small export. The cost of both is bounded.
  private static final String ESTIMATE =
      """
      select sample,
             case when sample <= $3 / 128 then (
               select count(*) from (select 1 from pinpoint_endpoint
                where container = $1 limit $3) c) else 0 end as counted
        from (select count(*) as sample from (select 1 from pinpoint_endpoint
                where container = $1 and bucket = any('{85,170}') limit $2) s) each""";

  private static final String SOME =
      """
      select id, line from pinpoint_endpoint
       where container = $1 and bucket = $2 and id > $3 order by id limit $4""";

  private static final String CONTAINER =
      """
      select coalesce(endpoints, id) as container from pinpoint_app where id = $1""";

  private static final String NEXT_CONTAINER =
      """
      -- all buckets: what an app has is found, not looked up
      select container from pinpoint_endpoint
       where container > $1 and container < $2 order by container limit 1""";

  private static final String NEXT_CONTAINER_OF_BLOCKS =
      NEXT_CONTAINER.replace("pinpoint_endpoint", "pinpoint_block");

  // Compares the 32 bits of a transaction's number that a row has.
  private static final String WRITTEN_SINCE = "age(pinpoint_endpoint.xmin) <= age($4::text::xid)";

  // An endpoint that is there again is none that was deleted.
  private static final String DELETED_SINCE =
      """
      pinpoint_deletion.xid >= $4::text::xid8 and not exists (
        select 1 from pinpoint_endpoint e
         where e.container = $5::text and e.bucket = pinpoint_deletion.bucket
           and e.id = pinpoint_deletion.id
        offset 0)""";

  /** An endpoint's row; the id in lower case. */
  record Line(String id, String line) {}

  private final Postgres postgres;
  private final AsyncSemaphore scans = new AsyncSemaphore(Postgres.SCANS);

  public EndpointRows(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The container of an app's endpoints; its id when the app was deleted. */
  public Future<String> container(String app) {
    return postgres.work(CONTAINER, Tuple.of(app)).map(found -> container(app, found));
  }

  /** The container, as of where its rows are read. */
  public Future<String> container(PieceReader reader, String app) {
    return reader.queryLocal(CONTAINER, Tuple.of(app)).map(found -> container(app, found));
  }

  private static String container(String app, RowSet<Row> found) {
    return found.size() == 0 ? app : found.iterator().next().getString("container");
  }

  /** All containers with endpoints or blocks of the app or of imports into it, and its id. */
  public Future<List<String>> containers(String app) {
    Set<String> all = new LinkedHashSet<>(List.of(app));
    return AsyncLoop.forEach(
            List.of(NEXT_CONTAINER, NEXT_CONTAINER_OF_BLOCKS), sql -> containers(app, sql, all))
        .map(done -> List.copyOf(all));
  }

  private Future<Void> containers(String app, String next, Set<String> all) {
    AtomicReference<String> last = new AtomicReference<>(app + ".");
    return AsyncLoop.whileTrue(
        () ->
            postgres
                .work(next, Tuple.of(last.get(), app + "/")) // what follows a dot
                .map(
                    found -> {
                      found.forEach(row -> last.set(row.getString("container")));
                      found.forEach(row -> all.add(last.get()));
                      return found.size() > 0;
                    }));
  }

  /** Estimates the endpoints of an app, at bounded cost. */
  public Future<Long> estimate(String container) {
    return postgres
        .request(ESTIMATE, Tuple.of(container, SAMPLE_LIMIT, COUNT_LIMIT))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              long whole = row.getLong("sample") * (HashBucket.COUNT / 2);
              return Math.max(whole, row.getLong("counted"));
            });
  }

  /**
   * The lines of the endpoints in those hash buckets that meet the condition. Those of a segment
   * are ordered by key; see {@link LayoutRows} for the others.
   *
   * @param reader where they are read
   * @param condition see {@link SegmentCondition}
   * @param now the time from which recency counts back
   */
  public RowSource lines(
      PieceReader reader,
      String container,
      JsonObject condition,
      Instant now,
      List<Integer> buckets) {
    SegmentCondition where = SegmentCondition.of(condition, now, FIRST_PARAMETER);
    LineSelection selection =
        new LineSelection("pinpoint_endpoint", container, where.sql(), where.parameters());
    if (!selection.isWhole()) {
      return new JsonLinesRows(reader, selection, buckets);
    }
    LayoutRows.Pools pools =
        reader.mayScan()
            ? new LayoutRows.Pools(reader, reader::scan, new AsyncSemaphore(1))
            : new LayoutRows.Pools(reader, postgres.scans()::getConnection, scans);
    return new LayoutRows(pools, selection, buckets);
  }

  /**
   * The lines of the endpoints in those hash buckets that transactions from the horizon on wrote.
   *
   * @param horizon the number of a transaction, at most 2^30 ago
   */
  public RowSource written(
      PieceReader reader, String container, long horizon, List<Integer> buckets) {
    String xid = Long.toString(horizon & 0xffff_ffffL);
    return new JsonLinesRows(
        reader,
        new LineSelection("pinpoint_endpoint", container, WRITTEN_SINCE, List.of(xid)),
        buckets);
  }

  /** A line for each endpoint of the app that transactions from the horizon on have deleted. */
  public RowSource deleted(PieceReader reader, String app, String container, long horizon) {
    return new JsonLinesRows(
        reader,
        new LineSelection(
            "pinpoint_deletion", app, DELETED_SINCE, List.of(Long.toString(horizon), container)),
        BucketPartitioner.buckets(0, HashBucket.COUNT));
  }

  /** Some endpoints of a hash bucket behind that id, ordered by id. */
  Future<List<Line>> some(String container, int bucket, String after, int limit) {
    return postgres
        .work(SOME, Tuple.of(container, (short) bucket, after, limit))
        .map(
            rows ->
                rows.stream()
                    .map(row -> new Line(row.getString("id"), row.getString("line")))
                    .toList());
  }
}
