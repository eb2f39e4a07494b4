package io.longshore.service.pinpoint;

import io.longshore.store.Bucket;
import io.longshore.store.Postgres;
import io.longshore.transfer.JsonLinesRows;
import io.longshore.transfer.LineSelection;
import io.longshore.transfer.RowSource;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** The rows of endpoints, many at a time, as jobs need them. */
final class EndpointRows {

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

  private static final String REMOVE =
      """
      delete from pinpoint_endpoint where container = $1 and bucket = $2 and id in (
        select id from pinpoint_endpoint where container = $1 and bucket = $2
         order by id limit $3)""";

  private final Postgres postgres;

  EndpointRows(Postgres postgres) {
    this.postgres = postgres;
  }

  /** About how many endpoints an app has, by a statement whose cost has a bound. */
  Future<Long> estimate(String app) {
    return postgres
        .requests()
        .preparedQuery(ESTIMATE)
        .execute(Tuple.of(app, SAMPLE_LIMIT, COUNT_LIMIT))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              long whole = row.getLong("sample") * (Bucket.COUNT / 2);
              return Math.max(whole, row.getLong("counted"));
            });
  }

  /**
   * The lines of the endpoints in those buckets that meet the dimensions, in the order of the key.
   *
   * @param dimensions SegmentDimensions; empty for all endpoints
   */
  RowSource lines(String app, JsonObject dimensions, List<Integer> buckets) {
    SegmentCondition condition = SegmentCondition.of(dimensions, FIRST_PARAMETER);
    LineSelection selection =
        new LineSelection("pinpoint_endpoint", app, condition.sql(), condition.parameters());
    return new JsonLinesRows(postgres.work(), selection, buckets);
  }

  /** Removes some endpoints of a bucket; fewer than the limit means that none are left. */
  Future<Integer> remove(String app, int bucket, int limit) {
    return postgres
        .work()
        .preparedQuery(REMOVE)
        .execute(Tuple.of(app, (short) bucket, limit))
        .map(removed -> removed.rowCount());
  }
}
