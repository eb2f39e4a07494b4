package io.longshore.edge.dispatch;

import io.longshore.api.ApiError;
import io.longshore.api.AuditSink;
import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.Principal;
import io.longshore.api.ResponseSlot;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.api.ServiceResponse;
import io.longshore.edge.AuthenticatedRequest;
import io.longshore.edge.HttpExchange;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.edge.validation.RequestValidator;
import io.longshore.identity.AuthenticatedCaller;
import io.longshore.identity.SecurityServices;
import io.longshore.identity.idempotency.Idempotency;
import io.longshore.identity.idempotency.Idempotency.Attempt;
import io.longshore.identity.idempotency.UsedSignatures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** From a request whose operation is known to the service's answer: validation, then the bus. */
public final class OperationDispatcher {

  private static final String INVOCATION = "amz-sdk-invocation-id";

  /** What makes another one of something, or refuses, when it happens a second time. */
  private static final Pattern ONCE =
      Pattern.compile("\\w+\\.((Create|Start|Send|Accept)\\w+|UpdateSegment)");

  private final ServiceEndpoint service;
  private final Idempotency replays;
  private final UsedSignatures signatures;
  private final PageTokenFilter pages;
  private final AuditSink audit;
  private final InstantSource clock;
  private final ResourceTagLookup tags;
  private final EventBus bus;
  private final DeliveryOptions delivery;

  public OperationDispatcher(
      Vertx vertx,
      ServiceEndpoint service,
      Duration callTimeout,
      SecurityServices gate,
      InstantSource clock) {
    this.service = service;
    this.replays = gate.replays();
    this.signatures = gate.signatures();
    this.pages = new PageTokenFilter(gate.pages());
    this.audit = gate.audit();
    this.clock = clock;
    this.bus = vertx.eventBus();
    this.delivery = new DeliveryOptions().setLocalOnly(true).setSendTimeout(callTimeout.toMillis());
    this.tags = new ResourceTagLookup(bus, delivery, service.profile());
  }

  /** Calls that operation, unless the contract or the turnstile do not let the request in. */
  public void call(String operationId, AuthenticatedRequest accepted, Map<String, String> path) {
    HttpExchange exchange = accepted.exchange();
    exchange.operation(operationId);
    Call call;
    try {
      note(operationId, accepted);
      requireRate(operationId, accepted);
      call = checked(operationId, accepted, path);
    } catch (RuntimeException refused) { // of what was not foreseen, too, there is an answer
      exchange.fail(refused);
      return;
    }
    String account = accepted.caller().principal().account();
    Optional<ThrottleReason> full = service.turnstile().enter(account);
    if (full.isPresent()) {
      service.refused(full.get());
      EdgeErrors errors = exchange.dialect().errors();
      exchange.refuse(new ApiError(errors.throttled(), tooMany(full.get())));
      return;
    }
    answered(accepted, call)
        .onComplete(ignored -> service.turnstile().leave(account))
        .map(
            answer -> {
              exchange.answer(answer);
              return answer;
            })
        .onFailure(exchange::fail);
  }

  /** What is thrown on the way is a failure like any other. */
  private Future<ServiceResponse> answered(AuthenticatedRequest accepted, Call call) {
    return Future.succeededFuture()
        .compose(inside -> permitted(accepted, call))
        .compose(permitted -> attempted(accepted, call));
  }

  private static String tooMany(ThrottleReason overload) {
    return overload == ThrottleReason.SHARE
        ? "This account has too many calls under way; try again."
        : "Too many requests; try again.";
  }

  /** What cannot be written down is not done. */
  private void note(String operationId, AuthenticatedRequest accepted) {
    if (!audit.wants(operationId)) {
      return;
    }
    if (!audit.isOpen()) {
      throw new ApiError(
          CommonError.SERVICE_UNAVAILABLE,
          "The audit log cannot be written at the moment; try again.");
    }
    HttpExchange exchange = accepted.exchange();
    exchange.note(
        new AuditEventBuilder(
            audit,
            clock,
            accepted.caller().principal(),
            operationId,
            exchange.request().remoteAddress().hostAddress(),
            exchange.requestId()));
  }

  /** Tags are not known before the service is asked, so they wait at the turnstile, too. */
  private Future<Void> permitted(AuthenticatedRequest accepted, Call call) {
    return AuthorizationFilter.asksTags(accepted.caller())
        ? service
            .permission(call.operation())
            .require(accepted.caller(), call, accepted.exchange().request(), tags)
        : Future.succeededFuture();
  }

  private Future<ServiceResponse> attempted(AuthenticatedRequest accepted, Call call) {
    if (!ONCE.matcher(call.operation()).matches()) {
      return serve(call);
    }
    AuthenticatedCaller.Signed signed = accepted.caller().signed();
    Function<Optional<ResponseSlot>, Future<ServiceResponse>> create =
        slot -> signatures.once(signed, () -> serve(slot.map(call::answeredAt).orElse(call)));
    return attempt(call.operation(), accepted)
        .map(attempt -> replays.once(attempt, create))
        .orElseGet(() -> create.apply(Optional.empty()));
  }

  private Call checked(
      String operationId, AuthenticatedRequest accepted, Map<String, String> path) {
    HttpExchange exchange = accepted.exchange();
    requirePlain(exchange);
    RequestValidator validator = service.validator(operationId);
    JsonObject parameters =
        validator.parameters(path, accepted.target().query(), exchange.request().headers());
    JsonObject body = validator.body(accepted.body());
    Principal principal = accepted.caller().principal();
    Call call = new Call(operationId, principal, exchange.requestId(), parameters, body);
    if (exchange.note().isKept()) {
      exchange.note().resources(service.permission(operationId).resources(call));
    }
    if (!AuthorizationFilter.asksTags(accepted.caller())) {
      service.permission(operationId).require(accepted.caller(), call, exchange.request());
    }
    return call;
  }

  /** Before anything is read: what is refused here must cost little. */
  private void requireRate(String operationId, AuthenticatedRequest accepted) {
    long wait = service.take(accepted.caller().principal().account(), operationId);
    if (wait > 0) {
      service.refused(ThrottleReason.RATE);
      accepted.exchange().retryAfter(Duration.ofNanos(wait));
      String message = "Rate exceeded: this account calls %s too often; try again later.";
      throw new ApiError(
          accepted.exchange().dialect().errors().throttled(), message.formatted(operationId));
    }
  }

  private Future<ServiceResponse> serve(Call call) {
    return bus.<ServiceResponse>request(call.operation(), pages.opened(call), delivery)
        .map(reply -> pages.sealed(call, reply.body()));
  }

  /** Creates have no token of idempotency in AWS's models; what SDKs send with retries is one. */
  private static Optional<Attempt> attempt(String operationId, AuthenticatedRequest accepted) {
    HttpServerRequest request = accepted.exchange().request();
    String invocation = request.getHeader(INVOCATION);
    if (invocation == null || !invocation.matches("[A-Za-z0-9-]{1,64}")) {
      return Optional.empty();
    }
    return Optional.of(
        Attempt.of(
            accepted.caller().principal().accessKey(),
            operationId,
            request.method() + " " + accepted.caller().principal().region() + request.uri(),
            accepted.body(),
            invocation));
  }

  /** What is signed and limited is the body as sent; one that unfolds to more is refused. */
  private static void requirePlain(HttpExchange exchange) {
    String encoding = exchange.request().getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      throw new ApiError(
          exchange.dialect().errors().invalid(), "Content-Encoding of requests is not supported.");
    }
  }
}
