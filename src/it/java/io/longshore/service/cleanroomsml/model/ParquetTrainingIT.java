package io.longshore.service.cleanroomsml.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.DuckDb;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.service.cleanroomsml.AudienceFixture;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training on Parquet files that DuckDB writes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParquetTrainingIT {

  private static final String MODEL =
      "arn:aws:cleanrooms-ml:us-east-1:000000000000:audience-model/";
  private static final String ROWS =
      "select 'user-' || (i * 7919 %% 1000) as \"user\", i %% 300 as item, timestamp '2023-11-14 10:00:00' +"
          + " interval (i) second as at, [i] as extra from range(%d, %d) t(i)";

  @TempDir static Path folder;
  @AutoClose private final AudienceFixture rig = new AudienceFixture("parquet-training");

  private void put(String key, int from, int to, String options) throws Exception {
    rig.put(key, Files.readAllBytes(DuckDb.write(folder, ROWS.formatted(from, to), options)));
  }

  @Test
  void the_model_is_that_of_the_same_rows_as_csv() throws Exception {
    StringBuilder csv = new StringBuilder("user,item,at,day\n");
    for (int i = 0; i < 20_000; i++) {
      csv.append("user-%d,%d,%d,1\n".formatted(i * 7919L % 1000, i % 300, 1_699_956_000 + i));
    }
    rig.put("csv/a.csv", csv.toString());
    put("lake/day=1/a.parquet", 0, 9_000, "compression snappy, row_group_size 2048");
    put("lake/day=2/b.snappy.parquet", 9_000, 15_000, "compression zstd, parquet_version v2");
    put("lake/day=2/part-00000", 15_000, 20_000, "compression gzip");
    rig.put("lake/_SUCCESS", "");

    String ofCsv = profiles(train("csv", "csv"));
    String ofParquet = profiles(train("lake", "lake"));

    assertThat(ofParquet).isEqualTo(ofCsv);
    assertThat(ofCsv.lines()).hasSize(1000);
  }

  private Job train(String name, String table) {
    JsonObject spec =
        rig.training(MODEL + name, rig.bucket, table, "user", "item", "at", "day")
            .put("windowStart", 1_699_956_000L)
            .put("windowEnd", 1_699_956_000L + 18_000);
    Job job = rig.run("cleanroomsml.training", spec);
    assertThat(job.state()).as("%s", job.failures()).isEqualTo(JobState.SUCCEEDED);
    return job;
  }

  private String profiles(Job job) {
    StringBuilder users = new StringBuilder();
    rig.users(job.id().toString())
        .forEach((id, items) -> users.append(id).append(Arrays.toString(items)).append('\n'));
    return users.toString();
  }

  @Test
  void a_broken_file_fails_the_job_with_its_name() throws Exception {
    put("cut/a.parquet", 0, 100, "compression snappy");
    byte[] whole =
        Files.readAllBytes(DuckDb.write(folder, ROWS.formatted(0, 100), "compression snappy"));
    rig.put("cut/b.parquet", Arrays.copyOf(whole, whole.length - 20));
    Job job = rig.run("cleanroomsml.training", rig.training(MODEL + "cut", "cut"));

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.failures().toString())
        .contains(
            "s3://parquet-training/cut/b.parquet cannot be read: it does not end as a Parquet file");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.longshore.transfer.parquet.BrokenFiles#all")
  @Timeout(30)
  void each_broken_file_fails_its_job_with_a_reason(String name, byte[] file, String reason) {
    String table = name.replace(' ', '-');
    String key = table + "/item=i/at=1700000000/a.parquet";
    rig.put(key, file);

    Job job =
        rig.run(
            "cleanroomsml.training",
            rig.training(MODEL + table, rig.bucket, table, "c", "item", "at"));

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.failures().toString())
        .contains("s3://parquet-training/" + table + "/")
        .containsPattern(file.length == 0 ? "no folder with files in it" : reason);
  }

  @Test
  void rows_without_a_user_are_told_by_their_number() throws Exception {
    String rows =
        "select case when i = 7 then null else 'u' || i end as \"user\", 'i' as item, i as at from range(20) t(i)";
    rig.put("gaps/a.parquet", Files.readAllBytes(DuckDb.write(folder, rows, "compression snappy")));
    Job job = rig.run("cleanroomsml.training", rig.training(MODEL + "gaps", "gaps"));

    assertThat(job.failures().toString()).contains("gaps/a.parquet line 8: user is empty");
  }
}
