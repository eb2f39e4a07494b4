package io.longshore.service.pinpoint.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ApiError;
import io.longshore.job.Destination;
import io.longshore.job.JobId;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.transfer.write.Compression;
import io.longshore.transfer.write.ExportFormat;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportRequestTest {

  private static final String ROLE = "arn:aws:iam::111122223333:role/path/to/export";

  @Test
  void the_prefix_is_taken_verbatim() {
    ExportRequest request = to("s3://my.bucket/exports/app_2026-11-21T10:00:00 UTC%2F+ü/");
    JobId job = JobId.random();

    assertThat(request.bucket()).isEqualTo("my.bucket");
    assertThat(request.part(job, 7, new ExportFormat.Rows(Compression.GZIP)).key())
        .isEqualTo("exports/app_2026-11-21T10:00:00 UTC%2F+ü/" + job + "-part-00007.gz");
    assertThat(request.definition().getString("S3UrlPrefix"))
        .isEqualTo("s3://my.bucket/exports/app_2026-11-21T10:00:00 UTC%2F+ü/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket", "s3://bucket/"})
  void the_prefix_may_be_empty(String url) {
    JobId job = JobId.random();
    assertThat(to(url).part(job, 0, new ExportFormat.Rows(Compression.GZIP)).key())
        .isEqualTo(job + "-part-00000.gz");
  }

  @Test
  void parquet_has_its_own_suffix_and_content_type_and_shorter_prefixes() {
    JobId job = JobId.random();
    ExportFormat parquet = new ExportFormat.Parquet();
    assertThat(to("s3://bucket/a").part(job, 12, parquet))
        .returns("a" + job + "-part-00012.parquet", Destination::key)
        .returns("application/vnd.apache.parquet", Destination::contentType);
    assertThat(to("s3://bucket/" + "a".repeat(973)).part(job, 0, parquet).key()).hasSize(1024);
    assertThatThrownBy(() -> to("s3://bucket/" + "a".repeat(974)).part(job, 0, parquet))
        .hasMessageContaining("974 bytes, the limit is 973");
  }

  @Test
  void the_longest_prefix_leaves_room_for_the_longest_name() {
    JobId job = JobId.random();
    ExportRequest request = to("s3://bucket/" + "é".repeat(488));
    assertThat(request.prefix() + "_" + job + "-manifest.json")
        .satisfies(key -> assertThat(key.getBytes().length).isLessThanOrEqualTo(1024));

    assertThatThrownBy(() -> to("s3://bucket/" + "é".repeat(489)))
        .isInstanceOf(ApiError.class)
        .hasMessageContaining("978 bytes, the limit is 977");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bucket/prefix",
        "S3://bucket/prefix",
        "https://bucket.s3.amazonaws.com/prefix",
        "s3://",
        "s3:///prefix",
        "s3://ab/prefix",
        "s3://Bucket/prefix",
        "s3://buc_ket/prefix",
        "s3://-bucket/prefix",
        "s3://bucket-/prefix",
        "s3://buc..ket/prefix",
        "s3://192.168.0.1/prefix",
        "s3://bucket name/prefix",
        "s3://bucket/../prefix",
        "s3://bucket/a/../b",
        "s3://bucket/a/./b",
        "s3://bucket/./",
        "s3://bucket/a\nb",
        "s3://bucket/a\u007fb"
      })
  void other_destinations_are_refused(String url) {
    assertThatThrownBy(() -> to(url))
        .isInstanceOf(ApiError.class)
        .hasMessageContaining("S3UrlPrefix")
        .extracting("code")
        .isEqualTo(PinpointError.BAD_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket/a..b/", "s3://bucket/...", "s3://bucket/a/..", "s3://b.b/."})
  void dots_that_are_no_whole_segment_of_a_key_are_let_in(String url) {
    assertThat(to(url).definition().getString("S3UrlPrefix")).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "role",
        "arn:aws:iam::1111:role/export",
        "arn:aws:iam::111122223333:user/export",
        "arn:aws:iam::111122223333:role/",
        "arn:aws:s3:::bucket",
        "arn:aws:iam:us-east-1:111122223333:role/export",
        "arn:aws:iam::111122223333:role/ex port",
        "arn:aws:iam::111122223333:role/export\n"
      })
  void what_is_no_role_is_refused(String role) {
    JsonObject body = new JsonObject().put("RoleArn", role).put("S3UrlPrefix", "s3://bucket/x");
    assertThatThrownBy(() -> ExportRequest.of(body))
        .isInstanceOf(ApiError.class)
        .hasMessageContaining("RoleArn must be the ARN of an IAM role");
  }

  @Test
  void a_version_without_a_segment_is_refused() {
    JsonObject body =
        new JsonObject()
            .put("RoleArn", ROLE)
            .put("S3UrlPrefix", "s3://bucket/x")
            .put("SegmentVersion", 1);
    assertThatThrownBy(() -> ExportRequest.of(body)).hasMessage("SegmentVersion needs a SegmentId");
  }

  private static ExportRequest to(String url) {
    return ExportRequest.of(new JsonObject().put("RoleArn", ROLE).put("S3UrlPrefix", url));
  }
}
