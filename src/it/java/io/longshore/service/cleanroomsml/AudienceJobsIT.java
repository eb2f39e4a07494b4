package io.longshore.service.cleanroomsml;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.DuckDb;
import io.longshore.fixture.Waiting;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.job.Piece;
import io.longshore.service.cleanroomsml.generation.AudienceGenerationJob;
import io.longshore.service.cleanroomsml.generation.RankingStore;
import io.longshore.service.cleanroomsml.model.ModelStore;
import io.longshore.service.cleanroomsml.resource.AudiencePurgeJob;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two planted tastes: 2,000 users with 20 interactions each, a tenth of them of no taste. Users of
 * even numbers have the one, of odd ones the other.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AudienceJobsIT {

  private static final String MODEL =
      "arn:aws:cleanrooms-ml:us-east-1:000000000000:audience-model/planted";
  private static final int USERS = 2000;
  @AutoClose private final AudienceFixture rig = new AudienceFixture("audience-jobs");

  @BeforeAll
  void train() {
    List<String> lines = interactions();
    rig.put("planted/first.csv", csv(lines.subList(0, lines.size() / 2)));
    rig.put(
        "planted/deep/second.csv.gz",
        AudienceFixture.gzip(csv(lines.subList(lines.size() / 2, lines.size()))));
    rig.put("planted/_SUCCESS", "");
    rig.put("planted/_delta/log.csv", "not,a\nfile,of the table\n");
    rig.put("seed/even.jsonl", seed(100));
    succeeded(rig.run("cleanroomsml.training", rig.training(MODEL, "planted")));
    succeeded(
        rig.run(
            "cleanroomsml.generation",
            rig.generation("planted", MODEL, "seed/even.jsonl", 100, 500, 1900)));
  }

  static List<String> interactions() {
    SplittableRandom random = new SplittableRandom(1);
    List<String> lines = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      for (int user = 0; user < USERS; user++) {
        boolean noise = random.nextInt(10) == 0;
        int item = noise ? random.nextInt(400) : random.nextInt(200) + user % 2 * 200;
        lines.add("user-" + user + ",item-" + item + "," + (1_700_000_000 + n));
      }
    }
    return lines;
  }

  static String csv(List<String> lines) {
    return "user,item,at\n" + String.join("\n", lines) + "\n";
  }

  static String seed(int users) {
    StringBuilder lines = new StringBuilder();
    for (int user = 0; user < users; user++) {
      lines.append("{\"user_id\": \"user-").append(user * 2).append("\"}\n");
    }
    return lines.toString();
  }

  static void succeeded(Job job) {
    assertThat(job.state()).as("%s", job.failures()).isEqualTo(JobState.SUCCEEDED);
  }

  private static String reason(Job job) {
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.word()).isEqualTo("CREATE_FAILED");
    return String.join(" ", job.failures());
  }

  private static int number(String line) {
    return Integer.parseInt(new JsonObject(line).getString("user_id").substring("user-".length()));
  }

  @Test
  void the_audience_is_of_the_seeds_taste_and_has_nobody_of_the_seed() {
    succeeded(rig.run("cleanroomsml.export", rig.export("planted", "best", "ABSOLUTE", 500)));
    List<String> lines = rig.exported("planted", "best");
    assertThat(lines).hasSize(500).doesNotHaveDuplicates();
    assertThat(lines.stream().filter(line -> number(line) % 2 == 0).count())
        .isGreaterThanOrEqualTo(495);
    assertThat(lines.stream().filter(line -> number(line) % 2 == 0 && number(line) < 200))
        .isEmpty();
    assertThat(lines.get(0)).matches("\\{\"user_id\":\"user-\\d+\"}");
  }

  @Test
  void users_of_a_seed_that_are_not_in_the_training_data_are_counted_and_told() {
    rig.put("seed/strangers.jsonl", seed(30) + "{\"USER_ID\":\"nobody-1\"}\n{\"user_id\":7}\n");
    Job job =
        rig.run(
            "cleanroomsml.generation",
            rig.generation("strangers", MODEL, "seed/strangers.jsonl", 100));

    succeeded(job);
    assertThat(job.failures())
        .containsExactly("2 of the 32 users of the seed are not in the training data");
  }

  @Test
  void an_audience_that_has_fewer_users_than_were_asked_for_says_so() {
    Job job = rig.run("cleanroomsml.export", rig.export("planted", "few", "ABSOLUTE", 5000));

    succeeded(job);
    assertThat(rig.exported("planted", "few")).hasSize(USERS - 100);
    assertThat(job.failures()).containsExactly("The audience has 1900 users, 5000 were asked for");
  }

  @Test
  void the_manifest_stands_beside_the_parts_and_tells_of_them() {
    succeeded(rig.run("cleanroomsml.export", rig.export("planted", "told", "PERCENTAGE", 5)));
    JsonObject manifest =
        new JsonObject(
            new String(
                rig.objects.bytes(rig.bucket, "out/planted/told/_manifest.json"),
                StandardCharsets.UTF_8));
    assertThat(manifest.getLong("totalRows")).isEqualTo(USERS * 5 / 100);
    assertThat(manifest.getJsonArray("objects").getJsonObject(0).getString("key"))
        .isEqualTo("out/planted/told/part-00000.jsonl.gz");
  }

  @Test
  void same_input_makes_the_same_bytes_however_the_rows_came_and_the_work_was_split() {
    succeeded(rig.run("cleanroomsml.export", rig.export("planted", "all", "PERCENTAGE", 100)));
    assertThat(rig.exported("planted", "all")).hasSize(USERS - 100);
    List<String> lines = new ArrayList<>(interactions());
    Collections.reverse(lines);
    try (AudienceFixture other = new AudienceFixture("audience-split", 2, 100)) {
      other.put("turned/a.csv", csv(lines.subList(0, 1000)));
      other.put("turned/b.csv", csv(lines.subList(1000, lines.size())));
      other.put("seed.jsonl", seed(100));
      succeeded(other.run("cleanroomsml.training", other.training(MODEL, "turned")));
      Job split =
          other.run(
              "cleanroomsml.generation",
              other.generation("planted", MODEL, "seed.jsonl", 100, 500, 1900));
      succeeded(split);
      assertThat(split.progress().pieces()).isEqualTo(20);
      JsonObject export = other.export("planted", "all", "PERCENTAGE", 100);
      succeeded(other.run("cleanroomsml.export", export));
      String key = "out/planted/all/part-00000.jsonl.gz";
      assertThat(other.objects.bytes(other.bucket, key))
          .isEqualTo(rig.objects.bytes(rig.bucket, key));
      assertThat(await(new RankingStore(other.postgres).find("planted")).orElseThrow().metrics())
          .isEqualTo(metrics("planted"));
    }
  }

  @Test
  void metrics_fall_with_the_size_and_find_those_held_out() {
    JsonObject metrics = metrics("planted");
    List<Double> scores =
        metrics.getJsonArray("relevanceMetrics").stream()
            .map(metric -> ((JsonObject) metric).getDouble("score"))
            .toList();
    assertThat(scores).hasSize(3);
    assertThat(scores.get(0)).isGreaterThan(0.9).isLessThanOrEqualTo(1);
    assertThat(scores.get(2)).isBetween(-0.1, 0.1);
    assertThat(metrics.getDouble("recallMetric")).isBetween(0.3, 0.7); // half are of the taste
    assertThat(
            metrics.getJsonArray("relevanceMetrics").getJsonObject(1).getJsonObject("audienceSize"))
        .isEqualTo(new JsonObject().put("type", "ABSOLUTE").put("value", 500));
  }

  @Test
  void the_seed_comes_first_if_it_shall_be_in() {
    JsonObject wanted = rig.generation("with", MODEL, "seed/even.jsonl", 500);
    succeeded(rig.run("cleanroomsml.generation", wanted.put("includeSeedInOutput", true)));
    succeeded(rig.run("cleanroomsml.export", rig.export("with", "all", "ABSOLUTE", 150)));
    Set<Integer> first = new HashSet<>();
    rig.exported("with", "all").subList(0, 100).forEach(line -> first.add(number(line)));
    assertThat(first).hasSize(100).allMatch(user -> user < 200 && user % 2 == 0);
    assertThat(rig.exported("with", "all")).hasSize(150);
  }

  @Test
  void a_seed_that_the_model_does_not_know_fails_the_job_and_leaves_nothing() {
    rig.put("seed/small.jsonl", seed(20) + "{\"user_id\": 7}\n".repeat(30));
    Job job =
        rig.run("cleanroomsml.generation", rig.generation("small", MODEL, "seed/small.jsonl"));
    assertThat(reason(job)).contains("Of the 21 users of the seed 20 are in the training data");
    assertThat(await(new RankingStore(rig.postgres).find("small"))).isEmpty();
    assertThat(rig.rows("cleanroomsml_seed where container = '%s'".formatted(job.id().toString())))
        .isZero();
  }

  @Test
  void a_seed_may_be_parquet(@TempDir Path folder) throws Exception {
    String users = "select 'user-' || (2 * i) as \"USER_ID\" from range(100) t(i)";
    rig.put("seed.parquet", DuckDb.snappy(folder, users));
    JsonObject spec = rig.generation("parquet", MODEL, "seed.parquet", 100, 500);
    Job job = rig.run("cleanroomsml.generation", spec);
    assertThat(job.state()).as("%s", job.failures()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void a_line_that_is_no_user_of_a_seed_is_named() {
    rig.put("seed/odd.jsonl", "{\"user_id\": \"user-1\"}\n{\"user\": \"user-2\"}\n");
    assertThat(
            reason(
                rig.run("cleanroomsml.generation", rig.generation("odd", MODEL, "seed/odd.jsonl"))))
        .contains("s3://audience-jobs/seed/odd.jsonl line 2 is no user of a seed");
  }

  @Test
  void a_model_that_is_not_there_is_told() {
    assertThat(
            reason(
                rig.run(
                    "cleanroomsml.generation",
                    rig.generation("none", MODEL + "-none", "seed/even.jsonl"))))
        .contains("The audience model is not trained");
    assertThat(reason(rig.run("cleanroomsml.export", rig.export("none", "x", "ABSOLUTE", 5))))
        .contains("has no audience");
  }

  @Test
  void a_piece_that_must_stop_scores_no_further() {
    Job job =
        await(
            rig.postgres.transact(
                tx ->
                    rig.jobs.create(
                        tx,
                        AudiencePurgeJob.ofGeneration(
                            AudienceFixture.ACCOUNT, AudienceFixture.REGION, "nobody"))));
    String model = await(new ModelStore(rig.postgres).find(MODEL)).orElseThrow().container();
    JsonObject share =
        new JsonObject()
            .put("model", model)
            .put("modelUsers", USERS)
            .put("attempt", new UUID(0, 1).toString())
            .put("whole", 2)
            .put("trial", 2)
            .put("buckets", new JsonArray().add(1).add(2));
    AudienceGenerationJob generation =
        new AudienceGenerationJob(
            rig.vertx, rig.postgres, (account, role) -> null, UUID::randomUUID);
    Throwable failure =
        Waiting.failure(
            generation.piece(job, new Piece(share, Optional.empty()), new StoppedOutputs()));
    assertThat(failure).isSameAs(StoppedOutputs.REASON);
    assertThat(rig.rows("cleanroomsml_scored_run")).isZero();
  }

  @Test
  void what_was_deleted_is_gone() {
    String model = MODEL + "-gone";
    rig.put("gone/rows.csv", csv(interactions()));
    succeeded(rig.run("cleanroomsml.training", rig.training(model, "gone")));
    succeeded(
        rig.run("cleanroomsml.generation", rig.generation("gone", model, "seed/even.jsonl", 500)));
    String container = await(new ModelStore(rig.postgres).find(model)).orElseThrow().container();
    String of = " where container = '%s'".formatted(container);
    assertThat(rig.users(container)).hasSize(USERS);
    succeeded(
        rig.run(
            AudiencePurgeJob.ofModel(
                AudienceFixture.ACCOUNT, AudienceFixture.REGION, model, "gone")));
    succeeded(
        rig.run(
            AudiencePurgeJob.ofGeneration(
                AudienceFixture.ACCOUNT, AudienceFixture.REGION, "gone")));
    for (String table : List.of("profile", "profile_block", "item")) {
      assertThat(rig.rows("cleanroomsml_" + table + of)).isZero();
    }
    assertThat(await(new ModelStore(rig.postgres).find(model))).isEmpty();
    assertThat(await(new RankingStore(rig.postgres).find("gone"))).isEmpty();
  }

  private JsonObject metrics(String generation) {
    return await(new RankingStore(rig.postgres).find(generation)).orElseThrow().metrics();
  }
}
