package io.longshore.transfer.write;

import io.longshore.async.AsyncLoop;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/**
 * The ready lines of a big table, bucket by bucket, by id within a bucket. The server puts the
 * lines of a chunk together, and their bytes pass through undecoded. Every query stands alone and
 * goes on strictly after the last one's rows, so that no row comes twice whatever is written
 * meanwhile.
 */
public final class JsonLinesRows implements RowSource {

  /**
   * A row for every bucket. Lines that are too much to send come as null, with their size. (A sum
   * over the buckets would say it better, but a window function copies what it sees.) Buckets are
   * listed and never a range, which a distributed table could not be pruned by.
   */
  private static final String CHUNK =
      """
      select bucket, rows, last, octet_length(lines) as bytes,
             case when octet_length(lines) <= :most or rows = 1
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
   * In the order of the index a row's successor tells enough, and nothing is sorted or probed. The
   * order is the innermost query's: there the planner knows what it needs not sort by, and passes
   * the limit on.
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

  /** On in a bucket that has more than a chunk; grouping it by bucket would sort it once more. */
  private static final String ON_IN_BUCKET =
      CHUNK.replace(":bucket", "min(bucket)").replace(":grouping", "having count(*) > 0");

  private static final int FIRST_OF_WHERE = 4;

  private final Pool pool;
  private final LineSelection selection;
  private final Short[] buckets;
  private final String wholeBuckets;
  private final String onInBucket;
  private AdaptiveFetchSize pace = AdaptiveFetchSize.FIRST;
  private int position; // in buckets, of the one that is next
  private String last; // the id that came last of that bucket, null before its first
  private Optional<RowChunk> chunk = Optional.empty();

  /**
   * @param buckets which of the table's buckets, in any order
   */
  public JsonLinesRows(Pool pool, LineSelection selection, Collection<Integer> buckets) {
    this.pool = pool;
    this.selection = selection;
    this.buckets =
        buckets.stream().distinct().sorted().map(Integer::shortValue).toArray(Short[]::new);
    this.wholeBuckets = wholeBuckets(selection);
    this.onInBucket = onInBucket(selection);
  }

  @Override
  public Future<Optional<RowChunk>> next() {
    return AsyncLoop.whileTrue(this::fetch).map(done -> chunk);
  }

  /** Whether to fetch again: the query found no rows, or more than may be sent. */
  private Future<Boolean> fetch() {
    chunk = Optional.empty();
    if (position == buckets.length) {
      return Future.succeededFuture(false);
    }
    int asked = last == null ? Math.min(pace.buckets(), buckets.length - position) : 1;
    return (last == null ? wholeBuckets(asked) : onInBucket())
        .map(Found::of)
        .map(
            found -> {
              if (found.tooMuch()) {
                pace = pace.afterTooMuch(found.rows(), found.bytes());
              } else {
                goOn(found, asked);
              }
              return chunk.isEmpty();
            });
  }

  private Future<RowSet<Row>> wholeBuckets(int asked) {
    Short[] some = Arrays.copyOfRange(buckets, position, position + asked);
    Tuple values = Tuple.of(selection.container(), some, pace.rows());
    selection.parameters().forEach(values::addValue);
    values.addValue(AdaptiveFetchSize.MOST_BYTES / asked);
    return pool.preparedQuery(wholeBuckets).execute(values);
  }

  private Future<RowSet<Row>> onInBucket() {
    Tuple values = Tuple.of(selection.container(), buckets[position], pace.rows());
    selection.parameters().forEach(values::addValue);
    return pool.preparedQuery(onInBucket).execute(values.addValue(last));
  }

  private void goOn(Found found, int asked) {
    boolean wholeBuckets = last == null;
    if (found.rows() == pace.rows()) {
      position = Arrays.binarySearch(buckets, found.lastBucket());
      last = found.lastId();
    } else {
      position += asked;
      last = null;
    }
    AdaptiveFetchSize spread = wholeBuckets ? pace.spread(found.rows()) : pace;
    pace = spread.after(found.rows(), found.bytes());
    chunk =
        found.rows() == 0
            ? Optional.empty()
            : Optional.of(new RowChunk(found.rows(), found.lines()));
  }

  private static String wholeBuckets(LineSelection selection) {
    return chosen(selection, WHOLE_BUCKETS, "bucket = any($2)")
        .replace(":most", "$" + firstFree(selection));
  }

  static String onInBucket(LineSelection selection) {
    return chosen(selection, ON_IN_BUCKET, "bucket = $2 and id collate \"C\" > :last")
        .replace(":most", Integer.toString(AdaptiveFetchSize.MOST_BYTES))
        .replace(":last", "$" + firstFree(selection));
  }

  private static String chosen(LineSelection selection, String sql, String position) {
    String rows =
        selection.group().map(group -> LAST_OF_GROUPS.replace(":group", group)).orElse(ROWS);
    return sql.replace(":chunk", rows)
        .replace(":position", position)
        .replace(":table", selection.table())
        .replace(":expression", selection.line())
        .replace(":where", selection.where());
  }

  private static int firstFree(LineSelection selection) {
    return FIRST_OF_WHERE + selection.parameters().size();
  }

  /**
   * What a query brought.
   *
   * @param lines null when they were too much to send
   */
  private record Found(int rows, long bytes, Buffer lines, short lastBucket, String lastId) {

    static Found of(RowSet<Row> buckets) {
      Found found = new Found(0, 0, Buffer.buffer(), (short) 0, "");
      for (Row bucket : buckets) {
        found = found.and(bucket);
      }
      return found;
    }

    /** One bucket that is too much makes all of it too much: chunks must not skip rows. */
    private Found and(Row bucket) {
      Buffer more = bucket.getBuffer("lines");
      return new Found(
          rows + bucket.getInteger("rows"),
          bytes + bucket.getInteger("bytes"),
          tooMuch() || more == null ? null : rows == 0 ? more : lines.appendBuffer(more),
          bucket.getShort("bucket"),
          bucket.getString("last"));
    }

    boolean tooMuch() {
      return lines == null;
    }
  }
}
