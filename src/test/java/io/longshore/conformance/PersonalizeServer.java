package io.longshore.conformance;

import static io.longshore.fixture.Waiting.await;

import io.longshore.api.Answer;
import io.longshore.api.Call;
import io.longshore.api.LocalCodec;
import io.longshore.config.AuthConfig;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.DrainConfig;
import io.longshore.config.HttpConfig;
import io.longshore.config.PersonalizeConfig;
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
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.S3ObjectStore;
import io.longshore.objectstore.S3Timeouts;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.personalize.DataDeletion;
import io.longshore.service.personalize.DatasetExport;
import io.longshore.service.personalize.DatasetImport;
import io.longshore.service.personalize.Erasure;
import io.longshore.service.personalize.PersonalizeEventsVerticle;
import io.longshore.service.personalize.PersonalizeVerticle;
import io.longshore.service.personalize.Removal;
import io.longshore.store.BulkLoad;
import io.longshore.store.Migrations;
import io.longshore.store.Postgres;
import io.longshore.transfer.Exporter;
import io.longshore.transfer.PlainBytes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalizeevents.PersonalizeEventsAsyncClient;

/**
 * Personalize as a user meets it: port, signatures, contract, service, worker, PostgreSQL and S3.
 */
final class PersonalizeServer implements AutoCloseable {

  private static final Duration BOUND = Duration.ofSeconds(90);

  final Vertx vertx = Vertx.vertx();
  final S3Objects objects = new S3Objects(Backends.s3());
  private final Postgres postgres;
  private final JobTypes types;
  final StoreGate gate;
  private final PersonalizeConfig limits;
  private final S3ObjectStore s3;
  private final EdgeVerticle edge;

  /** Without a worker: see {@link #work}. */
  PersonalizeServer(int callsInFlight, PersonalizeConfig limits) {
    this.limits = limits;
    DatabaseConfig database = Backends.freshDatabase();
    Migrations.run(database);
    postgres = Postgres.connect(vertx, database);
    Exporter exporter = new Exporter(vertx, new PlainBytes());
    s3 = new S3ObjectStore(vertx, Backends.s3(), S3Timeouts.DEFAULT, false);
    gate = new StoreGate(s3);
    BulkLoad loads = new BulkLoad(vertx, database, 2);
    types =
        new JobTypes(
            List.of(
                new DatasetExport(postgres, exporter),
                new DatasetImport(vertx, postgres, gate, loads::begin, limits),
                new DataDeletion(vertx, postgres, gate, loads::begin, limits),
                new Erasure(postgres),
                new Removal(postgres)));

    vertx.eventBus().registerDefaultCodec(Call.class, new LocalCodec<>(Call.class));
    vertx.eventBus().registerDefaultCodec(Answer.class, new LocalCodec<>(Answer.class));
    edge = listen(callsInFlight);
  }

  private EdgeVerticle listen(int callsInFlight) {
    Runnable wake = JobWorkerVerticle.waker(vertx.eventBus());
    JobStore jobs = new JobStore(postgres, types, 3, wake);
    Meters meters = new Meters(new SimpleMeterRegistry());
    List<ServedService> served = new ArrayList<>();
    for (ServiceVerticle service :
        List.of(
            new PersonalizeVerticle(postgres, jobs, limits, InstantSource.system()),
            new PersonalizeEventsVerticle(postgres))) {
      await(vertx.deployVerticle(service));
      served.add(
          await(
              ServedService.load(
                  vertx, service.profile(), service.operations().keySet(), callsInFlight, meters)));
    }
    HttpConfig http =
        new HttpConfig(
            "127.0.0.1", 0, callsInFlight, Duration.ofSeconds(60), Duration.ofSeconds(30));
    Sigv4 verifier =
        new Sigv4(
            KeyStore.embedded(),
            AuthConfig.defaults(),
            Set.of("personalize"),
            InstantSource.system());
    EdgeVerticle verticle =
        new EdgeVerticle(http, verifier, served, meters, InstantSource.system(), Optional.empty());
    await(vertx.deployVerticle(verticle));
    return verticle;
  }

  /** Puts an object into S3. */
  void put(String bucket, String key, String content) {
    ObjectStore.Upload upload = await(s3.createUpload(bucket, key, "text/csv", Map.of()));
    ObjectStore.Part part = await(s3.uploadPart(upload, 1, Buffer.buffer(content)));
    await(s3.completeUpload(upload, List.of(part)));
  }

  /** Starts to work on jobs. */
  PersonalizeServer work() {
    Equipment equipment =
        new Equipment(
            postgres,
            types,
            gate,
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
  PersonalizeAsyncClient client(String accessKey) {
    return PersonalizeAsyncClient.builder()
        .endpointOverride(endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(keys(accessKey))
        .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  PersonalizeEventsAsyncClient events(String accessKey) {
    return PersonalizeEventsAsyncClient.builder()
        .endpointOverride(endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(keys(accessKey))
        .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  private static StaticCredentialsProvider keys(String accessKey) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "test"));
  }

  List<Row> rows(String sql, Object... parameters) {
    return await(
        postgres
            .requests()
            .preparedQuery(sql)
            .execute(Tuple.from(parameters))
            .map(found -> found.stream().toList()));
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
    s3.close();
    objects.close();
  }
}
