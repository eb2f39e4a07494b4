package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fault.Breakpoint.Action;
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
    assertThat(cluster.objects.keys(cluster.bucket)).isEmpty();

    cluster.faulty(Map.of());
    cluster.untilFinished(Duration.ofSeconds(120));

    assertThat(cluster.count("select count(*) from job where state = 'SUCCEEDED'")).isEqualTo(1);
    String key = "parquet/" + job + "-part-00000.parquet";
    assertThat(cluster.objects.keys(cluster.bucket))
        .containsExactlyInAnyOrder(key, "parquet/_" + job + "-manifest.json");
    Path file =
        Files.write(folder.resolve("file.parquet"), cluster.objects.bytes(cluster.bucket, key));
    assertThat(DuckDb.rows("select count(*), count(distinct Id) from read_parquet('" + file + "')"))
        .containsExactly(List.of(Integer.toString(ROWS), Integer.toString(ROWS)));
    cluster.verifier.assertNoUploads();
  }
}
