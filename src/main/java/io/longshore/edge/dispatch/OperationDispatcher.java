package io.longshore.edge.dispatch;

import io.longshore.api.CallControls;
import io.longshore.api.ServiceResponse;
import io.longshore.edge.AuthenticatedRequest;
import io.longshore.edge.HttpExchange;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.edge.stream.Continuations;
import io.longshore.identity.SecurityServices;
import io.longshore.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.openapi.contract.Operation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Dispatches the calls of one service: through the filters, in the order of the list below, to the
 * service's address on the event bus. Every call gets exactly one response, whatever fails.
 */
public final class OperationDispatcher {

  /** Operations that, executed twice, act a second time or fail the second time. */
  private static final Pattern NOT_IDEMPOTENT =
      Pattern.compile(
          "\\w+\\.((Create|Recreate|Retry|Rotate|Start|Send|Accept)\\w+|UpdateSegment)");

  private final EventBus bus;
  private final DeliveryOptions delivery;
  private final OperationHandler pipeline;
  private final Continuations continuations;

  public OperationDispatcher(
      Vertx vertx,
      ServiceEndpoint service,
      Duration callTimeout,
      SecurityServices security,
      Continuations continuations,
      InstantSource clock,
      Tracing tracing) {
    this.continuations = continuations;
    this.bus = vertx.eventBus();
    this.delivery = new DeliveryOptions().setLocalOnly(true).setSendTimeout(callTimeout.toMillis());
    OperationHandler filtered =
        OperationHandler.chain(filters(service, security, clock, tracing), this::send);
    this.pipeline =
        security.controls() == CallControls.NONE
            ? filtered
            : call -> admit(security.controls(), service, call).compose(filtered::handle);
  }

  /**
   * The filters, first to last. Every refusal after {@link AuditFilter} is audited; refusals by
   * rate and by concurrency are counted as throttled. The filters before {@link ConcurrencyFilter}
   * complete at once; those after it may wait for the service or the database.
   */
  private List<OperationFilter> filters(
      ServiceEndpoint service, SecurityServices security, InstantSource clock, Tracing tracing) {
    String name = service.profile().name();
    HttpMetrics metrics = service.limits().metrics();
    ResourceTagLookup tags = new ResourceTagLookup(bus, delivery, service.profile());
    Set<String> notIdempotent = notIdempotent(service);
    return List.of(
        new TraceFilter(tracing),
        new AuditFilter(security.audit(), clock),
        new RateLimitFilter(name, service.limits().rates(), metrics),
        new SessionFilter(),
        new ValidationFilter(service::validator),
        new AuthorizationFilter(service::authorizer),
        new ContinuationFilter(security.verifier(), service::authorizer, tags),
        new ConcurrencyFilter(name, service.concurrency(), metrics),
        new TagAuthorizationFilter(service::authorizer, tags),
        new IdempotencyFilter(security.idempotency(), notIdempotent),
        new SignatureReuseFilter(security.usedSignatures(), notIdempotent),
        new PageTokenFilter(security.pageTokens()));
  }

  /** Comes before all filters: a call that a test makes fail has no effect. */
  private static Future<OperationCall> admit(
      CallControls controls, ServiceEndpoint service, OperationCall call) {
    if (CallControls.OWN_AGENT.equals(call.http().getHeader(HttpHeaders.USER_AGENT))) {
      return Future.succeededFuture(call);
    }
    return controls
        .admit(call.principal(), service.profile(), call.operationId())
        .onFailure(refused -> call.exchange().injected())
        .map(
            delayed -> {
              if (delayed) {
                call.exchange().injected();
              }
              return call;
            });
  }

  private static Set<String> notIdempotent(ServiceEndpoint service) {
    return service.contract().operations().stream()
        .map(Operation::getOperationId)
        .filter(NOT_IDEMPOTENT.asMatchPredicate())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Dispatches a request to an operation and writes the response.
   *
   * @param pathParameters the values of the path's labels, decoded
   */
  public void dispatch(
      String operationId, AuthenticatedRequest request, Map<String, String> pathParameters) {
    HttpExchange exchange = request.exchange();
    exchange.operation(operationId);
    pipeline
        .handle(new OperationCall(operationId, request, pathParameters, null))
        .map(
            response -> {
              respond(exchange, response);
              return response;
            })
        .onFailure(exchange::fail);
  }

  private void respond(HttpExchange exchange, ServiceResponse response) {
    if (response.continuation() == null) {
      exchange.respond(response);
    } else {
      continuations.follow(exchange, response.continuation());
    }
  }

  private Future<ServiceResponse> send(OperationCall call) {
    return bus.<ServiceResponse>request(call.operationId(), call.validated(), delivery)
        .map(Message::body);
  }
}
