package io.longshore.edge;

import io.longshore.api.Answer;
import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/** From a request whose operation is known to the service's answer: validation, then the bus. */
final class Dispatch {

  private final ServedService service;
  private final EventBus bus;
  private final DeliveryOptions delivery;

  Dispatch(Vertx vertx, ServedService service, Duration callTimeout) {
    this.service = service;
    this.bus = vertx.eventBus();
    this.delivery = new DeliveryOptions().setLocalOnly(true).setSendTimeout(callTimeout.toMillis());
  }

  /** Calls that operation, unless the contract or the turnstile do not let the request in. */
  void call(String operationId, Accepted accepted, Map<String, String> path) {
    Exchange exchange = accepted.exchange();
    exchange.operation(operationId);
    Call call;
    try {
      requirePlain(exchange);
      ContractValidator validator = service.validator(operationId);
      JsonObject parameters =
          validator.parameters(path, accepted.target().query(), exchange.request().headers());
      JsonObject body = validator.body(accepted.body());
      call = new Call(operationId, accepted.principal(), exchange.requestId(), parameters, body);
    } catch (ApiError refused) {
      exchange.refuse(refused);
      return;
    }
    if (!service.turnstile().enter()) {
      EdgeErrors errors = exchange.dialect().errors();
      exchange.refuse(new ApiError(errors.throttled(), "Too many requests; try again."));
      return;
    }
    bus.<Answer>request(operationId, call, delivery)
        .map(Message::body)
        .onComplete(ignored -> service.turnstile().leave())
        .onSuccess(exchange::answer)
        .onFailure(exchange::fail);
  }

  /** What is signed and limited is the body as sent; one that unfolds to more is refused. */
  private static void requirePlain(Exchange exchange) {
    String encoding = exchange.request().getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      throw new ApiError(
          exchange.dialect().errors().invalid(), "Content-Encoding of requests is not supported.");
    }
  }
}
