package io.longshore.service.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.Destination;
import io.longshore.job.Piece;
import io.longshore.store.BucketPartitioner;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketPiecesTest {

  private static final BucketPieces PIECES = new BucketPieces("buckets");

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "49999, 1",
    "50000, 4",
    "100001, 4",
    "1000000, 4",
    "1000001, 5",
    "16000000, 64",
    "900000000000, 64"
  })
  void the_number_of_pieces_grows_with_the_rows(long rows, int pieces) {
    assertThat(BucketPartitioner.ofRows(rows)).hasSize(pieces);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 60_000, 1_700_000, 20_000_000})
  void the_pieces_share_all_buckets_evenly_and_none_twice(long rows) {
    List<Piece> pieces =
        PIECES.ofRows(rows, part -> new Destination("role", "bucket", "part-" + part, "text/csv"));

    assertThat(pieces.stream().flatMap(piece -> PIECES.of(piece).stream()))
        .containsExactlyElementsOf(IntStream.range(0, 256).boxed().toList());
    int even = 256 / pieces.size();
    assertThat(pieces)
        .allSatisfy(piece -> assertThat(PIECES.of(piece)).hasSizeBetween(even, even + 1));
    assertThat(pieces.stream().map(piece -> piece.destination().orElseThrow().key()))
        .doesNotHaveDuplicates()
        .first()
        .isEqualTo("part-0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 64, 256})
  void pieces_without_destinations_are_split_as_evenly(int count) {
    List<Piece> pieces = PIECES.split(count);

    assertThat(pieces).hasSize(count).allMatch(piece -> piece.destination().isEmpty());
    assertThat(pieces.stream().flatMap(piece -> PIECES.of(piece).stream()))
        .containsExactlyElementsOf(IntStream.range(0, 256).boxed().toList());
  }

  @Test
  void the_buckets_stand_in_the_specs_member() {
    assertThat(
            new BucketPieces("Buckets").of(new JsonObject("{'Buckets':[3,7]}".replace('\'', '"'))))
        .containsExactly(3, 7);
  }
}
