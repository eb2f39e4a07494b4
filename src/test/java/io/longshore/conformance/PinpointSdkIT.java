package io.longshore.conformance;

import static io.longshore.conformance.PinpointWalk.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ApplicationResponse;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;
import software.amazon.awssdk.services.pinpoint.model.ChannelType;
import software.amazon.awssdk.services.pinpoint.model.EndpointBatchItem;
import software.amazon.awssdk.services.pinpoint.model.EndpointResponse;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.GetAppsResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;
import software.amazon.awssdk.services.pinpoint.model.MessageBody;
import software.amazon.awssdk.services.pinpoint.model.MethodNotAllowedException;
import software.amazon.awssdk.services.pinpoint.model.NotFoundException;
import software.amazon.awssdk.services.pinpoint.model.PayloadTooLargeException;
import software.amazon.awssdk.services.pinpoint.model.PinpointException;
import software.amazon.awssdk.services.pinpoint.model.SegmentResponse;
import software.amazon.awssdk.services.pinpoint.model.SegmentType;
import software.amazon.awssdk.services.pinpoint.model.TooManyRequestsException;

/** Every operation and every error that a request can cause, by AWS's own client. */
class PinpointSdkIT {

  private static final String ROLE = "arn:aws:iam::111122223333:role/export";

  private static PinpointServer server;
  private static PinpointAsyncClient client;
  private static PinpointAsyncClient stranger;

  @BeforeAll
  static void start() {
    server = new PinpointServer(256).work();
    client = server.client("111122223333", "test");
    stranger = server.client("444455556666", "test");
    server.objects.createBucket("sdk-exports");
  }

  @AfterAll
  static void stop() {
    client.close();
    stranger.close();
    server.close();
  }

  @Test
  void apps_are_created_shown_listed_and_deleted() {
    ApplicationResponse app =
        call(client.createApp(
                r ->
                    r.createApplicationRequest(
                        a -> a.name("Läden 😀").tags(Map.of("team", "a=b")))))
            .applicationResponse();

    assertThat(app.name()).isEqualTo("Läden 😀");
    assertThat(app.tags()).containsExactly(Map.entry("team", "a=b"));
    assertThat(app.arn()).endsWith(":111122223333:apps/" + app.id());
    assertThat(call(client.getApp(r -> r.applicationId(app.id()))).applicationResponse())
        .isEqualTo(app);
    List<ApplicationResponse> listed = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      GetAppsResponse page = call(client.getApps(r -> r.pageSize("2").token(from)));
      listed.addAll(page.applicationsResponse().item());
      token = page.applicationsResponse().nextToken();
    } while (token != null);
    assertThat(listed).contains(app);
    assertThat(call(client.deleteApp(r -> r.applicationId(app.id()))).applicationResponse())
        .isEqualTo(app);
    refused(
        NotFoundException.class, 404, () -> call(client.getApp(r -> r.applicationId(app.id()))));
  }

  @Test
  void endpoints_are_stored_one_by_one_and_in_batches_shown_and_deleted() {
    String app = app();
    MessageBody accepted =
        call(client.updateEndpoint(
                r ->
                    r.applicationId(app)
                        .endpointId("e 1/ä:+%2F")
                        .endpointRequest(
                            e ->
                                e.address("a@example.com")
                                    .channelType(ChannelType.EMAIL)
                                    .attributes(Map.of("k", List.of("v", "w")))
                                    .metrics(Map.of("m", 5.0))
                                    .location(l -> l.country("DE").latitude(52.5))
                                    .user(u -> u.userId("u/1").userAttributes(Map.of())))))
            .messageBody();
    assertThat(accepted.message()).isEqualTo("Accepted");
    EndpointResponse endpoint = endpoint(app, "e 1/ä:+%2F");
    assertThat(endpoint.requestId()).isEqualTo(accepted.requestID());
    assertThat(endpoint.attributes()).containsEntry("k", List.of("v", "w"));
    assertThat(endpoint.metrics()).containsEntry("m", 5.0);
    assertThat(endpoint.location().latitude()).isEqualTo(52.5);
    assertThat(endpoint.optOut()).isEqualTo("NONE");

    EndpointBatchItem second =
        EndpointBatchItem.builder()
            .id("e2")
            .address("+491")
            .channelType(ChannelType.SMS)
            .user(u -> u.userId("u/1"))
            .build();
    call(
        client.updateEndpointsBatch(
            r -> r.applicationId(app).endpointBatchRequest(b -> b.item(second))));
    assertThat(
            call(client.getUserEndpoints(r -> r.applicationId(app).userId("u/1")))
                .endpointsResponse()
                .item())
        .extracting(EndpointResponse::id)
        .containsExactlyInAnyOrder("e 1/ä:+%2F", "e2");
    assertThat(
            call(client.deleteEndpoint(r -> r.applicationId(app).endpointId("E 1/Ä:+%2f")))
                .endpointResponse())
        .isEqualTo(endpoint);
    assertThat(
            call(client.deleteUserEndpoints(r -> r.applicationId(app).userId("u/1")))
                .endpointsResponse()
                .item())
        .hasSize(1);
    refused(NotFoundException.class, 404, () -> endpoint(app, "e2"));
  }

  @Test
  void segments_are_created_shown_and_listed() {
    String app = app();
    SegmentResponse segment =
        call(client.createSegment(
                r ->
                    r.applicationId(app)
                        .writeSegmentRequest(
                            s ->
                                s.name("fans")
                                    .dimensions(
                                        d -> d.location(l -> l.country(c -> c.values("DE")))))))
            .segmentResponse();

    assertThat(segment.segmentType()).isEqualTo(SegmentType.DIMENSIONAL);
    assertThat(segment.version()).isEqualTo(1);
    assertThat(
            call(client.getSegment(r -> r.applicationId(app).segmentId(segment.id())))
                .segmentResponse())
        .isEqualTo(segment);
    assertThat(call(client.getSegments(r -> r.applicationId(app))).segmentsResponse().item())
        .containsExactly(segment);
  }

  @Test
  void an_export_of_2500_endpoints_comes_back_row_for_row() {
    String app = app();
    Map<String, JsonObject> sent = PinpointWalk.fill(client, app, 2500);
    ExportJobResponse started = export(app, "s3://sdk-exports/a b/10:00:00/", null);
    assertThat(started.jobStatus()).isEqualTo(JobStatus.CREATED);
    assertThat(started.completionDate()).isNull();
    ExportJobResponse ended = ended(app, started.id());

    assertThat(ended.failures()).isEmpty();
    assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    assertThat(ended.totalProcessed()).isEqualTo(2500);
    assertThat(ended.totalPieces()).isEqualTo(ended.completedPieces());
    assertThat(ended.completionDate()).isNotNull();
    Map<String, JsonObject> rows =
        PinpointWalk.exported(server, "sdk-exports", "a b/10:00:00/" + started.id());
    assertThat(PinpointWalk.asSent(rows)).isEqualTo(sent);
    assertThat(rows.get("Endpoint-7").fieldNames())
        .containsAll(List.of("ApplicationId", "CohortId", "OptOut", "RequestId", "CreationDate"));
    assertThat(server.objects.keys("sdk-exports"))
        .contains("a b/10:00:00/_" + started.id() + "-manifest.json");
    assertThat(PinpointWalk.words(server, started.id()))
        .containsExactly(
            "CREATED",
            "PREPARING_FOR_INITIALIZATION",
            "INITIALIZING",
            "PROCESSING",
            "COMPLETING",
            "COMPLETED");
    assertThat(call(client.getExportJobs(r -> r.applicationId(app))).exportJobsResponse().item())
        .containsExactly(ended);
  }

  @Test
  void whoever_watches_an_export_of_100_001_endpoints_sees_it_move() {
    String app = app();
    server.fill(app, 100_001);
    String job = export(app, "s3://sdk-exports/large/", null).id();
    List<Integer> seen = new ArrayList<>();
    ExportJobResponse ended =
        PinpointWalk.watched(server, client, app, job, now -> seen.add(now.totalProcessed()));

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    assertThat(ended.totalPieces()).isGreaterThanOrEqualTo(4).isEqualTo(ended.completedPieces());
    assertThat(ended.totalProcessed()).isEqualTo(100_001);
    assertThat(new TreeSet<>(seen)).hasSizeGreaterThanOrEqualTo(3);
    assertThat(seen).isSorted();
    assertThat(PinpointWalk.exported(server, "sdk-exports", "large/" + job)).hasSize(100_001);
  }

  @Test
  void a_segments_export_writes_its_endpoints_and_is_listed_under_it() {
    String app = app();
    PinpointWalk.fill(client, app, 120);
    String segment =
        call(client.createSegment(
                r ->
                    r.applicationId(app)
                        .writeSegmentRequest(
                            s ->
                                s.dimensions(
                                    d -> d.demographic(m -> m.channel(c -> c.values("SMS")))))))
            .segmentResponse()
            .id();
    String job = export(app, "s3://sdk-exports/segment/", segment).id();
    ExportJobResponse ended = ended(app, job);

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    assertThat(ended.definition().segmentId()).isEqualTo(segment);
    assertThat(PinpointWalk.exported(server, "sdk-exports", "segment/" + job).values())
        .hasSize(60)
        .allMatch(endpoint -> endpoint.getString("ChannelType").equals("SMS"));
    assertThat(
            call(client.getSegmentExportJobs(r -> r.applicationId(app).segmentId(segment)))
                .exportJobsResponse()
                .item())
        .containsExactly(ended);
  }

  @Test
  void an_export_to_a_bucket_that_is_not_there_fails_with_a_reason() {
    String app = app();
    PinpointWalk.fill(client, app, 10);
    ExportJobResponse ended = ended(app, export(app, "s3://no-such-bucket-here/x/", null).id());

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.FAILED);
    assertThat(ended.failedPieces()).isEqualTo(1);
    assertThat(ended.failures())
        .singleElement()
        .satisfies(reason -> assertThat(reason).contains("no-such-bucket-here"));
    assertThat(PinpointWalk.words(server, ended.id())).endsWith("FAILING", "FAILED");
  }

  @Test
  void a_bad_request_and_an_unknown_thing_are_typed_and_carry_the_request_id() {
    String app = app();
    refused(
        BadRequestException.class,
        400,
        () -> call(client.createApp(r -> r.createApplicationRequest(a -> a.name(" ")))));
    refused(BadRequestException.class, 400, () -> call(client.getApps(r -> r.pageSize("0"))));
    refused(BadRequestException.class, 400, () -> export(app, "bucket/prefix", null));
    refused(NotFoundException.class, 404, () -> endpoint(app, "nobody"));
    refused(NotFoundException.class, 404, () -> export(app, "s3://sdk-exports/x", "none"));
    refused(NotFoundException.class, 404, () -> call(stranger.getApp(r -> r.applicationId(app))));
    assertThat(call(client.getApp(r -> r.applicationId(app))).applicationResponse().id())
        .isEqualTo(app);
  }

  @Test
  void a_wrong_secret_and_an_unknown_key_are_403() {
    try (PinpointAsyncClient wrong = server.client("111122223333", "guess");
        PinpointAsyncClient unknown = server.client("AKIANOBODY", "test")) {
      PinpointException signature =
          refused(PinpointException.class, 403, () -> call(wrong.getApps(r -> {})));
      assertThat(signature.awsErrorDetails().errorCode()).isEqualTo("InvalidSignatureException");
      PinpointException key =
          refused(PinpointException.class, 403, () -> call(unknown.getApps(r -> {})));
      assertThat(key.awsErrorDetails().errorCode()).isEqualTo("UnrecognizedClientException");
    }
    assertThat(call(client.getApps(r -> {})).sdkHttpResponse().statusCode()).isEqualTo(200);
  }

  @Test
  void a_method_that_a_path_does_not_have_is_405() {
    ExecutionInterceptor patch =
        new ExecutionInterceptor() {
          @Override
          public SdkHttpRequest modifyHttpRequest(
              Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return context.httpRequest().copy(b -> b.method(SdkHttpMethod.PATCH));
          }
        };
    try (PinpointAsyncClient patching =
        server
            .builder("111122223333", "test")
            .overrideConfiguration(c -> c.addExecutionInterceptor(patch))
            .build()) {
      refused(MethodNotAllowedException.class, 405, () -> call(patching.getApps(r -> {})));
    }
  }

  @Test
  void a_body_over_8_mib_is_413_and_the_largest_batch_is_not() {
    String app = app();
    refused(
        PayloadTooLargeException.class,
        413,
        () ->
            call(
                client.updateEndpoint(
                    r ->
                        r.applicationId(app)
                            .endpointId("e")
                            .endpointRequest(e -> e.address("x".repeat(9 << 20))))));
    assertThat(PinpointWalk.fill(client, app, 100)).hasSize(100);
  }

  @Test
  void more_calls_at_once_than_the_limit_are_429() {
    try (PinpointServer narrow = new PinpointServer(1);
        PinpointAsyncClient many = narrow.client("111122223333", "test")) {
      List<CompletableFuture<GetAppsResponse>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        calls.add(many.getApps(r -> {}));
      }
      List<Throwable> refusals = new ArrayList<>();
      for (CompletableFuture<GetAppsResponse> each : calls) {
        Throwable failure = each.handle((answer, thrown) -> thrown).join();
        if (failure instanceof CompletionException wrapped) {
          refusals.add(wrapped.getCause());
        }
      }
      assertThat(refusals).isNotEmpty().allMatch(TooManyRequestsException.class::isInstance);
      assertThat(refusals).hasSizeLessThan(200);
      assertThat(call(many.getApps(r -> {})).sdkHttpResponse().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void the_export_of_a_deleted_app_is_cancelled_and_its_endpoints_are_removed() {
    try (PinpointServer idle = new PinpointServer(16);
        PinpointAsyncClient owner = idle.client("111122223333", "test")) {
      String app =
          call(owner.createApp(r -> r.createApplicationRequest(a -> a.name("x"))))
              .applicationResponse()
              .id();
      PinpointWalk.fill(owner, app, 200);
      String job =
          call(owner.createExportJob(
                  r ->
                      r.applicationId(app)
                          .exportJobRequest(
                              e -> e.roleArn(ROLE).s3UrlPrefix("s3://sdk-exports/gone/"))))
              .exportJobResponse()
              .id();
      call(owner.deleteApp(r -> r.applicationId(app)));
      idle.work();

      PinpointWalk.untilFinished(idle);
      assertThat(PinpointWalk.words(idle, job))
          .containsExactly("CREATED", "CANCELLING", "CANCELLED");
      assertThat(idle.rows("select 1 from pinpoint_endpoint")).isEmpty();
      assertThat(server.objects.keys("sdk-exports")).noneMatch(key -> key.startsWith("gone/"));
      refused(
          NotFoundException.class,
          404,
          () -> call(owner.getExportJob(r -> r.applicationId(app).jobId(job))));
    }
  }

  private static String app() {
    return call(client.createApp(r -> r.createApplicationRequest(a -> a.name("shop"))))
        .applicationResponse()
        .id();
  }

  private static EndpointResponse endpoint(String app, String id) {
    return call(client.getEndpoint(r -> r.applicationId(app).endpointId(id))).endpointResponse();
  }

  private static ExportJobResponse export(String app, String prefix, String segment) {
    return call(client.createExportJob(
            r ->
                r.applicationId(app)
                    .exportJobRequest(e -> e.roleArn(ROLE).s3UrlPrefix(prefix).segmentId(segment))))
        .exportJobResponse();
  }

  private static ExportJobResponse ended(String app, String job) {
    return PinpointWalk.ended(server, client, app, job);
  }

  private static <T extends PinpointException> T refused(
      Class<T> type, int status, ThrowingCallable request) {
    List<T> caught = new ArrayList<>();
    assertThatThrownBy(request)
        .isInstanceOfSatisfying(
            type,
            failure -> {
              assertThat(failure.statusCode()).isEqualTo(status);
              assertThat(failure.requestId()).isNotBlank();
              assertThat(failure.awsErrorDetails().errorMessage()).isNotBlank();
              caught.add(failure);
            });
    return caught.get(0);
  }
}
