package io.longshore.service.personalize.job;

import io.longshore.job.Destination;
import io.longshore.job.Piece;
import io.longshore.store.BucketPartitioner;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** How an export is split: the same split for the same number of rows. */
final class DatasetExportPlan {

  private DatasetExportPlan() {}

  static List<Piece> pieces(long rows, IntFunction<Destination> part) {
    List<List<Integer>> shares = BucketPartitioner.ofRows(rows);
    return IntStream.range(0, shares.size())
        .mapToObj(
            i -> {
              JsonObject spec = new JsonObject().put("buckets", new JsonArray(shares.get(i)));
              return new Piece(spec, Optional.of(part.apply(i)));
            })
        .toList();
  }

  static List<Integer> buckets(Piece piece) {
    return piece.spec().getJsonArray("buckets").stream()
        .map(bucket -> ((Number) bucket).intValue())
        .toList();
  }
}
