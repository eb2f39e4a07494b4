package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.longshore.api.AuditEvent;
import io.longshore.api.Call;
import io.longshore.api.LocalCodec;
import io.longshore.api.ServiceResponse;
import io.longshore.config.HttpConfig;
import io.longshore.config.RatesConfig;
import io.longshore.edge.SampleService;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.edge.dispatch.CallFixture.MemoryAudit;
import io.longshore.edge.stream.Continuations;
import io.longshore.identity.PageTokenCipher;
import io.longshore.identity.SecurityServices;
import io.longshore.identity.idempotency.Idempotency;
import io.longshore.identity.idempotency.UsedSignatures;
import io.longshore.trace.Tracing;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order of the filters, seen from outside. */
class OperationDispatcherTest {

  private static final Set<String> OPERATIONS =
      Set.of(
          "sample.GetShips",
          "sample.CreateShip",
          "sample.GetShip",
          "sample.DeleteShip",
          "sample.ListTags");

  private final Vertx vertx = Vertx.vertx();
  private final MemoryAudit audit = new MemoryAudit();

  @BeforeEach
  void registerCodecs() {
    vertx.eventBus().registerDefaultCodec(Call.class, new LocalCodec<>(Call.class));
    vertx
        .eventBus()
        .registerDefaultCodec(ServiceResponse.class, new LocalCodec<>(ServiceResponse.class));
  }

  @AfterEach
  void close() {
    SampleService.await(vertx.close());
  }

  private ServiceEndpoint service(CallFixture call, RateLimiter rates) {
    return SampleService.await(
        ServiceEndpoint.load(
            vertx,
            SampleService.PROFILE,
            OPERATIONS,
            new AdmissionLimits(4, rates, call.http.metrics)));
  }

  private void dispatch(ServiceEndpoint service, CallFixture call, Idempotency idempotency) {
    SecurityServices security =
        new SecurityServices(
            null,
            Optional.empty(),
            idempotency,
            UsedSignatures.any(),
            PageTokenCipher.none(),
            audit);
    Continuations continuations =
        new Continuations(vertx, HttpConfig.defaults(), call.http.metrics.streams(), () -> false);
    new OperationDispatcher(
            vertx,
            service,
            Duration.ofSeconds(5),
            security,
            continuations,
            InstantSource.fixed(Instant.EPOCH),
            Tracing.NONE)
        .dispatch("sample.CreateShip", call.received().request(), Map.of());
  }

  @Test
  void a_call_above_the_rate_is_audited_and_its_body_not_validated() {
    CallFixture call = CallFixture.createShip("not JSON");
    RateLimiter rates =
        new RateLimiter(
            new RatesConfig(true, 1, List.of("sample.CreateShip=1")), OPERATIONS, () -> 0);
    rates.take(CallFixture.PRINCIPAL.account(), "sample.CreateShip");

    dispatch(service(call, rates), call, Idempotency.none());

    assertThat(call.http.status()).isEqualTo(429);
    assertThat(audit.events)
        .extracting(AuditEvent::outcome, AuditEvent::resource)
        .containsExactly(tuple("429 TooManyRequestsException", "*"));
  }

  @Test
  void a_forbidden_call_takes_no_part_of_the_concurrency_limit() {
    CallFixture call =
        CallFixture.createShip("{\"Name\":\"x\"}")
            .policy("{'Effect':'Deny','Action':'*','Resource':'*'}");
    ServiceEndpoint service = service(call, RateLimiter.unlimited());
    for (int i = 0; i < 4; i++) {
      service.concurrency().tryAcquire("account" + i);
    }

    dispatch(service, call, Idempotency.none());

    assertThat(call.http.status()).isEqualTo(403);
    assertThat(call.throttled("busy")).isZero();
  }

  @Test
  void an_unexpected_failure_is_the_service_s_internal_error_and_frees_its_permit() {
    CallFixture call = CallFixture.createShip("{\"Name\":\"x\"}");
    call.http.headers.set("amz-sdk-invocation-id", "a-1");
    ServiceEndpoint service = service(call, RateLimiter.unlimited());

    dispatch(
        service,
        call,
        (attempt, create) -> {
          throw new IllegalStateException("the secret reason");
        });

    assertThat(call.http.status()).isEqualTo(500);
    assertThat(call.http.responseHeaders.get("x-amzn-ErrorType"))
        .isEqualTo("InternalServerErrorException");
    assertThat(call.http.body()).doesNotContain("secret");
    assertThat(service.concurrency().used()).isZero();
    assertThat(audit.events)
        .extracting(AuditEvent::outcome)
        .containsExactly("500 InternalServerErrorException");
  }

  @Test
  void the_service_s_response_is_written() {
    CallFixture call = CallFixture.createShip("{\"Name\":\"x\"}");
    vertx
        .eventBus()
        .<Call>localConsumer(
            "sample.CreateShip",
            message -> message.reply(ServiceResponse.created(message.body().body())));
    ServiceEndpoint service = service(call, RateLimiter.unlimited());

    dispatch(service, call, Idempotency.none());
    SampleService.await(call.http.ended());

    assertThat(new JsonObject(call.http.body())).isEqualTo(new JsonObject().put("Name", "x"));
    assertThat(call.http.status()).isEqualTo(201);
  }
}
