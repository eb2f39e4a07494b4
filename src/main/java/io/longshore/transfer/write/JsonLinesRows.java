package io.longshore.transfer.write;

import io.longshore.async.AsyncLoop;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/**
 * Reads the stored lines of a big table, ordered by hash bucket and id. The server concatenates the
 * lines of a chunk, and their bytes are not decoded. Every query continues strictly after the rows
 * of the one before, so no row is returned twice, whatever is written at the same time.
 */
public final class JsonLinesRows implements RowSource {

  /**
   * Returns a row for every hash bucket. Lines that are too large are returned as null, with their
   * size; a sum over the buckets would need a window function, which copies the lines. Hash buckets
   * are listed, because a distributed table cannot be pruned by a range.
   */
  private static final String CHUNK =
      """
      select bucket, rows, last, octet_length(lines) as bytes,
             case when octet_length(lines) <= :maxBytes or rows = 1
                  then convert_to(lines || E'\\n', 'UTF8') end as lines
        from (select :bucket as bucket, count(*)::int as rows, max(id) as last,
                     string_agg(line, E'\\n' order by id) as lines
                from (:chunk
                       limit $3) chunk
              :grouping) grouped
       order by bucket
      """;

  private static final String ROWS =
      """
      select bucket, id collate "C" as id, :expression as line
        from :table
       where container = $1 and :position and (:where)
       order by bucket, id collate "C"
      """;

  /**
   * Compares each row with its successor in the order of the index, which needs neither a sort nor
   * a look-up. The innermost query has the order, so that the planner skips the sort and applies
   * the limit early.
   */
  private static final String LAST_OF_GROUPS =
      """
      select bucket, id, line
        from (select bucket, id collate "C" as id, :expression as line,
                     lead(:group) over (partition by bucket order by id collate "C")
                       is distinct from :group as ends
                from :table
               where container = $1 and :position and (:where)
               order by bucket, id collate "C") each
       where ends""";

  private static final String WHOLE_BUCKETS =
      CHUNK.replace(":bucket", "bucket").replace(":grouping", "group by bucket");

  /**
   * Begins or continues in a hash bucket; without {@code group by}, which would sort the rows
   * again.
   */
  private static final String WITHIN_BUCKET =
      CHUNK.replace(":bucket", "min(bucket)").replace(":grouping", "having count(*) > 0");

  private static final int FIRST_PARAMETER = 4;

  private final SqlClient client;
  private final LineSelection selection;
  private final Short[] buckets;
  private final String wholeBuckets;
  private final String withinBucket;
  private AdaptiveFetchSize fetchSize = AdaptiveFetchSize.INITIAL;
  private int position; // of the next one in buckets
  private String last; // the last id that was read from it; null before the first
  private Optional<RowChunk> chunk = Optional.empty();

  /**
   * @param client may run each query on another connection, or another server that is not behind
   * @param buckets the hash buckets to read, in any order
   */
  public JsonLinesRows(SqlClient client, LineSelection selection, Collection<Integer> buckets) {
    this.client = client;
    this.selection = selection;
    this.buckets =
        buckets.stream().distinct().sorted().map(Integer::shortValue).toArray(Short[]::new);
    this.wholeBuckets = wholeBuckets(selection);
    this.withinBucket = withinBucket(selection);
  }

  @Override
  public Future<Optional<RowChunk>> next() {
    return AsyncLoop.whileTrue(this::fetch).map(done -> chunk);
  }

  /** Whether to fetch again, because the result had no rows or was too large. */
  private Future<Boolean> fetch() {
    chunk = Optional.empty();
    if (position == buckets.length) {
      return Future.succeededFuture(false);
    }
    int bucketCount = last == null ? Math.min(fetchSize.buckets(), buckets.length - position) : 1;
    return (bucketCount > 1 ? wholeBuckets(bucketCount) : withinBucket())
        .map(Result::of)
        .map(
            result -> {
              if (result.isTooLarge()) {
                fetchSize = fetchSize.afterTooLarge(result.rows(), result.bytes());
              } else {
                advance(result, bucketCount);
              }
              return chunk.isEmpty();
            });
  }

  private Future<RowSet<Row>> wholeBuckets(int bucketCount) {
    Short[] some = Arrays.copyOfRange(buckets, position, position + bucketCount);
    Tuple values = Tuple.of(selection.container(), some, fetchSize.rows());
    selection.parameters().forEach(values::addValue);
    values.addValue(AdaptiveFetchSize.MAX_BYTES / bucketCount);
    return client.preparedQuery(wholeBuckets).execute(values);
  }

  /** Also at its beginning: with a list of one hash bucket PostgreSQL 15 reads others, too. */
  private Future<RowSet<Row>> withinBucket() {
    Tuple values = Tuple.of(selection.container(), buckets[position], fetchSize.rows());
    selection.parameters().forEach(values::addValue);
    return client.preparedQuery(withinBucket).execute(values.addValue(last == null ? "" : last));
  }

  private void advance(Result result, int bucketCount) {
    boolean wholeBuckets = last == null;
    if (result.rows() == fetchSize.rows()) {
      position = Arrays.binarySearch(buckets, result.lastBucket());
      last = result.lastId();
    } else {
      position += bucketCount;
      last = null;
    }
    AdaptiveFetchSize adapted = wholeBuckets ? fetchSize.afterBuckets(result.rows()) : fetchSize;
    fetchSize = adapted.after(result.rows(), result.bytes());
    chunk =
        result.rows() == 0
            ? Optional.empty()
            : Optional.of(new RowChunk(result.rows(), result.lines()));
  }

  private static String wholeBuckets(LineSelection selection) {
    return expand(selection, WHOLE_BUCKETS, "bucket = any($2)")
        .replace(":maxBytes", "$" + nextParameter(selection));
  }

  static String withinBucket(LineSelection selection) {
    return expand(selection, WITHIN_BUCKET, "bucket = $2 and id collate \"C\" > :last")
        .replace(":maxBytes", Integer.toString(AdaptiveFetchSize.MAX_BYTES))
        .replace(":last", "$" + nextParameter(selection));
  }

  private static String expand(LineSelection selection, String sql, String position) {
    String rows =
        selection.group().map(group -> LAST_OF_GROUPS.replace(":group", group)).orElse(ROWS);
    return sql.replace(":chunk", rows)
        .replace(":position", position)
        .replace(":table", selection.table())
        .replace(":expression", selection.line())
        .replace(":where", selection.where());
  }

  private static int nextParameter(LineSelection selection) {
    return FIRST_PARAMETER + selection.parameters().size();
  }

  /**
   * The result of a query.
   *
   * @param lines null if they were too large to send
   */
  private record Result(int rows, long bytes, Buffer lines, short lastBucket, String lastId) {

    static Result of(RowSet<Row> buckets) {
      Result result = new Result(0, 0, Buffer.buffer(), (short) 0, "");
      for (Row bucket : buckets) {
        result = result.plus(bucket);
      }
      return result;
    }

    /** If one hash bucket is too large the result is, because chunks must not skip rows. */
    private Result plus(Row bucket) {
      Buffer more = bucket.getBuffer("lines");
      return new Result(
          rows + bucket.getInteger("rows"),
          bytes + bucket.getInteger("bytes"),
          isTooLarge() || more == null ? null : rows == 0 ? more : lines.appendBuffer(more),
          bucket.getShort("bucket"),
          bucket.getString("last"));
    }

    boolean isTooLarge() {
      return lines == null;
    }
  }
}
