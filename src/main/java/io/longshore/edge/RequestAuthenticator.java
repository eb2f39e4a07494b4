package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.config.HttpConfig;
import io.longshore.edge.dispatch.AuthFailureAuditor;
import io.longshore.edge.dispatch.ThrottleReason;
import io.longshore.edge.http.BodyReader;
import io.longshore.edge.http.ConnectionTracker;
import io.longshore.edge.http.LingeringClose;
import io.longshore.edge.http.RequestTarget;
import io.longshore.edge.protocol.WireProtocol;
import io.longshore.edge.routing.ServiceRouter;
import io.longshore.edge.routing.ServiceRouters;
import io.longshore.identity.AuthenticatedCaller;
import io.longshore.identity.SecurityServices;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;

/**
 * From a request's head to the service that it is signed for: its body is read, its signature is
 * verified over both, and the verified scope alone says who serves it. Whatever happens on the way
 * and behind, there is an answer.
 */
final class RequestAuthenticator {

  private static final int STRANGERS_BODY_BYTES = 1024 * 1024;
  private static final long BODIES_BYTES = 32L * 1024 * 1024;

  /** A call may look up its key, its tags and its first attempt before it is sent on. */
  private static final int CALLS = 4;

  private final SecurityServices gate;
  private final ServiceRouters routers;
  private final ConnectionTracker connections;
  private final LingeringClose linger;
  private final AuthFailureAuditor strangers;
  private final BodyReader bodies = new BodyReader(BODIES_BYTES);
  private final Duration bodyTimeout;
  private final Duration answerTimeout;

  RequestAuthenticator(
      HttpConfig config,
      SecurityServices gate,
      ServiceRouters routers,
      ConnectionTracker connections,
      LingeringClose linger,
      InstantSource clock) {
    this.gate = gate;
    this.routers = routers;
    this.connections = connections;
    this.linger = linger;
    this.strangers = new AuthFailureAuditor(gate.audit(), clock);
    this.bodyTimeout = config.bodyTimeout();
    this.answerTimeout = config.callTimeout().multipliedBy(CALLS);
  }

  /**
   * @param router of the service that the request says it is signed for, or null
   */
  void begin(
      HttpExchange exchange, RequestTarget target, ServiceRouter router, RoutingContext context) {
    HttpServerRequest request = exchange.request();
    WireProtocol dialect = exchange.dialect();
    connections.expectBody(request.connection(), () -> refuseLate(exchange));
    int limit = router == null ? STRANGERS_BODY_BYTES : router.service().profile().bodyLimit();
    bodies
        .read(request, limit, dialect.errors().tooLarge(), dialect.errors().throttled())
        .onFailure(
            failure -> {
              connections.rest(request.connection());
              count(failure, router);
              exchange.refuseUnread(failure);
              linger.close(request);
            })
        .onSuccess(
            body -> {
              ConnectionTracker.Wait wait =
                  connections.expectAnswer(request.connection(), answerTimeout, exchange::giveUp);
              context.addEndHandler(
                  ended -> {
                    bodies.release(body);
                    connections.rest(request.connection(), wait);
                  });
              verify(exchange, target, router, context, body);
            });
  }

  private void verify(
      HttpExchange exchange,
      RequestTarget target,
      ServiceRouter router,
      RoutingContext context,
      Buffer body) {
    SignedRequest signed = signed(exchange.request(), body);
    gate.verifier()
        .verify(signed)
        .onFailure(reason -> strangers.note(exchange, reason))
        .map(
            caller -> {
              exchange.account(caller.principal().account());
              requireSame(caller, router, exchange.request());
              AuthenticatedRequest accepted =
                  new AuthenticatedRequest(exchange, target, caller, signed.body());
              router.route(context.put(AuthenticatedRequest.KEY, accepted));
              return caller;
            })
        .onFailure(exchange::fail); // also what was thrown on the way
  }

  /** Who reads the request was chosen by what it said: that must be what is signed. */
  private void requireSame(
      AuthenticatedCaller caller, ServiceRouter router, HttpServerRequest request) {
    ServiceRouter verified = routers.of(caller.signed().service(), request);
    if (router == null || router != verified) {
      throw new ApiError(
          CommonError.INVALID_SIGNATURE,
          "Credential should be scoped to the service that the request is for.");
    }
  }

  private void refuseLate(HttpExchange exchange) {
    String message = "The body did not come within %d s.";
    exchange.refuseAndClose(
        new ApiError(CommonError.REQUEST_TIMEOUT, message.formatted(bodyTimeout.toSeconds())));
    exchange.request().connection().close();
  }

  private static void count(Throwable failure, ServiceRouter router) {
    if (router != null
        && failure instanceof ApiError error
        && error.code().equals(router.service().profile().errors().throttled())) {
      router.service().refused(ThrottleReason.MEMORY);
    }
  }

  private static SignedRequest signed(HttpServerRequest request, Buffer body) {
    return new SignedRequest(
        request.method().name(), request.uri(), request.headers().entries(), body.getBytes());
  }
}
