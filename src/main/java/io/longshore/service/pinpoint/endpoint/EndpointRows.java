package io.longshore.service.pinpoint.endpoint;

import io.longshore.async.AsyncLoop;
import io.longshore.service.pinpoint.segment.SegmentCondition;
import io.longshore.service.resource.BucketPieces;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.JsonLinesRows;
import io.longshore.transfer.write.LineSelection;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The rows of endpoints, many at a time, as jobs need them. */
public final class EndpointRows {

  /** Pieces of jobs that go through the endpoints of an app. */
  public static final BucketPieces PIECES = new BucketPieces("Buckets");

  /** Of a condition, by {@link LineSelection}. */
  private static final int FIRST_PARAMETER = 4;

  private static final int SAMPLE_LIMIT = 130_000;
  private static final int COUNT_LIMIT = 50_000;

  // Two of 256 buckets tell how many rows there are; a small number is counted, so that ids which
  // crowd into few buckets are not taken for a small export. Both are bounded.
  private static final String ESTIMATE =
      """
      select (select count(*) from (select from pinpoint_endpoint
                where container = $1 and bucket = any('{85,170}') limit $2) s) as sample,
             (select count(*) from (select from pinpoint_endpoint
                where container = $1 limit $3) c) as counted""";

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

  /** An endpoint's row; the id in lower case. */
  record Line(String id, String line) {}

  private final Postgres postgres;

  public EndpointRows(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Where an app's endpoints are; for an app that is gone, its id. */
  public Future<String> container(String app) {
    return postgres
        .work(CONTAINER, Tuple.of(app))
        .map(found -> found.size() == 0 ? app : found.iterator().next().getString("container"));
  }

  /** All containers that have endpoints of the app, or of an import into it, and its id. */
  public Future<List<String>> containers(String app) {
    List<String> all = new ArrayList<>(List.of(app + "."));
    return AsyncLoop.whileTrue(
            () ->
                postgres
                    .work(
                        NEXT_CONTAINER,
                        Tuple.of(all.get(all.size() - 1), app + "/")) // what follows a dot
                    .map(
                        found -> {
                          found.forEach(row -> all.add(row.getString("container")));
                          return found.size() > 0;
                        }))
        .map(
            found -> {
              all.set(0, app);
              return all;
            });
  }

  /** About how many endpoints an app has, by a statement whose cost has a bound. */
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
   * The lines of the endpoints in those buckets that meet the condition, in the order of the key.
   *
   * @param condition see {@link SegmentCondition}
   * @param now the moment from which recency counts back
   */
  public RowSource lines(
      String container, JsonObject condition, Instant now, List<Integer> buckets) {
    SegmentCondition where = SegmentCondition.of(condition, now, FIRST_PARAMETER);
    LineSelection selection =
        new LineSelection("pinpoint_endpoint", container, where.sql(), where.parameters());
    return new JsonLinesRows(postgres.work(), selection, buckets);
  }

  /** Some endpoints of a bucket after that id, in the order of their ids. */
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
