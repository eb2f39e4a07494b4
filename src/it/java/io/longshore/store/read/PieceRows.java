package io.longshore.store.read;

import static io.longshore.fixture.Waiting.await;

import io.longshore.transfer.write.RowChunk;
import io.longshore.transfer.write.RowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the rows of a piece and counts them, as an export does. */
final class PieceRows {

  private PieceRows() {}

  /** The next lines; none at the end. */
  static List<String> next(PieceReader reader, RowSource rows) {
    Optional<RowChunk> chunk = await(rows.next());
    chunk.ifPresent(read -> reader.count(read.rows()));
    return chunk.map(read -> read.bytes().toString().lines().toList()).orElse(List.of());
  }

  /** All further lines; then both are closed. */
  static List<String> rest(PieceReader reader, RowSource rows) {
    List<String> all = new ArrayList<>();
    for (List<String> some = next(reader, rows); !some.isEmpty(); some = next(reader, rows)) {
      all.addAll(some);
    }
    await(rows.close());
    await(reader.close());
    return all;
  }
}
