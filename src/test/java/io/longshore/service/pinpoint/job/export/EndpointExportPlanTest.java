package io.longshore.service.pinpoint.job.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.JobId;
import io.longshore.job.Piece;
import io.longshore.service.pinpoint.job.ExportRequest;
import io.longshore.store.BucketPartitioner;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointExportPlanTest {

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
    ExportRequest request =
        ExportRequest.of(
            new JsonObject()
                .put("RoleArn", "arn:aws:iam::111122223333:role/x")
                .put("S3UrlPrefix", "s3://bucket/x/"));
    JobId job = JobId.random();
    List<Piece> pieces = EndpointExportPlan.pieces(job, request, rows);

    assertThat(pieces.stream().flatMap(piece -> EndpointExportPlan.buckets(piece).stream()))
        .containsExactlyElementsOf(IntStream.range(0, 256).boxed().toList());
    int even = 256 / pieces.size();
    assertThat(pieces)
        .allSatisfy(
            piece -> assertThat(EndpointExportPlan.buckets(piece)).hasSizeBetween(even, even + 1));
    assertThat(pieces.stream().map(piece -> piece.destination().orElseThrow().key()))
        .doesNotHaveDuplicates()
        .first()
        .isEqualTo("x/" + job + "-part-00000.gz");
  }
}
