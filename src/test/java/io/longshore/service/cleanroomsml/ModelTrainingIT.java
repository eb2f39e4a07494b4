package io.longshore.service.cleanroomsml;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.service.cleanroomsml.ModelStore.Model;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What training reads, and what it refuses. */
class ModelTrainingIT {

  private static final String MODEL =
      "arn:aws:cleanrooms-ml:us-east-1:000000000000:audience-model/";
  private static final String HEADER = "item,extra,USER,at\n";
  @AutoClose private static final AudienceRig rig = new AudienceRig("model-training");

  private static Job train(String name, String table) {
    return rig.run("cleanroomsml.training", rig.training(MODEL + name, table));
  }

  private static Model trained(String name, JsonObject spec) {
    Job job = rig.run("cleanroomsml.training", spec);
    assertThat(job.state()).as("%s", job.failures()).isEqualTo(JobState.SUCCEEDED);
    return await(new ModelStore(rig.postgres).find(MODEL + name)).orElseThrow();
  }

  private static String refused(String name, Job job) {
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(await(new ModelStore(rig.postgres).find(MODEL + name))).isEmpty();
    assertThat(rig.rows("cleanroomsml_staged where container = '%s'".formatted(job.id()))).isZero();
    return String.join(" ", job.failures());
  }

  @Test
  void interactions_count_once_and_only_in_the_window() {
    rig.put(
        "window/a.csv",
        HEADER + "i1,x,u1,100\ni1,x,u1,150\ni2,x,u1,151\ni1,x,\"u\"\"2, {\\\",120\ni9,x,u3,99\n");
    JsonObject spec =
        rig.training(MODEL + "window", "window").put("windowStart", 100L).put("windowEnd", 150L);
    Model model = trained("window", spec);
    assertThat(model.users()).isEqualTo(2);
    assertThat(model.interactions()).isEqualTo(2);
    assertThat(rig.rows("cleanroomsml_profile where id = 'u\"2, {\\'")).isEqualTo(1);
  }

  @Test
  void json_lines_of_a_configured_table_are_read_with_numbers_as_ids() {
    rig.put("lake/clicks/x", AudienceRig.gzip("{\"user\":1,\"item\":\"a\",\"at\":5}\n"));
    rig.put("lake/clicks/day=2/y", "{\"user\":\"1\",\"item\":7,\"at\":\"6\"}\n");
    rig.put("lake/clicks2/z", "{}\n");
    Model model =
        trained("clicks", rig.training(MODEL + "clicks", "shop", "clicks", "user", "item", "at"));
    assertThat(model.users()).isEqualTo(1);
    assertThat(model.interactions()).isEqualTo(2);
  }

  @Test
  void a_table_without_files_is_told() {
    assertThat(refused("none", train("none", "nowhere")))
        .contains("s3://model-training/nowhere/ is no object, and no folder with files in it")
        .contains("Another place of the table model-training.nowhere can be set in glue.tables");
  }

  @Test
  void a_database_that_is_no_bucket_is_told() {
    JsonObject spec = rig.training(MODEL + "b", "no-such-bucket-1", "t", "user", "item", "at");
    assertThat(refused("b", rig.run("cleanroomsml.training", spec))).contains("no-such-bucket-1");
  }

  @Test
  void a_format_that_is_not_read_is_told_with_those_that_are() {
    rig.put("columnar/part-0.snappy.parquet", "PAR1");
    assertThat(refused("columnar", train("columnar", "columnar")))
        .contains("part-0.snappy.parquet is of no known format")
        .contains("CSV with a header (.csv) and JSON lines");
  }

  @Test
  void a_column_that_the_file_has_not_is_named() {
    rig.put("columns/a.csv", "user,thing,at\nu,i,1\n");
    assertThat(refused("columns", train("columns", "columns")))
        .contains("names the column 'item'")
        .contains("it has user, thing, at");
  }

  @Test
  void a_schema_without_items_is_refused() {
    JsonObject spec = rig.training(MODEL + "schema", rig.bucket, "columns", "user");
    assertThat(refused("schema", rig.run("cleanroomsml.training", spec)))
        .contains("must have one column of type ITEM_ID, and has 0");
  }

  @Test
  void rows_that_are_no_interactions_are_named() {
    rig.put("rows/a.csv", HEADER + "i1,x,u1,1\n,x,u1,2\ni1,x,u1,yesterday\ni1,x,u1\n");
    assertThat(refused("rows", train("rows", "rows")))
        .contains("3 rows are no interactions")
        .contains("s3://model-training/rows/a.csv line 3: item is empty")
        .contains("line 4: at must be a whole number of seconds since 1970, was 'yesterday'")
        .contains("line 5: 3 values where the header has 4 names");
  }

  @Test
  void a_broken_gzip_file_is_told() {
    byte[] packed = AudienceRig.gzip(HEADER + "i1,x,u1,1\n".repeat(100));
    rig.put("broken/a.csv.gz", Arrays.copyOf(packed, packed.length - 12));
    assertThat(refused("broken", train("broken", "broken")))
        .contains("s3://model-training/broken/a.csv.gz cannot be read");
  }

  @Test
  void too_few_users_are_refused() {
    rig.put("few/a.csv", HEADER + "i1,x,u1,1\n");
    JsonObject spec = rig.training(MODEL + "few", "few").put("windowStart", 2L);
    assertThat(refused("few", rig.run("cleanroomsml.training", spec)))
        .contains("has 0 users in its time window, and at least 1 are needed");
    spec = rig.training(MODEL + "few", "few").put("minUsers", 100_000L);
    assertThat(refused("few", rig.run("cleanroomsml.training", spec)))
        .contains("has 1 users in its time window, and at least 100000 are needed");
  }
}
