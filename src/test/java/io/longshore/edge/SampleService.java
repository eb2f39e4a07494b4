package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.Continuation;
import io.longshore.api.ErrorCode;
import io.longshore.api.LocalCodec;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceResponse;
import io.longshore.config.AuthConfig;
import io.longshore.config.HttpConfig;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.identity.key.KeySource;
import io.longshore.identity.sigv4.SigV4Verifier;
import io.longshore.service.ServiceVerticle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A small service behind a real edge. Records the calls that reach it and echoes them. */
public final class SampleService extends ServiceVerticle implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  public static final String SIGNING_NAME = "sample";

  enum SampleError implements ErrorCode {
    BAD("BadRequestException", 400),
    FORBIDDEN("ForbiddenException", 403),
    MISSING("NotFoundException", 404),
    METHOD("MethodNotAllowedException", 405),
    LARGE("PayloadTooLargeException", 413),
    MANY("TooManyRequestsException", 429),
    INTERNAL("InternalServerErrorException", 500);

    private final String shape;
    private final int status;

    SampleError(String shape, int status) {
      this.shape = shape;
      this.status = status;
    }

    @Override
    public String shape() {
      return shape;
    }

    @Override
    public int status() {
      return status;
    }
  }

  public static final ServiceProfile PROFILE =
      new ServiceProfile(
          "sample",
          "edge/sample-service.yaml",
          SIGNING_NAME,
          ServiceProfile.Protocol.REST_JSON,
          "Message",
          "RequestID",
          64 * 1024,
          new ServiceProfile.EdgeErrors(
              SampleError.BAD,
              SampleError.LARGE,
              SampleError.MANY,
              SampleError.METHOD,
              SampleError.FORBIDDEN,
              SampleError.INTERNAL));

  /** The calls that reached the service. */
  public final List<Call> calls = new CopyOnWriteArrayList<>();

  /** The pending responses of calls for the ship "slow". */
  public final List<Promise<ServiceResponse>> waiting = new CopyOnWriteArrayList<>();

  /** What the response for the ship "continued" goes on with. */
  public volatile Continuation continuation;

  private final Promise<Void> oneWaits = Promise.promise();

  public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Vertx vertx = Vertx.vertx();
  private final List<EdgeVerticle> edges = new ArrayList<>();
  private Future<String> deployment;

  public static SampleService start(
      int callsInFlight, Optional<Handler<HttpServerRequest>> s3, ServiceVerticle... others) {
    return start(
        new HttpConfig(
            "127.0.0.1", 0, callsInFlight, Duration.ofSeconds(20), Duration.ofSeconds(1)),
        s3,
        others);
  }

  public static SampleService start(
      HttpConfig http, Optional<Handler<HttpServerRequest>> s3, ServiceVerticle... others) {
    return start(http, KeySource.embedded(), s3, others);
  }

  static SampleService start(
      HttpConfig http,
      KeySource keys,
      Optional<Handler<HttpServerRequest>> s3,
      ServiceVerticle... others) {
    SampleService sample = new SampleService();
    sample.listen(http, keys, s3, others);
    return sample;
  }

  private void listen(
      HttpConfig http,
      KeySource keys,
      Optional<Handler<HttpServerRequest>> s3,
      ServiceVerticle... others) {
    vertx.eventBus().registerDefaultCodec(Call.class, new LocalCodec<>(Call.class));
    vertx
        .eventBus()
        .registerDefaultCodec(ServiceResponse.class, new LocalCodec<>(ServiceResponse.class));
    SigV4Verifier verifier =
        new SigV4Verifier(
            keys, AuthConfig.defaults(), Set.of(SIGNING_NAME), InstantSource.fixed(NOW));
    HttpMetrics metrics = new HttpMetrics(registry);
    List<ServiceEndpoint> served = new ArrayList<>();
    for (ServiceVerticle service : Stream.concat(Stream.of(this), Stream.of(others)).toList()) {
      await(vertx.deployVerticle(service));
      served.add(
          await(
              ServiceEndpoint.load(
                  vertx,
                  service.profile(),
                  service.operations().keySet(),
                  http.callsInFlight(),
                  metrics)));
    }
    Supplier<Deployable> edge =
        () -> {
          EdgeVerticle verticle =
              new EdgeVerticle(http, verifier, served, metrics, InstantSource.fixed(NOW), s3);
          edges.add(verticle);
          return verticle;
        };
    deployment = vertx.deployVerticle(edge, new DeploymentOptions().setInstances(2));
    await(deployment);
  }

  /** Succeeds once the ship "slow" was requested. */
  Future<Void> oneWaits() {
    return oneWaits.future();
  }

  public int port() {
    return edges.get(0).port();
  }

  /** Stops the edge as a replica that stops does. */
  Future<Void> stopEdge() {
    return deployment.compose(vertx::undeploy);
  }

  Vertx vertx() {
    return vertx;
  }

  private SampleService() {
    super(PROFILE, "sample");
    serve("GetShips", this::echo);
    serve(
        "CreateShip", call -> echo(call).map(response -> ServiceResponse.created(response.body())));
    serve("GetShip", this::get);
    serve("DeleteShip", call -> echo(call).map(ServiceResponse.noContent()));
    serve("ListTags", this::echo);
  }

  private Future<ServiceResponse> get(Call call) {
    return switch (call.parameter("shipId")) {
      case "absent" ->
          Future.failedFuture(
              new ApiError(SampleError.MISSING, "No such ship", Map.of("ResourceId", "absent")));
      case "broken" -> throw new IllegalStateException("the secret reason");
      case "slow" -> {
        Promise<ServiceResponse> response = Promise.promise();
        waiting.add(response);
        oneWaits.tryComplete();
        yield response.future();
      }
      case "continued" -> Future.succeededFuture(ServiceResponse.continued(continuation));
      default -> echo(call);
    };
  }

  private Future<ServiceResponse> echo(Call call) {
    calls.add(call);
    return Future.succeededFuture(
        ServiceResponse.ok(
            new JsonObject()
                .put("account", call.principal().account())
                .put("parameters", call.parameters())
                .put("body", call.body())));
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
