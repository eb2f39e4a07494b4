package io.longshore.edge.dispatch;

import io.longshore.api.ApiError;
import io.longshore.api.AuditEvent;
import io.longshore.api.AuditSink;
import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.edge.AuthenticatedRequest;
import io.longshore.edge.ExchangeFixture;
import io.longshore.edge.SampleService;
import io.longshore.edge.http.RequestTarget;
import io.longshore.identity.AuthenticatedCaller;
import io.longshore.identity.policy.Policy;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A call of the sample service in front of a filter, and the steps behind the filter. */
final class CallFixture implements OperationHandler {

  static final Principal PRINCIPAL = new Principal("111122223333", "us-east-1", "AKIDEXAMPLE");
  static final AuthenticatedCaller.Signed SIGNED =
      new AuthenticatedCaller.Signed("sample", "abcdef", Instant.EPOCH);

  final ExchangeFixture http;

  /** The calls that reached the step behind the filter. */
  final List<OperationCall> passed = new ArrayList<>();

  /** What the step behind the filter returns. */
  Future<ServiceResponse> response = Future.succeededFuture(ServiceResponse.noContent());

  private final String operation;
  private String policy;
  private byte[] body = {};
  private Map<String, String> path = Map.of();

  CallFixture(String operation, HttpMethod method, String target) {
    this.operation = operation;
    this.http = new ExchangeFixture(method, target);
  }

  static CallFixture getShip() {
    CallFixture fixture = new CallFixture("sample.GetShip", HttpMethod.GET, "/v1/ships/1");
    fixture.path = Map.of("shipId", "1");
    return fixture;
  }

  static CallFixture createShip(String body) {
    CallFixture fixture = new CallFixture("sample.CreateShip", HttpMethod.POST, "/v1/ships");
    fixture.body = body.getBytes(StandardCharsets.UTF_8);
    return fixture;
  }

  /** With a policy of these statements, in single quotes. */
  CallFixture policy(String statements) {
    this.policy = ("{'Version':'2012-10-17','Statement':[" + statements + "]}").replace('\'', '"');
    return this;
  }

  /** The call before validation. */
  OperationCall received() {
    AuthenticatedCaller caller =
        new AuthenticatedCaller(PRINCIPAL, Optional.ofNullable(policy).map(Policy::parse), SIGNED);
    RequestTarget target =
        RequestTarget.parse(
            http.exchange.request().uri(), SampleService.PROFILE.errors().invalid());
    return new OperationCall(
        operation, new AuthenticatedRequest(http.exchange, target, caller, body), path, null);
  }

  /** The call after validation. */
  OperationCall validated() {
    JsonObject parameters = new JsonObject();
    path.forEach(parameters::put);
    JsonObject members =
        body.length == 0
            ? new JsonObject()
            : new JsonObject(new String(body, StandardCharsets.UTF_8));
    return received()
        .with(new Call(operation, PRINCIPAL, http.exchange.requestId(), parameters, members));
  }

  @Override
  public Future<ServiceResponse> handle(OperationCall call) {
    passed.add(call);
    return response;
  }

  /** Applies a filter; what it throws fails the future, as in the pipeline. */
  Future<ServiceResponse> apply(OperationFilter filter, OperationCall call) {
    return OperationHandler.chain(List.of(filter), this).handle(call);
  }

  /** The error of a refused call, of which nothing passed the filter. */
  ApiError refusal(Future<ServiceResponse> refused) {
    if (!passed.isEmpty() || !refused.failed()) {
      throw new AssertionError("The call was not refused: " + refused);
    }
    return (ApiError) refused.cause();
  }

  /** How many calls the metrics show as throttled for a reason. */
  double throttled(String reason) {
    return http.registry
        .get("longshore.http.throttled")
        .tags("service", "sample", "reason", reason)
        .counter()
        .count();
  }

  /** Records all events in memory. */
  static final class MemoryAudit implements AuditSink {

    final List<AuditEvent> events = new ArrayList<>();
    boolean open = true;

    @Override
    public boolean wants(String operationId) {
      return !operationId.contains(".Get");
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void record(AuditEvent event) {
      events.add(event);
    }

    @Override
    public void refused(AuditEvent event) {
      throw new AssertionError("The caller is known: " + event);
    }
  }
}
