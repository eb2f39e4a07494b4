package io.longshore.bench;

import static io.longshore.fixture.Waiting.await;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.GlueConfig;
import io.longshore.config.S3Config;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.JobStore;
import io.longshore.fixture.S3Objects;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.cleanroomsml.export.AudienceExportJob;
import io.longshore.service.cleanroomsml.generation.AudienceGenerationJob;
import io.longshore.service.cleanroomsml.generation.RankingStore;
import io.longshore.service.cleanroomsml.model.ModelTrainingJob;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.IdentityEncoder;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/**
 * Interactions of a synthetic population in a server's S3, and the jobs that make an audience of
 * them, inserted into the server's queue.
 */
final class AudienceBenchRig implements AutoCloseable {

  static final int ITEMS_A_USER = 10;
  static final int TASTES = 20;
  private static final int ITEMS = 100_000;
  private static final int FILES = 8;
  private static final int SEED = 2000;
  private static final String BUCKET = "bench-audience";
  private static final String ROLE = "arn:aws:iam::000000000000:role/audience";
  private static final long POLL_MILLIS = 50;

  /** The durations of a round in seconds, and what the audience is. */
  record Times(
      double training, double generation, double export, Audience audience, JsonObject metrics) {}

  /**
   * An exported audience.
   *
   * @param precision the share of its users that have the seed's taste
   * @param checksum of its lines; the same for the same users in the same order
   */
  record Audience(double precision, long checksum) {}

  private final Vertx vertx = Vertx.vertx();
  private final DatabaseConfig database;
  private final S3Objects objects;
  private final Postgres postgres;
  private final JobStore jobs;
  private final Path folder;
  private final long users;

  AudienceBenchRig(ServerProcess server, Path folder, long rows) throws IOException {
    this.database = server.database();
    this.folder = folder;
    this.users = rows / ITEMS_A_USER;
    this.objects = new S3Objects(S3Config.defaults().at(server.http(), "test", "test"));
    this.postgres = Postgres.connect(vertx, database);
    this.jobs = new JobStore(postgres, types(), 3, () -> {});
    objects.createBucket(BUCKET);
    StringBuilder seed = new StringBuilder();
    for (int user = 0; user < SEED; user++) {
      seed.append("{\"user_id\":\"").append(user(user * TASTES)).append("\"}\n");
    }
    objects.put(BUCKET, "seed.jsonl", seed.toString().getBytes(StandardCharsets.UTF_8));
    for (int file = 0; file < FILES; file++) {
      byte[] rowsOfFile = interactions(file);
      Files.write(folder.resolve("rows-" + file + ".csv"), rowsOfFile);
      objects.put(BUCKET, "rows/part-" + file + ".csv", rowsOfFile);
    }
  }

  /** The server runs the jobs; the types here only provide the names. */
  private JobTypeRegistry types() {
    ObjectStores none =
        (account, role) -> {
          throw new IllegalStateException("The bench runs no job");
        };
    return new JobTypeRegistry(
        List.of(
            new ModelTrainingJob(vertx, postgres, none, copy -> null, GlueConfig.defaults()),
            new AudienceGenerationJob(vertx, postgres, none, UUID::randomUUID),
            new AudienceExportJob(
                postgres, ObjectStores.NONE, new Exporter(vertx, new IdentityEncoder()))));
  }

  private static String user(long number) {
    return "user-%08d".formatted(number);
  }

  /** A third of the interactions is noise, and popular items are popular with all users. */
  private byte[] interactions(int file) {
    SplittableRandom random = new SplittableRandom(file);
    StringBuilder rows = new StringBuilder("user_id,item_id,at\n");
    for (int n = 0; n < ITEMS_A_USER; n++) {
      for (long user = file; user < users; user += FILES) {
        double skewed = Math.pow(random.nextDouble(), 2);
        int item =
            random.nextInt(3) == 0
                ? (int) (skewed * ITEMS)
                : (int) (skewed * ITEMS / TASTES) * TASTES + (int) (user % TASTES);
        rows.append("user-").append(user(user).substring(5)).append(",item-").append(item);
        rows.append(',').append(1_700_000_000 + n).append('\n');
      }
    }
    return rows.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Imports all interactions by psql into a new table; returns the seconds. */
  double copy() throws Exception {
    Map<String, String> who = Map.of("PGUSER", database.user(), "PGPASSWORD", database.password());
    String psql = "psql -q '%s' -c ".formatted(database.url());
    Commands.pipeline(
        psql + "'drop table if exists copied' -c 'create table copied (u text, i text, at bigint)'",
        who);
    StringBuilder all = new StringBuilder();
    for (int file = 0; file < FILES; file++) {
      String path = folder.resolve("rows-" + file + ".csv").toString();
      all.append(all.isEmpty() ? "" : " && ").append(psql);
      all.append("\"\\copy copied from '").append(path).append("' csv header\"");
    }
    long began = System.nanoTime();
    Commands.pipeline(all.toString(), who);
    double seconds = (System.nanoTime() - began) / 1e9;
    Commands.pipeline(psql + "'drop table copied'", who);
    return seconds;
  }

  /**
   * Trains a model, generates an audience and exports as many users as a tenth of those with the
   * taste.
   */
  Times audience(String name) throws Exception {
    String model = "arn:aws:cleanrooms-ml:us-east-1:000000000000:audience-model/" + name;
    double training = run("cleanroomsml.training", training(model));
    double generation = run("cleanroomsml.generation", generation(name, model));
    JsonObject export =
        new JsonObject()
            .put("generationJobId", name)
            .put("exportId", "best")
            .put(
                "audienceSize",
                new JsonObject().put("type", "ABSOLUTE").put("value", users / TASTES / 2))
            .put(
                "destination",
                new JsonObject().put("s3Uri", "s3://" + BUCKET + "/out").put("roleArn", ROLE));
    double exporting = run("cleanroomsml.export", export);
    JsonObject metrics = await(new RankingStore(postgres).find(name)).orElseThrow().metrics();
    return new Times(training, generation, exporting, exported(name), metrics);
  }

  private static JsonObject training(String model) {
    JsonArray schema = new JsonArray();
    Map.of("user_id", "USER_ID", "item_id", "ITEM_ID", "at", "TIMESTAMP")
        .forEach(
            (column, type) ->
                schema.add(
                    new JsonObject()
                        .put("columnName", column)
                        .put("columnTypes", new JsonArray().add(type))));
    return new JsonObject()
        .put("audienceModelArn", model)
        .put("databaseName", BUCKET)
        .put("tableName", "rows")
        .put("roleArn", ROLE)
        .put("schema", schema);
  }

  private static JsonObject generation(String name, String model) {
    return new JsonObject()
        .put("generationJobId", name)
        .put("audienceModelArn", model)
        .put("seedUri", "s3://" + BUCKET + "/seed.jsonl")
        .put("seedRoleArn", ROLE)
        .put("includeSeedInOutput", false)
        .put("minMatchingSeedSize", 25)
        .put(
            "audienceSizeConfig",
            new JsonObject()
                .put("audienceSizeType", "PERCENTAGE")
                .put("audienceSizeBins", new JsonArray().add(1).add(5).add(20).add(50)));
  }

  private double run(String type, JsonObject spec) throws Exception {
    long began = System.nanoTime();
    NewJob wanted =
        new NewJob(
            JobId.random(),
            "000000000000",
            "us-east-1",
            type,
            "bench",
            Optional.empty(),
            spec,
            List.of());
    Job job = await(postgres.transact(tx -> jobs.create(tx, wanted)));
    while (!job.state().isFinal()) {
      await(vertx.timer(POLL_MILLIS).mapEmpty());
      job = await(jobs.find(job.account(), job.region(), type, "bench", job.id())).orElseThrow();
    }
    if (job.state() != JobState.SUCCEEDED) {
      throw new IllegalStateException(type + " failed: " + job.failures());
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private Audience exported(String name) throws IOException {
    CRC32 checksum = new CRC32();
    long all = 0;
    long right = 0;
    for (String key : objects.keys(BUCKET)) {
      if (key.startsWith("out/" + name + "/best/part-")) {
        byte[] plain =
            new GZIPInputStream(new ByteArrayInputStream(objects.bytes(BUCKET, key)))
                .readAllBytes();
        checksum.update(plain);
        for (String line : new String(plain, StandardCharsets.UTF_8).split("\n")) {
          String user = new JsonObject(line).getString("user_id");
          all++;
          right += Long.parseLong(user.substring("user-".length())) % TASTES == 0 ? 1 : 0;
        }
      }
    }
    return new Audience((double) right / all, checksum.getValue());
  }

  @Override
  public void close() {
    await(postgres.close());
    objects.close();
    await(vertx.close());
  }
}
