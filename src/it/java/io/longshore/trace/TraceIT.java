package io.longshore.trace;

import static io.longshore.trace.TraceSpans.below;
import static io.longshore.trace.TraceSpans.has;
import static io.longshore.trace.TraceSpans.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Folders;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.longshore.identity.key.AccessKey;
import io.longshore.operator.OperatorCalls;
import io.longshore.trace.TraceReceiver.Received;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;
import software.amazon.awssdk.services.pinpoint.model.ChannelType;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** Traces of calls and of the jobs that they create, as a receiver of OTLP gets them. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceIT {

  private static final String ACCOUNT = "000000000000";
  private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/export";
  private static final String CALLER = "00f067aa0ba902b7";

  private final TraceReceiver receiver = new TraceReceiver();
  private Path folder;
  private Installation server;
  private PinpointAsyncClient pinpoint;
  private OperatorCalls operator;
  private String app;

  @BeforeAll
  void start() throws Exception {
    folder = Files.createTempDirectory("longshore-trace-");
    server =
        Installation.start(
            folder,
            Map.of("tracing.endpoint", receiver.uri().toString(), "tracing.service", "exports"));
    pinpoint = Sdk.client(PinpointAsyncClient.builder(), server.uri(), ACCOUNT);
    operator = new OperatorCalls(server.uri());
    try (S3Objects objects = new S3Objects(server.s3())) {
      objects.createBucket("traces");
    }
    app =
        Sdk.call(pinpoint.createApp(r -> r.createApplicationRequest(a -> a.name("traces"))))
            .applicationResponse()
            .id();
    Sdk.call(
        pinpoint.updateEndpoint(
            r ->
                r.applicationId(app)
                    .endpointId("e1")
                    .endpointRequest(
                        e -> e.channelType(ChannelType.EMAIL).address("secret@example.com"))));
  }

  @AfterAll
  void stop() {
    pinpoint.close();
    server.close();
    receiver.close();
    Folders.delete(folder);
  }

  private String export(String traceparent) {
    String job =
        Sdk.call(
                pinpoint.createExportJob(
                    r ->
                        r.applicationId(app)
                            .overrideConfiguration(c -> c.putHeader("traceparent", traceparent))
                            .exportJobRequest(j -> j.roleArn(ROLE).s3UrlPrefix("s3://traces/out"))))
            .exportJobResponse()
            .id();
    Sdk.until(
        () -> pinpoint.getExportJob(r -> r.applicationId(app).jobId(job)),
        answer -> answer.exportJobResponse().jobStatus() == JobStatus.COMPLETED);
    return job;
  }

  private static boolean isCommitAttempt(Received span) {
    return span.name().equals("attempt") && "COMMIT".equals(span.attribute("longshore.kind"));
  }

  @Test
  void a_trace_leads_from_the_creating_call_to_the_parts_of_the_object() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    String job = export("00-" + trace + "-" + CALLER + "-01");

    List<Received> spans = receiver.await(trace, has(TraceIT::isCommitAttempt));
    Received call = only(spans, "pinpoint.CreateExportJob");
    assertThat(call.parent()).isEqualTo(CALLER);
    assertThat(call.service()).isEqualTo("exports");
    assertThat(call.attributes())
        .containsEntry("longshore.account", ACCOUNT)
        .containsEntry("http.response.status_code", "202");
    assertThat(below(spans, call)).contains("INSERT job", "attempt");
    Received piece = only(spans, "piece");
    assertThat(piece.attribute("longshore.rows")).isEqualTo("1");
    assertThat(Long.parseLong(piece.attribute("longshore.bytes"))).isPositive();
    assertThat(piece.attribute("longshore.lease")).hasSize(36);
    assertThat(below(spans, piece))
        .contains("SELECT pinpoint_endpoint", "S3 CreateMultipartUpload", "S3 UploadPart");
    Received attempt =
        spans.stream().filter(span -> span.id().equals(piece.parent())).findFirst().orElseThrow();
    assertThat(attempt.parent()).isEqualTo(call.id());
    assertThat(attempt.attributes())
        .containsEntry("longshore.job", job)
        .containsEntry("longshore.attempt", "1")
        .containsEntry("longshore.ended", "DONE");
    assertThat(below(spans, only(spans, "commit"))).contains("S3 CompleteMultipartUpload");
    assertThat(spans).noneMatch(Received::failed);
  }

  @Test
  void a_trace_leads_from_the_call_that_creates_an_import_to_the_commit_that_publishes_its_rows() {
    String trace = "5bf92f3577b34da6a3ce929d0e0e4737";
    String job = importTwoFiles("00-" + trace + "-" + CALLER + "-01");

    List<Received> spans = receiver.await(trace, has(TraceIT::isCommitAttempt));
    Received call = only(spans, "pinpoint.CreateImportJob");
    assertThat(call.parent()).isEqualTo(CALLER);
    List<Received> attempts = spans.stream().filter(span -> span.name().equals("attempt")).toList();
    assertThat(attempts)
        .allMatch(attempt -> attempt.parent().equals(call.id()))
        .allMatch(attempt -> job.equals(attempt.attribute("longshore.job")));
    List<Received> pieces = spans.stream().filter(span -> span.name().equals("piece")).toList();
    assertThat(pieces).isNotEmpty();
    assertThat(pieces)
        .allMatch(piece -> attempts.stream().anyMatch(a -> a.id().equals(piece.parent())));
    assertThat(pieces.stream().mapToLong(p -> Long.parseLong(p.attribute("longshore.rows"))).sum())
        .isEqualTo(2);
    assertThat(pieces.stream().flatMap(piece -> below(spans, piece).stream()))
        .contains("S3 GetObject");
    Received commit = only(spans, "commit");
    assertThat(attempts).anyMatch(attempt -> attempt.id().equals(commit.parent()));
    assertThat(below(spans, commit)).contains("publication");
    assertThat(below(spans, only(spans, "publication")))
        .anyMatch(statement -> statement.contains("pinpoint_endpoint"));
    assertThat(spans).noneMatch(Received::failed);
    assertThat(spans.toString()).doesNotContain("first@example.com");
  }

  private String importTwoFiles(String traceparent) {
    try (S3Objects objects = new S3Objects(server.s3())) {
      for (String name : List.of("first", "second")) {
        String line =
            "{\"Id\": \"%1$s\", \"ChannelType\": \"EMAIL\", \"Address\": \"%1$s@example.com\"}%n"
                .formatted(name);
        objects.put("traces", "in/" + name + ".json", line.getBytes(StandardCharsets.UTF_8));
      }
    }
    String job =
        Sdk.call(
                pinpoint.createImportJob(
                    r ->
                        r.applicationId(app)
                            .overrideConfiguration(c -> c.putHeader("traceparent", traceparent))
                            .importJobRequest(
                                j ->
                                    j.format("JSON")
                                        .roleArn(ROLE)
                                        .s3Url("s3://traces/in/")
                                        .registerEndpoints(true))))
            .importJobResponse()
            .id();
    Sdk.until(
        () -> pinpoint.getImportJob(r -> r.applicationId(app).jobId(job)),
        answer -> answer.importJobResponse().jobStatus() == JobStatus.COMPLETED);
    return job;
  }

  @Test
  void nothing_of_the_headers_tracestate_and_baggage_is_exported() {
    String trace = "33f7651916cd43dd8448eb211c803199";
    Sdk.call(
        pinpoint.getApps(
            r ->
                r.overrideConfiguration(
                    c ->
                        c.putHeader("traceparent", "00-" + trace + "-" + CALLER + "-01")
                            .putHeader("tracestate", "vendor=opaque,other=1")
                            .putHeader("baggage", "user=alice"))));

    List<Received> spans = receiver.await(trace, has(span -> span.parent().equals(CALLER)));
    assertThat(spans).allMatch(span -> span.state().isEmpty());
    assertThat(spans.toString()).doesNotContain("opaque", "alice");
  }

  @Test
  void spans_have_no_values_no_signatures_and_no_upload_ids() {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    export("00-" + trace + "-" + CALLER + "-01");

    List<Received> spans = receiver.await(trace, has(span -> span.name().equals("commit")));
    assertThat(spans.toString())
        .doesNotContain("secret@example.com", "X-Amz-Signature", "uploadId", "Credential=");
    assertThat(spans).anyMatch(span -> "INSERT job".equals(span.name()));
  }

  @Test
  void a_trace_that_its_caller_does_not_sample_is_not_exported() {
    String quiet = "b7ad6b7169203331b7ad6b7169203331";
    String job = export("00-" + quiet + "-" + CALLER + "-00");
    String loud = "c7ad6b7169203331b7ad6b7169203332";
    export("00-" + loud + "-" + CALLER + "-01");

    receiver.await(loud, has(span -> span.name().equals("commit")));
    assertThat(receiver.spans(quiet)).isEmpty();
    assertThat(traceId(job)).isEqualTo(quiet);
  }

  @Test
  void a_malformed_traceparent_begins_a_new_trace() {
    String job = export("00-zz");

    String trace = traceId(job);
    assertThat(trace).matches("[0-9a-f]{32}");
    List<Received> spans =
        receiver.await(trace, has(span -> span.name().equals("pinpoint.CreateExportJob")));
    assertThat(only(spans, "pinpoint.CreateExportJob").parent()).isEmpty();
  }

  @Test
  void the_spans_of_a_failed_attempt_tell_why_it_failed() {
    String trace = "11f7651916cd43dd8448eb211c803199";
    Sdk.call(
        pinpoint.createExportJob(
            r ->
                r.applicationId(app)
                    .overrideConfiguration(
                        c -> c.putHeader("traceparent", "00-" + trace + "-" + CALLER + "-01"))
                    .exportJobRequest(j -> j.roleArn(ROLE).s3UrlPrefix("s3://no-such-traces/x"))));

    List<Received> spans =
        receiver.await(trace, has(span -> "FAILED".equals(span.attribute("longshore.ended"))));
    assertThat(spans)
        .anyMatch(
            span ->
                span.name().equals("S3 CreateMultipartUpload")
                    && span.failed()
                    && "permanent".equals(span.attribute("error.type")))
        .anyMatch(
            span ->
                span.name().equals("attempt")
                    && span.failed()
                    && span.description().contains("The bucket no-such-traces does not exist"));
  }

  @Test
  void a_refused_call_has_its_error_and_its_status() {
    String trace = "22f7651916cd43dd8448eb211c803199";
    Sdk.refused(
        BadRequestException.class,
        400,
        () ->
            pinpoint.createExportJob(
                r ->
                    r.applicationId(app)
                        .overrideConfiguration(
                            c -> c.putHeader("traceparent", "00-" + trace + "-" + CALLER + "-01"))
                        .exportJobRequest(j -> j.roleArn(ROLE).s3UrlPrefix("no URL"))));

    List<Received> spans = receiver.await(trace, all -> !all.isEmpty());
    Received call = only(spans, "pinpoint.CreateExportJob");
    assertThat(call.attributes())
        .containsEntry("http.response.status_code", "400")
        .containsEntry("error.type", "BadRequestException");
    assertThat(call.failed()).isFalse();
  }

  private String traceId(String job) {
    OperatorCalls.Reply reply =
        operator.get(new AccessKey("test", "test", ACCOUNT, true), "/jobs/" + job);
    assertThat(reply.status()).as(reply.error()).isEqualTo(200);
    return reply.body().getJsonObject("Job").getString("TraceId");
  }
}
