package io.longshore.conformance;

import static io.longshore.fixture.Waiting.await;

import io.longshore.api.Answer;
import io.longshore.api.Call;
import io.longshore.api.LocalCodec;
import io.longshore.config.AuthConfig;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.DrainConfig;
import io.longshore.config.HttpConfig;
import io.longshore.config.WorkerConfig;
import io.longshore.edge.EdgeVerticle;
import io.longshore.edge.Meters;
import io.longshore.edge.ServedService;
import io.longshore.engine.EngineMeter;
import io.longshore.engine.Equipment;
import io.longshore.engine.JobStore;
import io.longshore.engine.JobTypes;
import io.longshore.engine.JobWorkerVerticle;
import io.longshore.fixture.Backends;
import io.longshore.fixture.S3Objects;
import io.longshore.identity.KeyStore;
import io.longshore.identity.Sigv4;
import io.longshore.objectstore.Roles;
import io.longshore.objectstore.S3ObjectStore;
import io.longshore.objectstore.S3Timeouts;
import io.longshore.service.pinpoint.AppRemoval;
import io.longshore.service.pinpoint.AttributeRemoval;
import io.longshore.service.pinpoint.EndpointExport;
import io.longshore.service.pinpoint.EndpointFill;
import io.longshore.service.pinpoint.EndpointImport;
import io.longshore.service.pinpoint.PinpointVerticle;
import io.longshore.store.Bucket;
import io.longshore.store.BulkLoad;
import io.longshore.store.Migrations;
import io.longshore.store.Postgres;
import io.longshore.transfer.Exporter;
import io.longshore.transfer.GzipMembers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClientBuilder;

/** Pinpoint as a user meets it: port, signatures, contract, service, worker, PostgreSQL and S3. */
final class PinpointServer implements AutoCloseable {

  private static final Duration BOUND = Duration.ofSeconds(90);

  final Vertx vertx = Vertx.vertx();
  final S3Objects objects = new S3Objects(Backends.s3());
  private final Postgres postgres;
  private final JobTypes types;
  private final S3ObjectStore s3;
  private final BulkLoad loads;
  private final EdgeVerticle edge;

  /** Without a worker: see {@link #work}. */
  PinpointServer(int callsInFlight) {
    DatabaseConfig database = Backends.freshDatabase();
    Migrations.run(database);
    postgres = Postgres.connect(vertx, database);
    s3 = new S3ObjectStore(vertx, Backends.s3(), S3Timeouts.DEFAULT, false);
    loads = new BulkLoad(vertx, database, 4);
    Exporter exporter = new Exporter(vertx, GzipMembers.fastest());
    types =
        new JobTypes(
            List.of(
                new EndpointExport(postgres, exporter),
                new EndpointImport(vertx, postgres, new Roles(s3), loads::begin, new Random(6)),
                new AppRemoval(postgres),
                new EndpointFill(postgres),
                new AttributeRemoval(postgres, new Random(5))));
    vertx.eventBus().registerDefaultCodec(Call.class, new LocalCodec<>(Call.class));
    vertx.eventBus().registerDefaultCodec(Answer.class, new LocalCodec<>(Answer.class));
    edge = listen(callsInFlight);
  }

  private EdgeVerticle listen(int callsInFlight) {
    Runnable wake = JobWorkerVerticle.waker(vertx.eventBus());
    JobStore jobs = new JobStore(postgres, types, 3, wake);
    PinpointVerticle pinpoint =
        new PinpointVerticle(
            vertx, postgres, new Roles(s3), jobs, InstantSource.system(), new Random());
    await(vertx.deployVerticle(pinpoint));
    Meters meters = new Meters(new SimpleMeterRegistry());
    ServedService service =
        await(
            ServedService.load(
                vertx, pinpoint.profile(), pinpoint.operations().keySet(), callsInFlight, meters));
    HttpConfig http =
        new HttpConfig(
            "127.0.0.1", 0, callsInFlight, Duration.ofSeconds(60), Duration.ofSeconds(30));
    Sigv4 verifier =
        new Sigv4(
            KeyStore.embedded(),
            AuthConfig.defaults(),
            Set.of("mobiletargeting"),
            InstantSource.system());
    EdgeVerticle verticle =
        new EdgeVerticle(
            http, verifier, List.of(service), meters, InstantSource.system(), Optional.empty());
    await(vertx.deployVerticle(verticle));
    return verticle;
  }

  /** Starts to work on jobs. */
  PinpointServer work() {
    Equipment equipment =
        new Equipment(
            postgres,
            types,
            new Roles(s3),
            WorkerConfig.defaults(),
            EngineMeter.NONE,
            new Random(),
            System::nanoTime);
    await(vertx.deployVerticle(new JobWorkerVerticle(equipment, DrainConfig.defaults())));
    return this;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + edge.port());
  }

  /** A client that never tries again, so that no wrong answer hides behind a second one. */
  PinpointAsyncClient client(String accessKey, String secret) {
    return builder(accessKey, secret).build();
  }

  PinpointAsyncClientBuilder builder(String accessKey, String secret) {
    return PinpointAsyncClient.builder()
        .endpointOverride(endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secret)))
        .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.doNotRetry()));
  }

  List<Row> rows(String sql, Object... parameters) {
    return await(
        postgres
            .requests()
            .preparedQuery(sql)
            .execute(Tuple.from(parameters))
            .map(found -> found.stream().toList()));
  }

  /** Puts many endpoints of about 300 bytes into an app, faster than calls could. */
  void fill(String app, int count) {
    String[] ids = IntStream.range(0, count).mapToObj(i -> "id" + i).toArray(String[]::new);
    Short[] buckets = Stream.of(ids).map(Bucket::of).toArray(Short[]::new);
    rows(
        """
        insert into pinpoint_endpoint (container, bucket, id, line, version, revision)
        select $1, b, id, '{"Id":"' || id || '","Address":"' || repeat('x', 270) || '"}', 1, 1
          from unnest($2::smallint[], $3::text[]) as r (b, id)""",
        app,
        buckets,
        ids);
  }

  Future<Long> unfinished() {
    return postgres
        .requests()
        .query("select count(*) from job where finished_at is null")
        .execute()
        .map(found -> found.iterator().next().getLong(0));
  }

  /** Asks again and again until the answer is as wished; fails after a bound. */
  <T> T until(Supplier<Future<T>> question, Predicate<T> wish) {
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
  public void close() {
    await(vertx.close());
    loads.close();
    s3.close();
    objects.close();
  }
}
