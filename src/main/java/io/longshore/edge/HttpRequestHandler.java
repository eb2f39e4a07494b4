package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceResponse;
import io.longshore.edge.http.ConnectionTracker;
import io.longshore.edge.http.CorsPreflight;
import io.longshore.edge.http.HeadLimits;
import io.longshore.edge.http.HttpDate;
import io.longshore.edge.http.LingeringClose;
import io.longshore.edge.http.RequestTarget;
import io.longshore.edge.management.HealthEndpoint;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.edge.management.Readiness;
import io.longshore.edge.management.Readiness.Life;
import io.longshore.edge.protocol.AwsRestJson;
import io.longshore.edge.protocol.WireProtocol;
import io.longshore.edge.routing.ServiceRouter;
import io.longshore.edge.routing.ServiceRouters;
import io.longshore.identity.sigv4.UnverifiedCredential;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The first steps of every request of the port: requests to S3 are forwarded, malformed ones are
 * refused, preflights and health checks are answered, and all others go to {@link
 * RequestAuthenticator}. Belongs to one event loop.
 */
final class HttpRequestHandler implements Handler<HttpServerRequest> {

  private static final String EXCHANGE = "exchange";

  private final Vertx vertx;
  private final List<ServiceEndpoint> services;
  private final ServiceRouters routers;
  private final RequestAuthenticator authenticator;
  private final ConnectionTracker connections;
  private final LingeringClose lingering;
  private final Optional<Handler<HttpServerRequest>> s3;
  private final HttpMetrics metrics;
  private final Readiness readiness;
  private final HealthEndpoint health;
  private final HttpDate date;
  private final Router root;

  HttpRequestHandler(
      Vertx vertx,
      List<ServiceEndpoint> services,
      ServiceRouters routers,
      RequestAuthenticator authenticator,
      ConnectionTracker connections,
      LingeringClose lingering,
      Optional<Handler<HttpServerRequest>> s3,
      HttpMetrics metrics,
      Readiness readiness,
      InstantSource clock) {
    this.vertx = vertx;
    this.services = services;
    this.routers = routers;
    this.authenticator = authenticator;
    this.connections = connections;
    this.lingering = lingering;
    this.s3 = s3;
    this.metrics = metrics;
    this.readiness = readiness;
    this.health = new HealthEndpoint(readiness, services);
    this.date = new HttpDate(clock);
    this.root = Router.router(vertx);
    root.route().handler(this::receive).failureHandler(this::respondToFailure);
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (lingering.isClosing(request)) {
      return; // what else arrives on a closing connection is ignored
    }
    connections.clearDeadline(request.connection());
    try {
      if (isForS3(request)) {
        forwardToS3(request);
      } else {
        HeadLimits.requireWellFormedHost(request);
        RequestTarget.requirePath(request.uri(), CommonError.SERIALIZATION);
        root.handle(request);
      }
    } catch (ApiError refused) {
      exchange(request, AwsRestJson.ANY).refuseAndClose(refused);
      lingering.close(request);
    } catch (RuntimeException unexpected) {
      exchange(request, AwsRestJson.ANY).fail(unexpected);
      lingering.close(request);
    }
  }

  /** Refuses a request that the HTTP decoder could not read. */
  void refuseMalformed(HttpServerRequest request) {
    ApiError error = HeadLimits.refusal(request.decoderResult().cause());
    exchange(request, AwsRestJson.ANY).refuseAndClose(error);
    request.connection().close();
  }

  private boolean isForS3(HttpServerRequest request) {
    return ClaimedService.of(request).equals(UnverifiedCredential.S3) || isS3Preflight(request);
  }

  /** Preflights are not signed: S3 gets those of paths that no service has. */
  private boolean isS3Preflight(HttpServerRequest request) {
    return s3.isPresent()
        && request.method().equals(HttpMethod.OPTIONS)
        && request.uri().startsWith("/")
        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
        && methods(request.uri().replaceFirst("[?].*", "")).isEmpty();
  }

  private void forwardToS3(HttpServerRequest request) {
    if (s3.isEmpty()) {
      throw new ApiError(CommonError.UNKNOWN_OPERATION, "No S3 is served on this port.");
    }
    if (request.authority() == null) {
      throw new ApiError(CommonError.SERIALIZATION, "S3 needs a well-formed Host header.");
    }
    s3.get().handle(request);
  }

  private void receive(RoutingContext context) {
    HttpServerRequest request = context.request();
    ServiceRouter claimed = routers.of(ClaimedService.of(request), request);
    WireProtocol protocol =
        claimed == null ? AwsRestJson.ANY : WireProtocol.of(claimed.service().profile());
    HttpExchange exchange = exchange(request, protocol);
    context.put(EXCHANGE, exchange);
    try {
      HeadLimits.requireFewHeaders(request);
      RequestTarget target = RequestTarget.parse(request.uri(), protocol.errors().invalid());
      if (request.method().equals(HttpMethod.OPTIONS)) {
        respondToPreflight(exchange, target);
      } else if (HealthEndpoint.isAt(target.path())) {
        health.respond(vertx.getOrCreateContext(), exchange);
      } else {
        authenticator.authenticate(exchange, target, claimed, context);
      }
    } catch (ApiError refused) {
      exchange.refuseAndClose(refused);
      lingering.close(request);
    }
  }

  private void respondToPreflight(HttpExchange exchange, RequestTarget target) {
    SortedSet<String> methods = methods(target.path());
    if (methods.isEmpty()) {
      throw new ApiError(CommonError.UNKNOWN_OPERATION, "No service has this path.");
    }
    CorsPreflight.allow(exchange.request().response(), methods);
    exchange.respond(ServiceResponse.of(200, null));
  }

  private SortedSet<String> methods(String path) {
    SortedSet<String> methods = new TreeSet<>();
    for (ServiceEndpoint service : services) {
      methods.addAll(service.paths().methods(path));
      methods.addAll(service.unsupported().methods(path));
    }
    return methods;
  }

  /** Responds to what was thrown below a route. */
  private void respondToFailure(RoutingContext context) {
    HttpExchange exchange = context.get(EXCHANGE);
    Throwable failure =
        context.failure() != null
            ? context.failure()
            : new ApiError(CommonError.SERIALIZATION, "The request cannot be routed.");
    (exchange != null ? exchange : exchange(context.request(), AwsRestJson.ANY)).fail(failure);
  }

  private HttpExchange exchange(HttpServerRequest request, WireProtocol protocol) {
    if (readiness.life() == Life.DRAINING) { // the client's next connection reaches another replica
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    if (HeadLimits.isLastOfConnection(request)) {
      lingering.closeAfterResponse(request);
    }
    return new HttpExchange(request, protocol, metrics, date.now());
  }
}
