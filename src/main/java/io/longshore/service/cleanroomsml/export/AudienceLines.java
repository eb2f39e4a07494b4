package io.longshore.service.cleanroomsml.export;

import io.longshore.job.PermanentFailure;
import io.longshore.service.cleanroomsml.generation.RankingStore;
import io.longshore.store.read.PieceReader;
import io.longshore.transfer.write.RowChunk;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** The lines of an audience between two ranks, read block by block. */
final class AudienceLines implements RowSource {

  private final RankingStore rankings;
  private final PieceReader reader;
  private final String container;
  private final long to;
  private long next;

  /**
   * @param reader where they are read
   * @param from the first rank, from 0; must begin a block
   * @param to the rank behind the last one
   */
  AudienceLines(RankingStore rankings, PieceReader reader, String container, long from, long to) {
    this.reader = reader;
    this.rankings = rankings;
    this.container = container;
    this.next = from;
    this.to = to;
  }

  @Override
  public Future<Optional<RowChunk>> next() {
    if (next >= to) {
      return Future.succeededFuture(Optional.empty());
    }
    int rows = (int) Math.min(RankingStore.BLOCK, to - next);
    int block = (int) (next / RankingStore.BLOCK);
    next += rows;
    return rankings
        .lines(reader, container, block)
        .map(
            lines ->
                Optional.of(
                    new RowChunk(
                        rows, Buffer.buffer(first(lines.orElseThrow(AudienceLines::gone), rows)))));
  }

  private static String first(String lines, int rows) {
    int end = 0;
    for (int row = 0; row < rows; row++) {
      end = lines.indexOf('\n', end) + 1;
    }
    return lines.substring(0, end);
  }

  private static PermanentFailure gone() {
    return new PermanentFailure("The audience was deleted while it was exported");
  }
}
