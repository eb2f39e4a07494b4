package io.longshore.edge;

import io.longshore.config.HttpConfig;
import io.longshore.edge.dispatch.OperationDispatcher;
import io.longshore.edge.http.CertificateReloader;
import io.longshore.edge.http.ConnectionTracker;
import io.longshore.edge.http.HeadLimits;
import io.longshore.edge.http.LingeringClose;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.edge.management.Readiness;
import io.longshore.edge.management.Readiness.Life;
import io.longshore.edge.routing.AwsJsonRouter;
import io.longshore.edge.routing.RestRouter;
import io.longshore.edge.routing.ServiceRouter;
import io.longshore.edge.routing.ServiceRouters;
import io.longshore.edge.stream.Continuations;
import io.longshore.identity.SecurityServices;
import io.longshore.identity.sigv4.SigV4Verifier;
import io.longshore.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The HTTP server of a port. A request that {@link FrontHandler} leaves passes {@link
 * HttpRequestHandler}, {@link RequestAuthenticator}, the {@link ServiceRouter} of its service and
 * {@link OperationDispatcher}, in this order. Instances of one deployment share the port.
 */
public final class EdgeVerticle extends VerticleBase {

  private final HttpConfig config;
  private final SecurityServices security;
  private final List<ServiceEndpoint> services;
  private final HttpMetrics metrics;
  private final Optional<Handler<HttpServerRequest>> s3;
  private final Readiness readiness;
  private final InstantSource clock;
  private final FrontHandler front;
  private final Tracing tracing;
  private HttpServer server;
  private Continuations continuations;

  /**
   * Verifies signatures and does without the other security services and without health checks.
   *
   * @param verifier verifies every signature but S3's
   * @param services at most one of each protocol per signing name
   * @param s3 handles requests that are signed for S3; without it they are refused
   */
  public EdgeVerticle(
      HttpConfig config,
      SigV4Verifier verifier,
      List<ServiceEndpoint> services,
      HttpMetrics metrics,
      InstantSource clock,
      Optional<Handler<HttpServerRequest>> s3) {
    this(
        config,
        SecurityServices.of(verifier),
        services,
        metrics,
        clock,
        s3,
        Readiness.unchecked(),
        FrontHandler.NONE,
        Tracing.NONE);
  }

  /**
   * @param readiness what the health endpoint reports
   * @param front sees each request first
   * @param tracing makes calls spans
   */
  public EdgeVerticle(
      HttpConfig config,
      SecurityServices security,
      List<ServiceEndpoint> services,
      HttpMetrics metrics,
      InstantSource clock,
      Optional<Handler<HttpServerRequest>> s3,
      Readiness readiness,
      FrontHandler front,
      Tracing tracing) {
    this.config = config;
    this.security = security;
    this.services = List.copyOf(services);
    this.metrics = metrics;
    this.s3 = s3;
    this.readiness = readiness;
    this.tracing = tracing;
    this.clock = clock;
    this.front = front;
  }

  @Override
  public Future<?> start() {
    LingeringClose lingering = new LingeringClose(vertx);
    ConnectionTracker connections = new ConnectionTracker(vertx, config, metrics.connections());
    continuations =
        new Continuations(
            vertx, config, metrics.streams(), () -> readiness.life() == Life.DRAINING);
    HttpRequestHandler handler = handler(connections, lingering);
    CertificateReloader certificate = new CertificateReloader(vertx, config);
    return certificate
        .addTo(options())
        .compose(options -> listen(options, handler, connections, lingering))
        .onSuccess(certificate::reloadFor);
  }

  private HttpRequestHandler handler(ConnectionTracker connections, LingeringClose lingering) {
    ServiceRouters routers = new ServiceRouters();
    services.forEach(service -> routers.add(router(service)));
    RequestAuthenticator authenticator =
        new RequestAuthenticator(config, security, routers, connections, lingering, clock);
    return new HttpRequestHandler(
        vertx,
        services,
        routers,
        authenticator,
        connections,
        lingering,
        s3,
        metrics,
        readiness,
        clock);
  }

  private ServiceRouter router(ServiceEndpoint service) {
    OperationDispatcher dispatcher =
        new OperationDispatcher(
            vertx, service, config.callTimeout(), security, continuations, clock, tracing);
    return switch (service.profile().protocol()) {
      case REST_JSON -> new RestRouter(vertx, service, dispatcher);
      case AWS_JSON_1_1 -> new AwsJsonRouter(service, dispatcher);
    };
  }

  private Future<HttpServer> listen(
      HttpServerOptions options,
      HttpRequestHandler handler,
      ConnectionTracker connections,
      LingeringClose lingering) {
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(
                connection -> connections.open(connection, () -> lingering.forget(connection)))
            .requestHandler(request -> receive(request, handler, connections))
            .invalidRequestHandler(handler::refuseMalformed);
    // Servers of one negative port share a free one: -1 for all instances of the API, -2 for
    // another.
    return server.listen(config.port() == 0 ? front.freePort() : config.port(), config.host());
  }

  private void receive(
      HttpServerRequest request, HttpRequestHandler handler, ConnectionTracker connections) {
    if (front.handle(request)) {
      connections.clearDeadline(request.connection());
    } else {
      handler.handle(request);
    }
  }

  private HttpServerOptions options() {
    return HeadLimits.setOn(new HttpServerOptions())
        .setHttp2ClearTextEnabled(false)
        .setDecompressionSupported(false)
        .setHandle100ContinueAutomatically(true)
        .setIdleTimeout((int) config.idle().toSeconds());
  }

  /** The bound port. */
  public int port() {
    return server.actualPort();
  }

  /** Ends the streams, stops listening and closes every connection. */
  @Override
  public Future<?> stop() {
    return continuations.end().transform(ended -> server.close());
  }
}
