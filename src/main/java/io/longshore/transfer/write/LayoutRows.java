package io.longshore.transfer.write;

import io.longshore.async.AsyncSemaphore;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads all stored lines of some hash buckets of a container in the way that reads fewer pages: in
 * the order of the key where rows of a hash bucket lie together or are few, else in the order of
 * the pages. The order of the lines follows from that.
 */
public final class LayoutRows implements RowSource {

  /** More than the rows of a hash bucket in an export of a few million. */
  private static final int SAMPLE = 20_000;

  /** With fewer rows in a hash bucket the time does not matter. */
  private static final int MIN_ROWS = 200;

  private final Pools pools;
  private final LineSelection selection;
  private final List<Integer> buckets;
  private Future<RowSource> chosen;

  /**
   * Where rows are read.
   *
   * @param scans opens a connection for reading in the order of pages
   * @param permits as many as {@code scans} has connections; without a free one, rows are read in
   *     the order of the key
   */
  public record Pools(
      SqlClient work, Supplier<Future<SqlConnection>> scans, AsyncSemaphore permits) {}

  /**
   * @param selection of all rows of a container
   */
  public LayoutRows(Pools pools, LineSelection selection, Collection<Integer> buckets) {
    this.pools = pools;
    this.selection = selection;
    this.buckets = List.copyOf(buckets);
  }

  @Override
  public Future<Optional<RowChunk>> next() {
    if (chosen == null) {
      chosen = choose();
    }
    return chosen.compose(RowSource::next);
  }

  private Future<RowSource> choose() {
    return buckets.isEmpty()
        ? Future.succeededFuture(keyOrdered())
        : PageOrderedRows.layout(pools.work(), selection, buckets.get(0), SAMPLE)
            .map(
                layout ->
                    isScattered(layout, buckets.size()) && pools.permits().tryAcquire()
                        ? pageOrdered()
                        : keyOrdered());
  }

  /**
   * Whether reading by key would read more pages than the table has, because hardly two rows of a
   * hash bucket share a page.
   */
  static boolean isScattered(PageOrderedRows.Layout layout, int buckets) {
    long rows = (long) layout.rows() * buckets;
    return layout.rows() >= MIN_ROWS
        && layout.rowPages() * 2L > layout.rows()
        && layout.pages() > 0
        && rows > layout.pages();
  }

  private RowSource keyOrdered() {
    return new JsonLinesRows(pools.work(), selection, buckets);
  }

  private RowSource pageOrdered() {
    RowSource rows = new PageOrderedRows(pools.scans(), selection, buckets);
    return new RowSource() {
      @Override
      public Future<Optional<RowChunk>> next() {
        return rows.next();
      }

      @Override
      public Future<Void> close() {
        return rows.close().onComplete(closed -> pools.permits().release());
      }
    };
  }

  @Override
  public Future<Void> close() {
    return chosen == null
        ? Future.succeededFuture()
        : chosen.transform(
            source -> source.succeeded() ? source.result().close() : Future.succeededFuture());
  }
}
