package io.longshore.service.pinpoint.job.export;

import io.longshore.job.JobId;
import io.longshore.job.Piece;
import io.longshore.service.pinpoint.job.ExportRequest;
import io.longshore.store.BucketPartitioner;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How an export is split: the same split for the same number of rows. */
public final class EndpointExportPlan {

  private EndpointExportPlan() {}

  /** The pieces of an export of about so many rows. */
  public static List<Piece> pieces(JobId job, ExportRequest request, long rows) {
    List<List<Integer>> shares = BucketPartitioner.ofRows(rows);
    return IntStream.range(0, shares.size())
        .mapToObj(i -> new Piece(spec(shares.get(i)), Optional.of(request.part(job, i))))
        .toList();
  }

  /** The buckets from one number to before another, as a piece's spec. */
  public static JsonObject spec(int from, int to) {
    return spec(BucketPartitioner.buckets(from, to));
  }

  private static JsonObject spec(List<Integer> buckets) {
    return new JsonObject().put("Buckets", new JsonArray(buckets));
  }

  /** The buckets that a piece's spec names. */
  public static List<Integer> buckets(Piece piece) {
    return piece.spec().getJsonArray("Buckets").stream()
        .map(bucket -> ((Number) bucket).intValue())
        .toList();
  }
}
