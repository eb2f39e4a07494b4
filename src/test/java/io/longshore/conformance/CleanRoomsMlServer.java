package io.longshore.conformance;

import static io.longshore.fixture.Waiting.await;

import io.longshore.api.Answer;
import io.longshore.api.Call;
import io.longshore.api.LocalCodec;
import io.longshore.config.AudiencesConfig;
import io.longshore.config.AuthConfig;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.DrainConfig;
import io.longshore.config.GlueConfig;
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
import io.longshore.service.cleanroomsml.AudienceExport;
import io.longshore.service.cleanroomsml.AudienceGeneration;
import io.longshore.service.cleanroomsml.AudienceRemoval;
import io.longshore.service.cleanroomsml.CleanRoomsMlVerticle;
import io.longshore.service.cleanroomsml.ModelTraining;
import io.longshore.store.BulkLoad;
import io.longshore.store.Migrations;
import io.longshore.store.Postgres;
import io.longshore.transfer.Exporter;
import io.longshore.transfer.GzipMembers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import java.util.UUID;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;

/**
 * Clean Rooms ML as a user meets it: port, signatures, contract, service, PostgreSQL and S3; and a
 * worker that a test may halt, so that jobs stay where they are.
 */
final class CleanRoomsMlServer implements AutoCloseable {

  final S3Objects objects = new S3Objects(Backends.s3());
  private final Vertx vertx = Vertx.vertx();
  private final Postgres postgres;
  private final BulkLoad loads;
  private final JobTypes types;
  private final S3ObjectStore s3;
  private final EdgeVerticle edge;
  private String worker;

  CleanRoomsMlServer(GlueConfig glue) {
    DatabaseConfig database = Backends.freshDatabase();
    Migrations.run(database);
    postgres = Postgres.connect(vertx, database);
    s3 = new S3ObjectStore(vertx, Backends.s3(), S3Timeouts.DEFAULT, false);
    loads = new BulkLoad(vertx, database, 2);
    Roles roles = new Roles(s3);
    types =
        new JobTypes(
            List.of(
                new ModelTraining(vertx, postgres, roles, loads::begin, glue),
                new AudienceGeneration(vertx, postgres, roles, UUID::randomUUID),
                new AudienceExport(postgres, new Exporter(vertx, GzipMembers.fastest())),
                new AudienceRemoval(postgres)));
    vertx.eventBus().registerDefaultCodec(Call.class, new LocalCodec<>(Call.class));
    vertx.eventBus().registerDefaultCodec(Answer.class, new LocalCodec<>(Answer.class));
    edge = listen();
    resume();
  }

  private EdgeVerticle listen() {
    Runnable wake = JobWorkerVerticle.waker(vertx.eventBus());
    JobStore jobs = new JobStore(postgres, types, 3, wake);
    Meters meters = new Meters(new SimpleMeterRegistry());
    CleanRoomsMlVerticle service =
        new CleanRoomsMlVerticle(
            postgres, jobs, AudiencesConfig.defaults(), UUID::randomUUID, InstantSource.system());
    await(vertx.deployVerticle(service));
    ServedService served =
        await(
            ServedService.load(
                vertx, service.profile(), service.operations().keySet(), 64, meters));
    HttpConfig http =
        new HttpConfig("127.0.0.1", 0, 64, Duration.ofSeconds(60), Duration.ofSeconds(30));
    Sigv4 verifier =
        new Sigv4(
            KeyStore.embedded(),
            AuthConfig.defaults(),
            Set.of("cleanrooms-ml"),
            InstantSource.system());
    EdgeVerticle verticle =
        new EdgeVerticle(
            http, verifier, List.of(served), meters, InstantSource.system(), Optional.empty());
    await(vertx.deployVerticle(verticle));
    return verticle;
  }

  /** From now on no job moves. */
  void halt() {
    await(vertx.undeploy(worker));
  }

  /** Jobs move again. */
  void resume() {
    Equipment equipment =
        new Equipment(
            postgres,
            types,
            new Roles(s3),
            WorkerConfig.defaults(),
            EngineMeter.NONE,
            new Random(),
            System::nanoTime);
    worker = await(vertx.deployVerticle(new JobWorkerVerticle(equipment, DrainConfig.defaults())));
  }

  CleanRoomsMlAsyncClient client(String account) {
    return CleanRoomsMlWalk.client(
        account, Region.US_EAST_1, URI.create("http://127.0.0.1:" + edge.port()));
  }

  List<Row> rows(String sql, Object... parameters) {
    return await(
        postgres
            .requests()
            .preparedQuery(sql)
            .execute(Tuple.from(parameters))
            .map(found -> found.stream().toList()));
  }

  @Override
  public void close() {
    await(vertx.close());
    loads.close();
    s3.close();
    objects.close();
  }
}
