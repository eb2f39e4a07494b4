package io.longshore.service.cleanroomsml;

import static io.longshore.fixture.Waiting.await;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.DrainConfig;
import io.longshore.config.GlueConfig;
import io.longshore.config.GlueTable;
import io.longshore.config.WorkerConfig;
import io.longshore.engine.EngineMeter;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.JobStore;
import io.longshore.engine.worker.JobWorkerVerticle;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Gzip;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.WorkerSettings;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RoleObjectStores;
import io.longshore.objectstore.s3.S3ObjectStore;
import io.longshore.objectstore.s3.S3Timeouts;
import io.longshore.service.cleanroomsml.export.AudienceExportJob;
import io.longshore.service.cleanroomsml.generation.AudienceGenerationJob;
import io.longshore.service.cleanroomsml.model.ModelTrainingJob;
import io.longshore.service.cleanroomsml.model.UserProfileRows;
import io.longshore.service.cleanroomsml.resource.AudiencePurgeJob;
import io.longshore.store.BulkLoad;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.GzipEncoder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;

/** The jobs of Clean Rooms ML on a worker, a database and a bucket of their own. */
public final class AudienceFixture implements AutoCloseable {

  static final String ACCOUNT = "000000000000";
  static final String REGION = "us-east-1";
  static final String ROLE = "arn:aws:iam::000000000000:role/audience";
  private static final int ROUNDS = 3000;
  private static final WorkerConfig CONFIG =
      new WorkerSettings(Map.of())
          .with("heartbeat", "2s", "margin", "2s", "poll", "100ms", "sweep", "5s")
          .with("maxAttempts", "3", "backoffFirst", "50ms", "backoffCap", "50ms")
          .with("s3Timeout", "10s", "completeGrace", "1s")
          .config();

  public final String bucket;
  final Vertx vertx = Vertx.vertx();
  final S3Objects objects = new S3Objects(Backends.s3());
  public final Postgres postgres;
  final JobStore jobs;
  private final S3ObjectStore s3 =
      new S3ObjectStore(vertx, Backends.s3(), S3Timeouts.DEFAULT, false);
  private final BulkLoad loads;
  private final List<String> workers = new ArrayList<>();

  public AudienceFixture(String bucket) {
    this(bucket, 1, 100_000);
  }

  /**
   * @param replicas how many workers share the jobs
   * @param usersAPiece of a generation job
   */
  AudienceFixture(String bucket, int replicas, long usersAPiece) {
    this.bucket = bucket;
    DatabaseConfig database = Backends.migratedDatabase();
    postgres = Postgres.connect(vertx, database);
    loads = new BulkLoad(vertx, database, 4);
    objects.createBucket(bucket);
    RoleObjectStores roles = new RoleObjectStores(s3);
    GlueConfig glue =
        new GlueConfig(
            Map.of(
                "shop.clicks",
                new GlueTable("s3://" + bucket + "/lake/clicks", Optional.of("json"))));
    JobTypeRegistry types =
        new JobTypeRegistry(
            List.of(
                new ModelTrainingJob(vertx, postgres, roles, loads::begin, glue),
                new AudienceGenerationJob(vertx, postgres, roles, UUID::randomUUID, usersAPiece),
                new AudienceExportJob(
                    postgres, ObjectStores.NONE, new Exporter(vertx, GzipEncoder.fastest())),
                new AudiencePurgeJob(postgres)));
    jobs =
        new JobStore(
            postgres, types, CONFIG.maxAttempts(), JobWorkerVerticle.waker(vertx.eventBus()));
    WorkerDependencies dependencies =
        new WorkerDependencies(
            postgres, types, roles, CONFIG, EngineMeter.NONE, new Random(7), System::nanoTime);
    DrainConfig drain =
        new DrainConfig(Duration.ofSeconds(20), Duration.ZERO, Duration.ofSeconds(1));
    for (int replica = 0; replica < replicas; replica++) {
      workers.add(await(vertx.deployVerticle(new JobWorkerVerticle(dependencies, drain))));
    }
  }

  public void put(String key, String text) {
    objects.put(bucket, key, text.getBytes(StandardCharsets.UTF_8));
  }

  public void put(String key, byte[] bytes) {
    objects.put(bucket, key, bytes);
  }

  public static byte[] gzip(String text) {
    return Gzip.packed(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The training job's request for a table of the bucket, columns user, item and at. */
  public JsonObject training(String model, String table) {
    return training(model, bucket, table, "user", "item", "at");
  }

  public JsonObject training(String model, String database, String table, String... columns) {
    List<String> types = List.of("USER_ID", "ITEM_ID", "TIMESTAMP", "CATEGORICAL_FEATURE");
    JsonArray schema = new JsonArray();
    for (int at = 0; at < columns.length; at++) {
      schema.add(
          new JsonObject()
              .put("columnName", columns[at])
              .put("columnTypes", new JsonArray().add(types.get(at))));
    }
    return new JsonObject()
        .put("audienceModelArn", model)
        .put("databaseName", database)
        .put("tableName", table)
        .put("roleArn", ROLE)
        .put("schema", schema);
  }

  /** A generation job's request: the seed is an object of the bucket. */
  JsonObject generation(String id, String model, String seed, Integer... bins) {
    return new JsonObject()
        .put("generationJobId", id)
        .put("audienceModelArn", model)
        .put("seedUri", "s3://" + bucket + "/" + seed)
        .put("seedRoleArn", ROLE)
        .put("includeSeedInOutput", false)
        .put("minMatchingSeedSize", 25)
        .put(
            "audienceSizeConfig",
            new JsonObject()
                .put("audienceSizeType", "ABSOLUTE")
                .put("audienceSizeBins", new JsonArray(Arrays.asList(bins))));
  }

  JsonObject export(String generation, String id, String type, int value) {
    return new JsonObject()
        .put("generationJobId", generation)
        .put("exportId", id)
        .put("audienceSize", new JsonObject().put("type", type).put("value", value))
        .put(
            "destination",
            new JsonObject().put("s3Uri", "s3://" + bucket + "/out").put("roleArn", ROLE));
  }

  /** Runs a job to its end. */
  public Job run(String type, JsonObject spec) {
    return run(
        new NewJob(JobId.random(), ACCOUNT, REGION, type, "x", Optional.empty(), spec, List.of()));
  }

  Job run(NewJob wanted) {
    Job made = await(postgres.transact(tx -> jobs.create(tx, wanted)));
    for (int round = 0; round < ROUNDS; round++) {
      Job now =
          await(jobs.find(ACCOUNT, REGION, made.type(), made.container(), made.id())).orElseThrow();
      if (now.state().isFinal()) {
        return now;
      }
      await(vertx.timer(20).mapEmpty());
    }
    throw new AssertionError("The job does not end: " + made);
  }

  /** The lines of an export's parts, in their order. */
  List<String> exported(String generation, String export) {
    StringBuilder lines = new StringBuilder();
    for (String key : objects.keys(bucket)) {
      if (key.startsWith("out/" + generation + "/" + export + "/part-")) {
        lines.append(unpacked(objects.bytes(bucket, key)));
      }
    }
    return lines.isEmpty() ? List.of() : List.of(lines.toString().split("\n"));
  }

  private static String unpacked(byte[] packed) {
    return new String(Gzip.plain(packed), StandardCharsets.UTF_8);
  }

  /** How many rows a table has. */
  public long rows(String table) {
    return await(
        postgres
            .requests()
            .query("select count(*) as rows from " + table)
            .execute()
            .map(found -> found.iterator().next().getLong("rows")));
  }

  /** The users of a model, by their ids. */
  public Map<String, long[]> users(String model) {
    Map<String, long[]> users = new TreeMap<>();
    List<Integer> buckets = IntStream.range(0, HashBucket.COUNT).boxed().toList();
    await(
        new UserProfileRows(postgres, model, "none", new UUID(0, 0))
            .everybody(
                buckets,
                1,
                (bucket, page) -> {
                  page.users().forEach(user -> users.put(user.id(), user.items()));
                  return Future.succeededFuture();
                }));
    return users;
  }

  @Override
  public void close() {
    workers.forEach(worker -> await(vertx.undeploy(worker)));
    loads.close();
    await(postgres.close());
    s3.close();
    objects.close();
    await(vertx.close());
  }
}
