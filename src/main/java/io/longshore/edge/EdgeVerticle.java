package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceResponse;
import io.longshore.config.HttpConfig;
import io.longshore.edge.dispatch.OperationDispatcher;
import io.longshore.edge.http.CertificateReloader;
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
import io.longshore.edge.routing.RestRouter;
import io.longshore.edge.routing.ServiceRouter;
import io.longshore.edge.routing.ServiceRouters;
import io.longshore.edge.routing.TargetRouter;
import io.longshore.edge.routing.UnverifiedCredential;
import io.longshore.identity.SecurityServices;
import io.longshore.identity.sigv4.SigV4Verifier;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The one port. Limits, then the signature over the raw request, then the service's contract, then
 * the bus. Deploy as many as there are cores: they share the port.
 */
public final class EdgeVerticle extends VerticleBase {

  private static final String EXCHANGE = "exchange";

  private final HttpConfig config;
  private final SecurityServices gate;
  private final List<ServiceEndpoint> services;
  private final HttpMetrics meters;
  private final Optional<Handler<HttpServerRequest>> s3;
  private final Readiness readiness;
  private final InstantSource clock;
  private final HttpDate date;
  private final ServiceRouters routers = new ServiceRouters();
  private final HealthEndpoint health;
  private RequestAuthenticator verification;
  private LingeringClose linger;
  private ConnectionTracker connections;
  private HttpServer server;

  /**
   * @param verifier checks every signature but S3's
   * @param services at most one of each protocol for a signing name
   * @param s3 takes over requests that are signed for S3; without it they are refused
   */
  public EdgeVerticle(
      HttpConfig config,
      SigV4Verifier verifier,
      List<ServiceEndpoint> services,
      HttpMetrics meters,
      InstantSource clock,
      Optional<Handler<HttpServerRequest>> s3) {
    this(config, SecurityServices.of(verifier), services, meters, clock, s3, Readiness.unchecked());
  }

  /**
   * @param gate what every request but S3's passes
   * @param readiness what load balancers are told
   */
  public EdgeVerticle(
      HttpConfig config,
      SecurityServices gate,
      List<ServiceEndpoint> services,
      HttpMetrics meters,
      InstantSource clock,
      Optional<Handler<HttpServerRequest>> s3,
      Readiness readiness) {
    this.config = config;
    this.gate = gate;
    this.services = List.copyOf(services);
    this.meters = meters;
    this.s3 = s3;
    this.readiness = readiness;
    this.clock = clock;
    this.date = new HttpDate(clock);
    this.health = new HealthEndpoint(readiness, this.services);
  }

  @Override
  public Future<?> start() {
    linger = new LingeringClose(vertx);
    connections = new ConnectionTracker(vertx, config, meters.crowd());
    verification = new RequestAuthenticator(config, gate, routers, connections, linger, clock);
    for (ServiceEndpoint service : services) {
      routers.add(router(service));
    }
    Router root = Router.router(vertx);
    root.route().handler(this::enter).failureHandler(this::failed);
    CertificateReloader certificate = new CertificateReloader(vertx, config);
    return certificate
        .into(options())
        .compose(options -> listen(options, root))
        .onSuccess(certificate::follow);
  }

  private Future<HttpServer> listen(HttpServerOptions options, Router root) {
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(
                connection -> connections.open(connection, () -> linger.forget(connection)))
            .requestHandler(request -> answered(request, root))
            .invalidRequestHandler(this::refuseMalformed);
    // A negative port is a free one that all instances of the deployment share.
    return server.listen(config.port() == 0 ? -1 : config.port(), config.host());
  }

  private ServiceRouter router(ServiceEndpoint service) {
    OperationDispatcher dispatch =
        new OperationDispatcher(vertx, service, config.callTimeout(), gate, clock);
    return switch (service.profile().protocol()) {
      case REST_JSON -> new RestRouter(vertx, service, dispatch);
      case AWS_JSON_1_1 -> new TargetRouter(service, dispatch);
    };
  }

  private HttpServerOptions options() {
    return HeadLimits.into(new HttpServerOptions())
        .setHttp2ClearTextEnabled(false)
        .setDecompressionSupported(false)
        .setHandle100ContinueAutomatically(true)
        .setIdleTimeout((int) config.idle().toSeconds());
  }

  /** The port that was bound. */
  public int port() {
    return server.actualPort();
  }

  /** Stops listening and closes every connection. */
  @Override
  public Future<?> stop() {
    return server.close();
  }

  /** What nobody foresaw is answered, too. */
  private void answered(HttpServerRequest request, Router root) {
    try {
      accept(request, root);
    } catch (RuntimeException unforeseen) {
      exchange(request, AwsRestJson.ANY).fail(unforeseen);
      linger.close(request);
    }
  }

  /** The same of what was thrown below a route. */
  private void failed(RoutingContext context) {
    HttpExchange exchange = context.get(EXCHANGE);
    Throwable failure =
        context.failure() != null
            ? context.failure()
            : new ApiError(CommonError.SERIALIZATION, "The request cannot be routed.");
    (exchange != null ? exchange : exchange(context.request(), AwsRestJson.ANY)).fail(failure);
  }

  private void accept(HttpServerRequest request, Router root) {
    if (linger.hasLeft(request)) {
      return; // nothing is read any more of a connection that is being closed
    }
    connections.rest(request.connection());
    boolean forS3 =
        UnverifiedCredential.peek(request).equals(UnverifiedCredential.S3) || asksS3First(request);
    if (forS3 && s3.isPresent() && request.authority() != null) {
      s3.get().handle(request);
    } else if (forS3 && s3.isPresent()) {
      exchange(request, AwsRestJson.ANY)
          .refuseAndClose(
              new ApiError(CommonError.SERIALIZATION, "S3 needs a Host that is well formed."));
      linger.close(request);
    } else if (forS3) {
      exchange(request, AwsRestJson.ANY)
          .refuseAndClose(
              new ApiError(CommonError.UNKNOWN_OPERATION, "No S3 is served on this port."));
      linger.close(request);
    } else if (HeadLimits.hasWrongHost(request)) {
      exchange(request, AwsRestJson.ANY)
          .refuseAndClose(new ApiError(CommonError.SERIALIZATION, "Host is malformed."));
      linger.close(request);
    } else if (!request.uri().startsWith("/")) {
      refuseTarget(request);
    } else {
      root.handle(request);
    }
  }

  /** What a browser asks first is not signed: S3 answers what no service has. */
  private boolean asksS3First(HttpServerRequest request) {
    return s3.isPresent()
        && request.method().equals(HttpMethod.OPTIONS)
        && request.uri().startsWith("/")
        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
        && methods(request.uri().replaceFirst("[?].*", "")).isEmpty();
  }

  private SortedSet<String> methods(String path) {
    SortedSet<String> methods = new TreeSet<>();
    for (ServiceEndpoint service : services) {
      methods.addAll(service.paths().methods(path));
      methods.addAll(service.unserved().methods(path));
    }
    return methods;
  }

  private void refuseTarget(HttpServerRequest request) {
    HttpExchange exchange = exchange(request, AwsRestJson.ANY);
    exchange.refuseAndClose(RequestTarget.notAPath(CommonError.SERIALIZATION));
    linger.close(request);
  }

  private void enter(RoutingContext context) {
    HttpServerRequest request = context.request();
    ServiceRouter router = routers.of(UnverifiedCredential.peek(request), request);
    WireProtocol dialect =
        router == null ? AwsRestJson.ANY : WireProtocol.of(router.service().profile());
    HttpExchange exchange = exchange(request, dialect);
    context.put(EXCHANGE, exchange);
    try {
      HeadLimits.requireFew(request);
      RequestTarget target = RequestTarget.parse(request.uri(), dialect.errors().invalid());
      if (request.method().equals(HttpMethod.OPTIONS)) {
        preflight(exchange, target);
      } else if (HealthEndpoint.isAt(target.path())) {
        health.tell(vertx.getOrCreateContext(), exchange);
      } else {
        verification.begin(exchange, target, router, context);
      }
    } catch (ApiError refused) {
      exchange.refuseAndClose(refused);
      linger.close(request);
    }
  }

  private void preflight(HttpExchange exchange, RequestTarget target) {
    SortedSet<String> methods = methods(target.path());
    if (methods.isEmpty()) {
      throw new ApiError(CommonError.UNKNOWN_OPERATION, "No service has this path.");
    }
    CorsPreflight.allow(exchange.request().response(), methods);
    exchange.answer(ServiceResponse.of(200, null));
  }

  private void refuseMalformed(HttpServerRequest request) {
    ApiError error = HeadLimits.refusal(request.decoderResult().cause());
    exchange(request, AwsRestJson.ANY).refuseAndClose(error);
    request.connection().close();
  }

  private HttpExchange exchange(HttpServerRequest request, WireProtocol dialect) {
    if (readiness.life() == Life.DRAINING) { // load balancers open their next elsewhere
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    if (HeadLimits.isLast(request)) {
      linger.leaveAfter(request);
    }
    return new HttpExchange(request, dialect, meters, date.now());
  }
}
