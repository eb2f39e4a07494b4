package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;
import software.amazon.awssdk.services.pinpoint.model.GetAppsResponse;
import software.amazon.awssdk.services.pinpoint.model.MethodNotAllowedException;
import software.amazon.awssdk.services.pinpoint.model.NotFoundException;
import software.amazon.awssdk.services.pinpoint.model.PayloadTooLargeException;
import software.amazon.awssdk.services.pinpoint.model.PinpointException;
import software.amazon.awssdk.services.pinpoint.model.TooManyRequestsException;

/** Every error that a request can cause, as the exception of the AWS SDK for Java. */
class PinpointErrorsSdkIT extends PinpointSdkFixture {

  @Test
  void invalid_requests_and_unknown_resources_have_typed_errors_with_a_request_id() {
    String app = app();
    refused(
        BadRequestException.class,
        400,
        () -> call(client.createApp(r -> r.createApplicationRequest(a -> a.name(" ")))));
    refused(BadRequestException.class, 400, () -> call(client.getApps(r -> r.pageSize("0"))));
    refused(BadRequestException.class, 400, () -> exportTo("bucket/prefix", app, null));
    refused(NotFoundException.class, 404, () -> endpoint(app, "nobody"));
    refused(NotFoundException.class, 404, () -> export(app, "x", "none"));
    refused(
        NotFoundException.class, 404, () -> call(otherAccount.getApp(r -> r.applicationId(app))));
    assertThat(call(client.getApp(r -> r.applicationId(app))).applicationResponse().id())
        .isEqualTo(app);
  }

  @Test
  void a_wrong_secret_and_an_unknown_key_are_403() {
    try (PinpointAsyncClient wrong = server.client(OWNER, "guess");
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
            .builder(OWNER, "test")
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
    assertThat(PinpointCalls.fill(client, app, 100)).hasSize(100);
  }

  @Test
  void more_calls_at_once_than_the_limit_are_429() {
    try (PinpointServer narrow = new PinpointServer(1);
        PinpointAsyncClient many = narrow.client(OWNER, "test")) {
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
  void messaging_operations_are_not_implemented_for_signed_requests() {
    String app = app();
    notServed("GetCampaigns", () -> call(client.getCampaigns(r -> r.applicationId(app))));
    notServed("DeleteApnsChannel", () -> call(client.deleteApnsChannel(r -> r.applicationId(app))));
    notServed(
        "SendMessages",
        () ->
            call(
                client.sendMessages(
                    r -> r.applicationId(app).messageRequest(m -> m.traceId("none")))));
    notServed(
        "PhoneNumberValidate",
        () ->
            call(
                client.phoneNumberValidate(
                    r -> r.numberValidateRequest(n -> n.phoneNumber("+4930123456")))));
    try (PinpointAsyncClient nobody = server.client(OWNER, "wrong")) {
      assertThatThrownBy(() -> call(nobody.getCampaigns(r -> r.applicationId(app))))
          .isInstanceOfSatisfying(
              PinpointException.class, failure -> assertThat(failure.statusCode()).isEqualTo(403));
    }
  }

  private static void notServed(String operation, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            PinpointException.class,
            failure -> {
              assertThat(failure.statusCode()).isEqualTo(501);
              assertThat(failure.awsErrorDetails().errorMessage())
                  .isEqualTo(
                      operation
                          + " is not supported. Supported of pinpoint: apps, endpoints,"
                          + " users, segments, events, tags, export jobs and import jobs; not"
                          + " messaging and its analytics.");
            });
  }
}
