package io.longshore.service.cleanroomsml.model;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.service.cleanroomsml.AudienceFixture;
import io.longshore.service.cleanroomsml.model.ModelStore.Model;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What training reads, and what it refuses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelTrainingJobIT {

  private static final String MODEL =
      "arn:aws:cleanrooms-ml:us-east-1:000000000000:audience-model/";
  private static final String HEADER = "item,extra,USER,at\n";
  @AutoClose private final AudienceFixture rig = new AudienceFixture("model-training");

  private Job train(String name, String table) {
    return rig.run("cleanroomsml.training", rig.training(MODEL + name, table));
  }

  private Model trained(String name, JsonObject spec) {
    Job job = rig.run("cleanroomsml.training", spec);
    assertThat(job.state()).as("%s", job.failures()).isEqualTo(JobState.SUCCEEDED);
    return await(new ModelStore(rig.postgres).find(MODEL + name)).orElseThrow();
  }

  private String refused(String name, Job job) {
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(await(new ModelStore(rig.postgres).find(MODEL + name))).isEmpty();
    String of = " where container = '%s'".formatted(job.id());
    assertThat(rig.rows("cleanroomsml_staged" + of)).isZero();
    assertThat(rig.rows("cleanroomsml_staged_chunk" + of)).isZero();
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
    assertThat(rig.users(model.container())).containsOnlyKeys("u1", "u\"2, {\\");
  }

  @Test
  void json_lines_of_a_configured_table_are_read_with_numbers_as_ids() {
    rig.put("lake/clicks/x", AudienceFixture.gzip("{\"user\":1,\"item\":\"a\",\"at\":5}\n"));
    rig.put("lake/clicks/day=2/y", "{\"user\":\"1\",\"item\":7,\"at\":\"6\"}\n");
    rig.put("lake/clicks2/z", "{}\n");
    Model model =
        trained("clicks", rig.training(MODEL + "clicks", "shop", "clicks", "user", "item", "at"));
    assertThat(model.users()).isEqualTo(1);
    assertThat(model.interactions()).isEqualTo(2);
  }

  @Test
  void timestamps_are_read_as_glue_has_them_and_as_numbers() {
    rig.put(
        "moments/a.csv",
        "user, item, at\nu0, i, 2023-11-14 10:00:00\nu1, i, 2023-11-14T10:00:00.5Z\n"
            + "u2, i, 2023-11-14 12:00:00+02:00\nu3, i, 1699956000\nu4, i, 1699956000.9\n"
            + "u5, i, 2023-11-14 09:59:59\nu6, i, 1699956001\n");
    rig.put("moments/b.json", "{\"User\":\"u7\",\"ITEM\":\"i\",\"At\":1.699956E9}\n");
    JsonObject spec =
        rig.training(MODEL + "moments", "moments")
            .put("windowStart", 1_699_956_000L)
            .put("windowEnd", 1_699_956_000L);
    Job job = rig.run("cleanroomsml.training", spec);

    assertThat(job.state()).as("%s", job.failures()).isEqualTo(JobState.SUCCEEDED);
    assertThat(await(new ModelStore(rig.postgres).find(MODEL + "moments")).orElseThrow().users())
        .isEqualTo(6);
    assertThat(job.failures())
        .containsExactly(
            "s3://model-training/moments/a.csv: 2 of 7 rows are outside of the time window");
  }

  @Test
  void milliseconds_are_not_taken_for_seconds() {
    rig.put("millis/a.csv", HEADER + "i1,x,u1,1699956000000\ni1,x,u1,2023-13-14 10:00:00\n");
    assertThat(refused("millis", train("millis", "millis")))
        .contains("line 2: at is after the year 9999", "are these milliseconds?")
        .contains("line 3: at must be a whole number of seconds since 1970")
        .contains("or a timestamp such as 2023-11-14 10:00:00");
  }

  @Test
  void files_without_an_ending_are_read_by_what_they_begin_with() {
    rig.put("spark/part-00000", HEADER + "i1,x,u1,1\n");
    rig.put("spark/part-00001", AudienceFixture.gzip(HEADER + "i1,x,u2,1\n"));
    rig.put("spark/part-00002.gz", AudienceFixture.gzip(HEADER));
    rig.put("spark/_SUCCESS", "");
    rig.put(
        "firehose/2023/11/14/10/clicks-1-2023-11-14-10-00-00-0a1b",
        "\n{\"user\":\"u\",\"item\":\"a\",\"at\":5}\n{\"user\":\"v\",\"item\":\"a\",\"at\":5}");
    rig.put("binary/part-00000", "Obj\u0001\u0004\u0016");
    rig.put("columnar/part-00000", "ORC\u0000\u0001");

    assertThat(trained("spark", rig.training(MODEL + "spark", "spark")).users()).isEqualTo(2);
    assertThat(trained("hose", rig.training(MODEL + "hose", "firehose")).users()).isEqualTo(2);
    assertThat(refused("binary", train("binary", "binary")))
        .contains("binary/part-00000 is of no known format");
    assertThat(refused("columnar", train("columnar", "columnar")))
        .contains("columnar/part-00000 cannot be read: it is an ORC file, which is not read");
  }

  @Test
  void a_table_without_rows_is_told() {
    rig.put("rowless/a.csv", HEADER);
    assertThat(refused("rowless", train("rowless", "rowless"))).contains("files have no row");
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
    rig.put("columnar/part-0.snappy.orc", "PAR1");
    assertThat(refused("columnar", train("columnar", "columnar")))
        .contains("part-0.snappy.orc is of no known format")
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
    byte[] packed = AudienceFixture.gzip(HEADER + "i1,x,u1,1\n".repeat(100));
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
