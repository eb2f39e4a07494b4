package io.longshore.operator;

import static io.longshore.fixture.Sdk.until;
import static io.longshore.operator.OperatorCalls.fileKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** The refused rows of an import of files with more of them than are stored with the job. */
class RejectedRowsIT {

  private static final String BUCKET_PREFIX = "rejected-";

  private final String account =
      "72%010d".formatted(ThreadLocalRandom.current().nextLong(10_000_000_000L));
  private final String bucket = BUCKET_PREFIX + account;
  private final OperatorCalls calls = new OperatorCalls(Installation.shared().uri());

  @Test
  void all_refused_rows_are_listed_by_file_and_line_and_those_stored_when_an_object_was_replaced() {
    try (S3Objects objects = new S3Objects(Installation.shared().s3(account))) {
      objects.createBucket(bucket);
      objects.put(bucket, "in/a.json", rows(250));
      objects.put(bucket, "in/b.json", rows(2));
      objects.put(bucket, "in/c.json", rows(130));
      String job = imported();
      List<String> all = new ArrayList<>(expected("a", 250));
      all.addAll(expected("b", 2));
      all.addAll(expected("c", 130));

      assertThat(listed(job, 60)).containsExactlyElementsOf(all);
      assertThat(listed(job, 1000)).containsExactlyElementsOf(all);
      assertThat(listed(job, 125)).containsExactlyElementsOf(all);

      JsonObject first = page(job, 120, Optional.empty());
      objects.put(
          bucket,
          "in/_" + job + "-rejected-00000.ndjson",
          "replaced\n".getBytes(StandardCharsets.UTF_8));
      assertThat(first.getLong("Total")).isEqualTo(382);
      assertThat(texts(page(job, 120, Optional.of(first.getString("NextToken")))))
          .containsExactlyElementsOf(all.subList(250, 370)); // 100 of the first file are stored
      List<String> stored = new ArrayList<>(expected("a", 100));
      stored.addAll(all.subList(250, all.size()));
      assertThat(listed(job, 60)).containsExactlyElementsOf(stored);
    }
  }

  private List<String> listed(String job, int size) {
    List<String> all = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      JsonObject page = page(job, size, token);
      all.addAll(texts(page));
      token = Optional.ofNullable(page.getString("NextToken"));
    } while (token.isPresent());
    return all;
  }

  private JsonObject page(String job, int size, Optional<String> token) {
    String next = token.map(t -> "&nextToken=" + t).orElse("");
    var reply =
        calls.get(fileKey(account), "/jobs/" + job + "/rejected-rows?maxResults=" + size + next);
    assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    return reply.body();
  }

  private static List<String> texts(JsonObject page) {
    JsonArray rows = page.getJsonArray("RejectedRows");
    return IntStream.range(0, rows.size())
        .mapToObj(rows::getJsonObject)
        .peek(row -> assertThat(row.getString("Reason")).isNotEmpty())
        .map(row -> row.getString("File") + " " + row.getLong("Line"))
        .toList();
  }

  private List<String> expected(String file, int count) {
    return IntStream.rangeClosed(2, count + 1)
        .mapToObj(line -> "s3://" + bucket + "/in/" + file + ".json " + line)
        .toList();
  }

  private static byte[] rows(int bad) {
    String good = "{\"ChannelType\":\"EMAIL\",\"Address\":\"a@example.com\",\"Id\":\"one\"}\n";
    return (good + "{\"Id\": 7\n".repeat(bad)).getBytes(StandardCharsets.UTF_8);
  }

  private String imported() {
    try (PinpointAsyncClient pinpoint =
        Sdk.builder(PinpointAsyncClient.builder(), Installation.shared().uri(), account, "test")
            .build()) {
      String app =
          pinpoint
              .createApp(r -> r.createApplicationRequest(c -> c.name("n")))
              .join()
              .applicationResponse()
              .id();
      String job =
          pinpoint
              .createImportJob(
                  r ->
                      r.applicationId(app)
                          .importJobRequest(
                              i ->
                                  i.format("JSON")
                                      .registerEndpoints(true)
                                      .roleArn("arn:aws:iam::" + account + ":role/r")
                                      .s3Url("s3://" + bucket + "/in/")))
              .join()
              .importJobResponse()
              .id();
      until(
          () -> pinpoint.getImportJob(r -> r.applicationId(app).jobId(job)),
          now ->
              Set.of(JobStatus.FAILED, JobStatus.COMPLETED)
                  .contains(now.importJobResponse().jobStatus()));
      return job;
    }
  }
}
