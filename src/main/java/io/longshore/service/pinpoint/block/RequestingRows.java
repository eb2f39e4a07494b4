package io.longshore.service.pinpoint.block;

import io.longshore.transfer.write.RowChunk;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rows that request blocks at their end if there are many of them. */
final class RequestingRows implements RowSource {

  private static final Logger log = LoggerFactory.getLogger(RequestingRows.class);

  private final RowSource rows;
  private final int minRows;
  private final Supplier<Future<Void>> request;
  private long all;
  private boolean ended;

  /**
   * @param minRows fewer rows request nothing
   */
  RequestingRows(RowSource rows, int minRows, Supplier<Future<Void>> request) {
    this.rows = rows;
    this.minRows = minRows;
    this.request = request;
  }

  @Override
  public Future<Optional<RowChunk>> next() {
    return rows.next()
        .compose(
            found ->
                found.isPresent() ? counted(found) : requested().map(Optional.<RowChunk>empty()));
  }

  private Future<Optional<RowChunk>> counted(Optional<RowChunk> found) {
    all += found.get().rows();
    return Future.succeededFuture(found);
  }

  /** The export does not fail when this does: a later one requests them again. */
  private Future<Void> requested() {
    boolean few = ended || all < minRows;
    ended = true;
    return few
        ? Future.succeededFuture()
        : request
            .get()
            .otherwise(
                failure -> {
                  log.warn("Blocks could not be requested: {}", failure.toString());
                  return null;
                });
  }

  @Override
  public Optional<String> contentId() {
    return rows.contentId();
  }

  @Override
  public Future<Void> close() {
    return rows.close();
  }
}
