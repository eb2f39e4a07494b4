package io.longshore.service.personalize;

import io.longshore.job.Destination;
import io.longshore.job.Piece;
import io.longshore.store.Bucket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** How an export is split: the same split for the same number of rows. */
final class ExportPlan {

  private static final long SMALL = 50_000;
  private static final long ROWS_A_PIECE = 250_000;
  private static final int FEWEST = 4;
  private static final int MOST = 64;

  private ExportPlan() {}

  static List<Piece> pieces(long rows, IntFunction<Destination> part) {
    int count = count(rows);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              int from = i * Bucket.COUNT / count;
              int to = (i + 1) * Bucket.COUNT / count;
              List<Integer> buckets = IntStream.range(from, to).boxed().toList();
              JsonObject spec = new JsonObject().put("buckets", new JsonArray(buckets));
              return new Piece(spec, Optional.of(part.apply(i)));
            })
        .toList();
  }

  static List<Integer> buckets(Piece piece) {
    return piece.spec().getJsonArray("buckets").stream()
        .map(bucket -> ((Number) bucket).intValue())
        .toList();
  }

  /** One for a small export, at least four for one of more than 100,000 rows. */
  static int count(long rows) {
    if (rows < SMALL) {
      return 1;
    }
    long even = (rows + ROWS_A_PIECE - 1) / ROWS_A_PIECE;
    return (int) Math.max(FEWEST, Math.min(MOST, even));
  }
}
