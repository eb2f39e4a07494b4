package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fault.Breakpoint.Action;
import io.longshore.fault.S3Faults.Fault;
import io.longshore.fault.S3Faults.Op;
import io.longshore.fixture.DuckDb;
import io.longshore.job.JobId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Kills the worker of an export that writes Parquet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParquetKillIT {

  private static final int ROWS = 20_000;

  /** Makes the file longer than a part, by texts that cannot be compressed. */
  private static final String LONGER =
      """
      update pinpoint_endpoint
         set line = replace(line, '"City":["', '"City":["' || (
               select string_agg(md5(id || n), '') from generate_series(1, 25) n))
       where container = $1""";

  private ReplicaCluster cluster;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("parquet-kill-it");
  }

  @AfterEach
  void reset() {
    cluster.reset();
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Test
  void a_killed_worker_leaves_no_half_file_and_another_one_writes_the_whole(@TempDir Path folder)
      throws Exception {
    String app = cluster.app(ROWS);
    cluster.faulty(Map.of());
    cluster.breakpoint.set("before-upload-part", Action.HALT);
    JobId job = cluster.parquet(app);
    cluster.until(
        "a replica is at the breakpoint",
        Duration.ofSeconds(60),
        () -> cluster.breakpoint.stoppedProcess() != 0);
    assertThat(cluster.objects.keys(cluster.bucket)).noneMatch(key -> key.contains(job.toString()));

    cluster.faulty(Map.of());
    cluster.untilFinished(Duration.ofSeconds(120));

    assertThat(cluster.count("select count(*) from job where state <> 'SUCCEEDED'")).isZero();
    assertWhole(app, job, folder);
  }

  @Test
  void a_worker_that_is_killed_in_the_middle_of_the_second_part_leaves_nothing_of_the_first(
      @TempDir Path folder) throws Exception {
    String app = cluster.app(ROWS);
    cluster.rows(LONGER, app);
    Replica killed = cluster.jar();
    cluster.s3.faults =
        call ->
            call.op() == Op.PART && call.number() == 2 && call.nth() == 1 ? Fault.HALF : Fault.NONE;
    JobId job = cluster.parquet(app);
    cluster.until(
        "S3 has the first part and half of the second one",
        Duration.ofSeconds(60),
        () -> cluster.s3.holding() == 1 && hasFirstPart());
    killed.process().kill();
    cluster.s3.release();
    assertThat(cluster.objects.keys(cluster.bucket)).noneMatch(key -> key.contains(job.toString()));
    assertThat(cluster.objects.openUploads(cluster.bucket)).hasSize(1);

    cluster.jar();
    cluster.untilFinished(Duration.ofSeconds(120));

    assertWhole(app, job, folder);
    assertThat(cluster.count("select attempts from task where job = $1 and seq = 0", job.value()))
        .isEqualTo(2);
  }

  private boolean hasFirstPart() {
    return cluster.s3.log.stream()
        .anyMatch(
            entry ->
                entry.call().op() == Op.PART
                    && entry.call().number() == 1
                    && entry.status() == 200);
  }

  private void assertWhole(String app, JobId job, Path folder) throws Exception {
    String key = "parquet/" + job + "-part-00000.parquet";
    assertThat(cluster.objects.keys(cluster.bucket))
        .filteredOn(found -> found.contains(job.toString()))
        .containsExactlyInAnyOrder(key, "parquet/_" + job + "-manifest.json");
    Path file =
        Files.write(folder.resolve("file.parquet"), cluster.objects.bytes(cluster.bucket, key));
    assertThat(
            DuckDb.rows(
                "select count(*), count(distinct Id),"
                    + " md5(string_agg(Attributes['City'][1], '' order by Id)) from read_parquet('"
                    + file
                    + "')"))
        .containsExactly(List.of(Integer.toString(ROWS), Integer.toString(ROWS), cities(app)));
    cluster.verifier.assertNoUploads();
  }

  private String cities(String app) {
    return cluster
        .rows(
            """
            select md5(string_agg(line::json #>> '{Attributes,City,0}', '' order by id)) as sum
              from pinpoint_endpoint where container = $1""",
            app)
        .get(0)
        .getString("sum");
  }
}
