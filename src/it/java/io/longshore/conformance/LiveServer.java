package io.longshore.conformance;

import static io.longshore.fixture.Waiting.await;

import io.longshore.api.Call;
import io.longshore.api.LocalCodec;
import io.longshore.api.ServiceResponse;
import io.longshore.config.AuthConfig;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.DrainConfig;
import io.longshore.config.HttpConfig;
import io.longshore.config.WorkerConfig;
import io.longshore.edge.EdgeVerticle;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.engine.EngineMeter;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.JobStore;
import io.longshore.engine.worker.JobWorkerVerticle;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.fixture.Backends;
import io.longshore.fixture.ForeignServers;
import io.longshore.fixture.S3Objects;
import io.longshore.identity.key.KeySource;
import io.longshore.identity.sigv4.SigV4Verifier;
import io.longshore.job.JobType;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RoleObjectStores;
import io.longshore.objectstore.s3.S3ObjectStore;
import io.longshore.objectstore.s3.S3Timeouts;
import io.longshore.service.ServiceVerticle;
import io.longshore.store.BulkLoad;
import io.longshore.store.Postgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * A server with one service on PostgreSQL and S3: HTTP, signatures, contract validation, and a
 * worker that a test can halt so that jobs do not progress.
 */
class LiveServer implements AutoCloseable {

  private static final Duration BOUND = Duration.ofSeconds(90);

  final Vertx vertx = Vertx.vertx();
  final S3Objects objects = new S3Objects(Backends.s3());
  final Postgres postgres;
  final S3ObjectStore s3;
  final BulkLoad loads;
  private JobTypeRegistry types;
  private ObjectStores stores;
  private EdgeVerticle edge;
  private String worker;

  LiveServer() {
    DatabaseConfig database = Backends.migratedDatabase();
    postgres = Postgres.connect(vertx, database);
    s3 = new S3ObjectStore(vertx, Backends.s3(), S3Timeouts.DEFAULT, false);
    loads = new BulkLoad(vertx, database, 4);
    vertx.eventBus().registerDefaultCodec(Call.class, new LocalCodec<>(Call.class));
    vertx
        .eventBus()
        .registerDefaultCodec(ServiceResponse.class, new LocalCodec<>(ServiceResponse.class));
  }

  /** Starts the server; jobs wait until {@link #resume}. */
  final void serve(
      String signingName,
      int callsInFlight,
      ObjectStores stores,
      List<JobType> jobTypes,
      Function<JobStore, List<ServiceVerticle>> services) {
    this.stores = stores;
    types = new JobTypeRegistry(jobTypes);
    JobStore jobs = new JobStore(postgres, types, 3, JobWorkerVerticle.waker(vertx.eventBus()));
    HttpMetrics meters = new HttpMetrics(new SimpleMeterRegistry());
    List<ServiceEndpoint> served = new ArrayList<>();
    for (ServiceVerticle service : services.apply(jobs)) {
      await(vertx.deployVerticle(service));
      Set<String> operations = service.operations().keySet();
      served.add(
          await(ServiceEndpoint.load(vertx, service.profile(), operations, callsInFlight, meters)));
    }
    InstantSource clock = InstantSource.system();
    SigV4Verifier verifier =
        new SigV4Verifier(KeySource.embedded(), AuthConfig.defaults(), Set.of(signingName), clock);
    HttpConfig http =
        new HttpConfig(
            "127.0.0.1", 0, callsInFlight, Duration.ofSeconds(60), Duration.ofSeconds(30));
    edge = new EdgeVerticle(http, verifier, served, meters, clock, Optional.empty());
    await(vertx.deployVerticle(edge));
  }

  /** On foreign servers the roles of every account are listed and have access to all buckets. */
  final RoleObjectStores roles() {
    return ForeignServers.areUsed()
        ? new RoleObjectStores(
            s3,
            "house-assets",
            Map.of(
                "arn:aws:iam::*:role/*", new RoleObjectStores.Grant(s3, List.of("s3://*"), true)),
            false)
        : new RoleObjectStores(s3);
  }

  /** From now on no job moves. */
  final void halt() {
    await(vertx.undeploy(worker));
  }

  /** Starts the worker. */
  final void resume() {
    WorkerDependencies dependencies =
        new WorkerDependencies(
            postgres,
            types,
            stores,
            WorkerConfig.defaults(),
            EngineMeter.NONE,
            new Random(),
            System::nanoTime);
    worker =
        await(vertx.deployVerticle(new JobWorkerVerticle(dependencies, DrainConfig.defaults())));
  }

  final URI endpoint() {
    return URI.create("http://127.0.0.1:" + edge.port());
  }

  static StaticCredentialsProvider keys(String accessKey, String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secret));
  }

  final List<Row> rows(String sql, Object... parameters) {
    return await(
        postgres
            .requests()
            .preparedQuery(sql)
            .execute(Tuple.from(parameters))
            .map(found -> found.stream().toList()));
  }

  /** Repeats a call until its response satisfies the condition; fails after a timeout. */
  final <T> T until(Supplier<Future<T>> question, Predicate<T> wish) {
    Promise<T> answered = Promise.promise();
    long timeout = vertx.setTimer(BOUND.toMillis(), id -> answered.tryFail("Not within " + BOUND));
    ask(question, wish, answered);
    return await(answered.future().onComplete(done -> vertx.cancelTimer(timeout)));
  }

  private <T> void ask(Supplier<Future<T>> question, Predicate<T> wish, Promise<T> answered) {
    question
        .get()
        .onFailure(answered::tryFail)
        .onSuccess(
            answer -> {
              if (wish.test(answer)) {
                answered.tryComplete(answer);
              } else if (!answered.future().isComplete()) {
                vertx.setTimer(20, id -> ask(question, wish, answered));
              }
            });
  }

  @Override
  public final void close() {
    await(vertx.close());
    ForeignServers.requireQuickStatements();
    loads.close();
    s3.close();
    objects.close();
  }
}
