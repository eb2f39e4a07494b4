package io.longshore.service.resource;

import io.longshore.job.Lease;
import io.longshore.job.Outputs;
import io.longshore.store.Postgres;
import io.longshore.store.read.ClaimPosition;
import io.longshore.store.read.PieceReader;
import io.longshore.transfer.write.RowChunk;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/** The rows of a piece of an export, read from a standby or another node if there is one. */
public final class PieceRows implements RowSource {

  private final RowSource rows;
  private final PieceReader reader;

  private PieceRows(RowSource rows, PieceReader reader) {
    this.rows = rows;
    this.reader = reader;
  }

  /**
   * Opens where the piece reads; waits until it has everything that was committed before the claim.
   *
   * @param rows reads from there only; the source must be closed
   */
  public static Future<RowSource> open(
      Postgres postgres, Outputs outputs, Function<PieceReader, Future<RowSource>> rows) {
    return postgres
        .reads()
        .open(outputs.lease().map(PieceRows::position))
        .compose(
            reader ->
                Future.succeededFuture()
                    .compose(opened -> rows.apply(reader))
                    .<RowSource>map(source -> new PieceRows(source, reader))
                    .onFailure(failure -> reader.close()));
  }

  private static ClaimPosition position(Lease lease) {
    return new ClaimPosition(lease.job().value(), lease.seq(), lease.id(), lease.epoch() == 1);
  }

  @Override
  public Future<Optional<RowChunk>> next() {
    return rows.next()
        .onSuccess(found -> found.ifPresent(chunk -> reader.count(chunk.rows())))
        .onFailure(reader::scanFailed);
  }

  @Override
  public Optional<String> contentId() {
    return rows.contentId();
  }

  @Override
  public Future<Void> close() {
    return rows.close().eventually(reader::close);
  }
}
