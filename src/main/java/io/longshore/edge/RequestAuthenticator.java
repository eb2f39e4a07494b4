package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.CallControls;
import io.longshore.api.CommonError;
import io.longshore.config.HttpConfig;
import io.longshore.edge.dispatch.ThrottleReason;
import io.longshore.edge.http.BodyReader;
import io.longshore.edge.http.ConnectionTracker;
import io.longshore.edge.http.LingeringClose;
import io.longshore.edge.http.RequestTarget;
import io.longshore.edge.routing.ServiceRouter;
import io.longshore.edge.routing.ServiceRouters;
import io.longshore.identity.AuthenticatedCaller;
import io.longshore.identity.SecurityServices;
import io.longshore.identity.session.BearerToken;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes a request from its head to the router of the service that it is signed for: reads the body,
 * verifies the signature over both, and routes by the verified credential scope. Every request gets
 * a response, whatever fails here or behind. Belongs to one event loop.
 */
final class RequestAuthenticator {

  private static final int UNSIGNED_BODY_BYTES = 1024 * 1024;
  private static final long BODIES_BYTES = 32L * 1024 * 1024;

  /** A call may wait for its key, its tags, its earlier attempt and its service in turn. */
  private static final int CALLS_PER_REQUEST = 4;

  private final SecurityServices security;
  private final ServiceRouters routers;
  private final ConnectionTracker connections;
  private final LingeringClose lingering;
  private final InstantSource clock;
  private final AuthFailureAuditor failures;
  private final BodyReader bodies = new BodyReader(BODIES_BYTES);
  private final Duration bodyTimeout;
  private final Duration responseTimeout;

  RequestAuthenticator(
      HttpConfig config,
      SecurityServices security,
      ServiceRouters routers,
      ConnectionTracker connections,
      LingeringClose lingering,
      InstantSource clock) {
    this.security = security;
    this.routers = routers;
    this.connections = connections;
    this.lingering = lingering;
    this.clock = clock;
    this.failures = new AuthFailureAuditor(security.audit(), clock);
    this.bodyTimeout = config.bodyTimeout();
    this.responseTimeout = config.callTimeout().multipliedBy(CALLS_PER_REQUEST);
  }

  /**
   * Authenticates a request and routes it.
   *
   * @param claimed the router of the service that the unverified credential names, or null
   */
  void authenticate(
      HttpExchange exchange, RequestTarget target, ServiceRouter claimed, RoutingContext context) {
    if (security.controls() != CallControls.NONE) {
      exchange.journal(entry(exchange, claimed));
    }
    readBody(exchange, claimed)
        .onFailure(failure -> refuseUnread(exchange, claimed, failure))
        .onSuccess(
            body -> {
              awaitResponse(exchange, context, body);
              byte[] bytes = body.getBytes();
              verify(exchange, bytes)
                  .map(caller -> requireSameService(caller, claimed, exchange.request()))
                  .map(caller -> new AuthenticatedRequest(exchange, target, caller, bytes))
                  .map(request -> route(request, claimed, context))
                  .onFailure(exchange::fail); // also what a step above throws
            });
  }

  private JournalEntry entry(HttpExchange exchange, ServiceRouter claimed) {
    return new JournalEntry(
        security.controls(),
        clock.instant(),
        exchange.request(),
        exchange.requestId(),
        claimed == null ? "" : claimed.service().profile().name());
  }

  private Future<Buffer> readBody(HttpExchange exchange, ServiceRouter claimed) {
    HttpServerRequest request = exchange.request();
    connections.awaitBody(request.connection(), () -> refuseLate(exchange));
    int limit = claimed == null ? UNSIGNED_BODY_BYTES : claimed.service().profile().bodyLimit();
    return bodies.read(
        request,
        limit,
        exchange.protocol().errors().tooLarge(),
        exchange.protocol().errors().throttled());
  }

  private void refuseUnread(HttpExchange exchange, ServiceRouter claimed, Throwable failure) {
    connections.clearDeadline(exchange.request().connection());
    countThrottled(failure, claimed);
    exchange.refuseUnread(failure);
    lingering.close(exchange.request());
  }

  /** Until the response is written or goes on, the body's memory counts and the deadline runs. */
  private void awaitResponse(HttpExchange exchange, RoutingContext context, Buffer body) {
    ConnectionTracker.Deadline deadline =
        connections.awaitResponse(
            exchange.request().connection(), responseTimeout, exchange::timeOut);
    AtomicBoolean ended = new AtomicBoolean();
    Runnable end =
        () -> {
          if (ended.compareAndSet(false, true)) {
            bodies.release(body);
            connections.clearDeadline(exchange.request().connection(), deadline);
          }
        };
    context.addEndHandler(response -> end.run());
    exchange.onContinuation(end);
  }

  private Future<AuthenticatedCaller> verify(HttpExchange exchange, byte[] body) {
    HttpServerRequest request = exchange.request();
    boolean inSession = BearerToken.isIn(request.getHeader(HttpHeaders.AUTHORIZATION));
    return (inSession ? verifySession(request) : security.verifier().verify(signed(request, body)))
        .onFailure(reason -> failures.record(exchange, reason))
        .onSuccess(caller -> exchange.caller(caller.principal()));
  }

  private Future<AuthenticatedCaller> verifySession(HttpServerRequest request) {
    List<String> authorizations = request.headers().getAll(HttpHeaders.AUTHORIZATION);
    return security
        .sessions()
        .map(sessions -> sessions.verify(authorizations, ClaimedService.of(request)))
        .orElseGet(
            () ->
                Future.failedFuture(
                    new ApiError(
                        CommonError.MISSING_AUTHENTICATION_TOKEN,
                        "Requests must be signed; session tokens are not accepted here.")));
  }

  /** The unverified credential chose the limits and the error format; it must be the signed one. */
  private AuthenticatedCaller requireSameService(
      AuthenticatedCaller caller, ServiceRouter claimed, HttpServerRequest request) {
    if (claimed == null && caller.inSession()) {
      throw new ApiError(
          CommonError.UNKNOWN_OPERATION,
          "A request with a session token names the service that it is for in the header %s, for example mobiletargeting; S3 takes no session tokens."
              .formatted(ClaimedService.HEADER));
    }
    ServiceRouter verified = routers.of(caller.signed().service(), request);
    if (claimed == null || claimed != verified) {
      throw new ApiError(
          CommonError.INVALID_SIGNATURE,
          "Credential should be scoped to the service that the request is for.");
    }
    return caller;
  }

  private static AuthenticatedRequest route(
      AuthenticatedRequest request, ServiceRouter router, RoutingContext context) {
    router.route(context.put(AuthenticatedRequest.KEY, request));
    return request;
  }

  private void refuseLate(HttpExchange exchange) {
    String message = "The body did not arrive within %d s.";
    exchange.refuseAndClose(
        new ApiError(CommonError.REQUEST_TIMEOUT, message.formatted(bodyTimeout.toSeconds())));
    exchange.request().connection().close();
  }

  private static void countThrottled(Throwable failure, ServiceRouter claimed) {
    if (claimed != null
        && failure instanceof ApiError error
        && error.code().equals(claimed.service().profile().errors().throttled())) {
      claimed
          .service()
          .limits()
          .metrics()
          .throttled(claimed.service().profile().name(), ThrottleReason.MEMORY);
    }
  }

  private static SignedRequest signed(HttpServerRequest request, byte[] body) {
    return new SignedRequest(
        request.method().name(), request.uri(), request.headers().entries(), body);
  }
}
