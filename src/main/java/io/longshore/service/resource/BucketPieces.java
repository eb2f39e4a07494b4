package io.longshore.service.resource;

import io.longshore.job.Destination;
import io.longshore.job.Piece;
import io.longshore.store.BucketPartitioner;
import io.longshore.store.HashBucket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Pieces that each cover some hash buckets of a container.
 *
 * @param member the member of a piece's spec that lists the buckets
 */
public record BucketPieces(String member) {

  /** One piece for each destination, as many as a container of about so many rows needs. */
  public List<Piece> ofRows(long rows, IntFunction<Destination> destination) {
    List<List<Integer>> shares = BucketPartitioner.ofRows(rows);
    return IntStream.range(0, shares.size())
        .mapToObj(i -> new Piece(spec(shares.get(i)), Optional.of(destination.apply(i))))
        .toList();
  }

  /** That many pieces of about the same size, without destinations. */
  public List<Piece> split(int pieces) {
    return IntStream.range(0, pieces)
        .mapToObj(
            i ->
                BucketPartitioner.buckets(
                    i * HashBucket.COUNT / pieces, (i + 1) * HashBucket.COUNT / pieces))
        .map(buckets -> new Piece(spec(buckets), Optional.empty()))
        .toList();
  }

  private JsonObject spec(List<Integer> buckets) {
    return new JsonObject().put(member, new JsonArray(buckets));
  }

  /** The buckets that a piece covers. */
  public List<Integer> of(Piece piece) {
    return of(piece.spec());
  }

  /** The buckets that the spec of a piece lists. */
  public List<Integer> of(JsonObject spec) {
    return spec.getJsonArray(member).stream().map(bucket -> ((Number) bucket).intValue()).toList();
  }
}
