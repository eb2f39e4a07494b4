package io.longshore.service.personalize.record;

import io.longshore.transfer.write.RowChunk;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Rows behind a line with the names of the columns. */
public final class RowsWithHeader implements RowSource {

  private final String header;
  private final RowSource rows;
  private boolean begun;

  public RowsWithHeader(String header, RowSource rows) {
    this.header = header;
    this.rows = rows;
  }

  @Override
  public Future<Optional<RowChunk>> next() {
    if (begun) {
      return rows.next();
    }
    begun = true;
    return Future.succeededFuture(Optional.of(new RowChunk(0, Buffer.buffer(header))));
  }

  @Override
  public Future<Void> close() {
    return rows.close();
  }
}
