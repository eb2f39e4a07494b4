package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;
import software.amazon.awssdk.services.pinpoint.model.NotFoundException;
import software.amazon.awssdk.services.pinpoint.model.PinpointException;

/** Refused and failing imports. */
class PinpointImportErrorsSdkIT extends PinpointImports {

  @Test
  void an_impossible_deletion_is_refused_when_it_is_created() {
    String app = app();
    put("broken.json", "{\"Id\":\n");
    put("array.json", "[{\"Id\":\"a\"}]");
    put("columns.csv", "Id,Adress\na,b\n");
    put("pipes.csv", "Id|Address\na|b\n");
    server.objects.put(BUCKET, "utf16.csv", "Id\na\n".getBytes(UTF_16));
    bad(app, "broken.json", "JSON", "broken.json line 1: not a JSON object");
    bad(app, "array.json", "JSON", "line 1: not a JSON object");
    bad(app, "columns.csv", "CSV", "a column 'Adress'");
    bad(app, "pipes.csv", "CSV", "a column 'Id|Address'", "with commas between");
    bad(app, "utf16.csv", "CSV", "cannot be read");
    bad(app, "nowhere.json", "JSON", "s3://sdk-pinpoint/nowhere.json is no object");
    assertThatThrownBy(
            () ->
                call(
                    client.createImportJob(
                        r ->
                            r.applicationId(app)
                                .importJobRequest(
                                    i ->
                                        i.format("CSV")
                                            .roleArn(ROLE)
                                            .s3Url("s3://no-such-bucket-here/x")))))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("no-such-bucket-here");
    put("good.csv", "Id\na\n");
    assertThatThrownBy(() -> create(app, "good.csv", "CSV", r -> r.roleArn("x")))
        .isInstanceOf(BadRequestException.class);
    assertThatThrownBy(() -> create(app, "good.csv", "CSV", r -> r.segmentId("x")))
        .isInstanceOf(BadRequestException.class);
    assertThatThrownBy(
            () -> create(app, "good.csv", "CSV", r -> r.defineSegment(true).segmentId("x")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> call(otherAccount.getImportJobs(r -> r.applicationId(app))))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> call(client.getImportJob(r -> r.applicationId(app).jobId("x"))))
        .isInstanceOf(NotFoundException.class);
    assertThat(call(client.getImportJobs(r -> r.applicationId(app))).importJobsResponse().item())
        .isEmpty();
  }

  @Test
  void an_import_that_fails_in_a_later_file_shows_no_rows() {
    String app = app();
    put("later/a.json", "{\"Id\":\"a\",\"Address\":\"1\",\"ChannelType\":\"SMS\"}\n");
    server.objects.put(
        BUCKET, "later/b.json", ("{\"Id\":\"b\"}" + "\u0000".repeat(2 << 20)).getBytes(UTF_8));
    ImportJobResponse ended =
        ended(app, create(app, "later/", "JSON", r -> r.registerEndpoints(true)).id());

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.FAILED);
    assertThat(ended.failures()).isNotEmpty().first().asString().contains("later/b.json");
    assertThatThrownBy(() -> endpoint(app, "a")).isInstanceOf(NotFoundException.class);
    assertThat(server.rows("select from pinpoint_import_row")).isEmpty();
  }

  @Test
  void a_truncated_gzip_file_fails_with_a_reason_and_shows_no_rows() {
    String app = app();
    String row = "{\"Id\":\"%d\",\"Address\":\"%1$d\",\"ChannelType\":\"SMS\"}\n";
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      rows.append(row.formatted(i));
    }
    byte[] whole = gzip(rows.toString());
    server.objects.put(BUCKET, "cut.json.gz", Arrays.copyOf(whole, whole.length - 1000));
    ImportJobResponse ended =
        ended(app, create(app, "cut.json.gz", "JSON", r -> r.registerEndpoints(true)).id());

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.FAILED);
    assertThat(ended.failures().toString()).contains("cut.json.gz cannot be read");
    assertThatThrownBy(() -> endpoint(app, "1")).isInstanceOf(NotFoundException.class);
    assertThat(server.rows("select from pinpoint_import_row")).isEmpty();
  }

  private static void bad(String app, String key, String format, String... messages) {
    assertThatThrownBy(() -> create(app, key, format, r -> r.registerEndpoints(true)))
        .isInstanceOfSatisfying(
            PinpointException.class,
            failure -> assertThat(failure.statusCode()).as(failure.getMessage()).isEqualTo(400))
        .hasMessageContainingAll(messages);
  }
}
