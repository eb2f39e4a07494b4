package io.longshore.service.dataexchange.job;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.config.AssetsConfig;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.DrainConfig;
import io.longshore.config.WorkerConfig;
import io.longshore.engine.EngineMeter;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.admin.JobAdminStore;
import io.longshore.engine.store.JobStore;
import io.longshore.engine.worker.JobWorkerVerticle;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.fixture.Backends;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.longshore.fixture.Waiting;
import io.longshore.objectstore.RoleObjectStores;
import io.longshore.objectstore.s3.S3ObjectStore;
import io.longshore.objectstore.s3.S3Timeouts;
import io.longshore.service.dataexchange.DataExchangeVerticle;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.job.type.AssetImportJob;
import io.longshore.service.dataexchange.job.type.UrlExportJob;
import io.longshore.store.Postgres;
import io.longshore.transfer.copy.ObjectCopy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What time does to jobs and objects, by a clock that the test moves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobExpiryVerticleIT {

  private static final Principal OWNER = new Principal("111122223333", "us-east-1", "AKIAOWNER");

  private final Vertx vertx = Vertx.vertx();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private S3Objects objects;
  private S3ObjectStore s3;
  private DatabaseConfig database;
  private Postgres postgres;
  private JobStore engine;
  private JobTypeRegistry types;
  private AssetBucket bucket;
  private DataExchangeVerticle service;
  private JobExpiryVerticle housekeeping;

  @BeforeAll
  void start() {
    database = Backends.migratedDatabase();
    postgres = Postgres.connect(vertx, database);
    s3 = new S3ObjectStore(vertx, Backends.s3(), S3Timeouts.DEFAULT, false);
    objects = new S3Objects(Backends.s3());
    objects.createBucket("hk-assets");
    objects.createBucket("hk-in");
    objects.put("hk-in", "file", new byte[] {1, 2, 3}, "text/plain", Map.of());
    bucket =
        new AssetBucket(
            new RoleObjectStores(s3),
            new AssetsConfig("hk-assets", Duration.ofHours(1), Optional.empty(), true));
    types =
        new JobTypeRegistry(
            List.of(
                new AssetImportJob(postgres, bucket, new ObjectCopy(vertx)),
                new UrlExportJob(postgres, bucket, now::get)));
    engine = new JobStore(postgres, types, 3, JobWorkerVerticle.waker(vertx.eventBus()));
    service = new DataExchangeVerticle(postgres, engine, bucket, now::get);
    housekeeping = new JobExpiryVerticle(postgres, engine, bucket, now::get);
  }

  @AfterAll
  void stop() {
    await(postgres.close());
    await(vertx.close());
    s3.close();
    objects.close();
  }

  @Test
  void a_job_is_stopped_after_a_day_objects_go_a_day_after_their_asset_and_jobs_after_90_days() {
    String set =
        ok(
                "CreateDataSet",
                new JsonObject()
                    .put("AssetType", "S3_SNAPSHOT")
                    .put("Name", "n")
                    .put("Description", "d"))
            .getString("Id");
    String revision = ok("CreateRevision", new JsonObject(), "dataSetId", set).getString("Id");
    String late = importJob(set, revision);
    ok("StartJob", new JsonObject(), "jobId", late);
    pass(Duration.ofHours(23));
    assertThat(state(late)).isEqualTo("IN_PROGRESS");
    pass(Duration.ofHours(2));
    work();
    assertThat(ended(late)).isEqualTo("TIMED_OUT");

    String job = importJob(set, revision);
    ok("StartJob", new JsonObject(), "jobId", job);
    assertThat(ended(job)).isEqualTo("COMPLETED");
    String[] path = {"dataSetId", set, "revisionId", revision};
    JsonObject asset =
        ok("ListRevisionAssets", new JsonObject(), path).getJsonArray("Assets").getJsonObject(0);
    assertThat(
            ok("ListTagsForResource", new JsonObject(), "resourceArn", asset.getString("Arn"))
                .getJsonObject("tags"))
        .isEqualTo(new JsonObject().put("team", "red"));
    assertThat(objects.keys("hk-assets")).hasSize(1);
    ok(
        "DeleteAsset",
        new JsonObject(),
        "dataSetId",
        set,
        "revisionId",
        revision,
        "assetId",
        asset.getString("Id"));
    pass(Duration.ofHours(24));
    assertThat(objects.keys("hk-assets")).hasSize(1);
    Sql.run(database, "insert into restored_copy default values"); // the original may have it still
    pass(Duration.ofHours(2));
    assertThat(objects.keys("hk-assets")).hasSize(1);
    await(new JobAdminStore(postgres).hold(false, Optional.empty()));
    pass(Duration.ofMinutes(1));
    assertThat(objects.keys("hk-assets")).isEmpty();

    pass(Duration.ofDays(91));
    assertThat(Waiting.failure(send("GetJob", new JsonObject(), "jobId", job)))
        .isInstanceOf(ApiError.class);
    assertThat(ok("ListJobs", new JsonObject()).getJsonArray("Jobs")).isEmpty();
  }

  private void work() {
    WorkerDependencies dependencies =
        new WorkerDependencies(
            postgres,
            types,
            new RoleObjectStores(s3),
            WorkerConfig.defaults(),
            EngineMeter.NONE,
            new Random(),
            System::nanoTime);
    await(vertx.deployVerticle(new JobWorkerVerticle(dependencies, DrainConfig.defaults())));
  }

  private void pass(Duration time) {
    now.set(now.get().plus(time));
    await(housekeeping.runOnce());
  }

  private String importJob(String set, String revision) {
    JsonObject source = new JsonObject().put("Bucket", "hk-in").put("Key", "file");
    JsonObject tag = new JsonObject().put("Key", "team").put("Value", "red");
    JsonObject details =
        new JsonObject()
            .put("DataSetId", set)
            .put("RevisionId", revision)
            .put("AssetSources", new JsonArray().add(source));
    JsonObject made =
        ok(
            "CreateJob",
            new JsonObject()
                .put("Type", "IMPORT_ASSETS_FROM_S3")
                .put("AssetConfiguration", new JsonObject().put("Tags", new JsonArray().add(tag)))
                .put("Details", new JsonObject().put("ImportAssetsFromS3", details)));
    assertThat(made.getJsonObject("AssetConfiguration").getJsonArray("Tags")).hasSize(1);
    return made.getString("Id");
  }

  private String state(String job) {
    return ok("GetJob", new JsonObject(), "jobId", job).getString("State");
  }

  private String ended(String job) {
    return await(until(job));
  }

  private Future<String> until(String job) {
    return send("GetJob", new JsonObject(), "jobId", job)
        .map(answer -> answer.body().getString("State"))
        .compose(
            state ->
                state.equals("IN_PROGRESS")
                    ? vertx.timer(50).compose(later -> until(job))
                    : Future.succeededFuture(state));
  }

  private JsonObject ok(String operation, JsonObject body, String... parameters) {
    return await(send(operation, body, parameters)).body();
  }

  private Future<ServiceResponse> send(String operation, JsonObject body, String... parameters) {
    JsonObject named = new JsonObject();
    for (int i = 0; i < parameters.length; i += 2) {
      named.put(parameters[i], parameters[i + 1]);
    }
    String id = "dataexchange." + operation;
    return service.operations().get(id).apply(new Call(id, OWNER, "r", named, body));
  }
}
