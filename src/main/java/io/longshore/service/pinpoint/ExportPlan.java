package io.longshore.service.pinpoint;

import io.longshore.job.JobId;
import io.longshore.job.Piece;
import io.longshore.store.Bucket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How an export is split: the same split for the same number of rows. */
final class ExportPlan {

  private static final long SMALL = 50_000;
  private static final long ROWS_A_PIECE = 250_000;
  private static final int FEWEST = 4;
  private static final int MOST = 64;

  private ExportPlan() {}

  /**
   * The pieces of an export of about so many rows: one for a small export, and at least four for
   * one of more than 100,000 rows.
   */
  static List<Piece> pieces(JobId job, ExportRequest request, long rows) {
    int count = count(rows);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              int from = i * Bucket.COUNT / count;
              int to = (i + 1) * Bucket.COUNT / count;
              return new Piece(spec(from, to), Optional.of(request.part(job, i)));
            })
        .toList();
  }

  /** The buckets from one number to before another, as a piece's spec. */
  static JsonObject spec(int from, int to) {
    return new JsonObject()
        .put(
            "Buckets",
            new JsonArray(IntStream.range(from, to).boxed().collect(Collectors.toList())));
  }

  /** The buckets that a piece's spec names. */
  static List<Integer> buckets(Piece piece) {
    return piece.spec().getJsonArray("Buckets").stream()
        .map(bucket -> ((Number) bucket).intValue())
        .toList();
  }

  static int count(long rows) {
    if (rows < SMALL) {
      return 1;
    }
    long even = (rows + ROWS_A_PIECE - 1) / ROWS_A_PIECE;
    return (int) Math.max(FEWEST, Math.min(MOST, even));
  }
}
