package io.longshore.service.pinpoint.job.load;

import static io.longshore.fixture.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.embedded.postgres.TestCluster;
import io.longshore.fixture.Backends;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.longshore.service.pinpoint.ImportDrive;
import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.store.Migrations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Autovacuum of the rows of an import. */
@Timeout(120)
class ImportVacuumIT {

  private static final String BUCKET = "vacuumed";

  /** Fewer than a fifth of the other rows, with which autovacuum's defaults begin. */
  private static final int ROWS = 12_000;

  private static final String OTHER_ROWS =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision)
      select 'other', n % 256, n, '{}', 1, n from generate_series(1, 100000) n""";

  private static final String FROZEN =
      """
      select relpages = pg_relation_size(oid) / 8192
             and relallvisible = relpages and relallfrozen = relpages
        from pg_class where relname = 'pinpoint_endpoint'""";

  private static final String PAGES = "select pg_relation_size('pinpoint_endpoint') / 8192";

  @TempDir Path temp;

  @Test
  void the_rows_of_an_import_are_all_visible_and_frozen_soon_without_a_call() {
    try (TestCluster cluster = TestCluster.start(temp)) {
      DatabaseConfig database = cluster.database(cluster.freshDatabase(), cluster.port());
      Migrations.run(database);
      try (PinpointFixture rig = new PinpointFixture(database);
          S3Objects objects = new S3Objects(Backends.s3())) {
        objects.createBucket(BUCKET);
        Sql.run(database, OTHER_ROWS, "vacuum (freeze, analyze) pinpoint_endpoint");
        assertThat(Sql.run(database, FROZEN)).containsExactly("t");
        int before = pages(database);

        imported(rig, objects);

        assertThat(pages(database)).isGreaterThan(before + 100);
        Sql.run(database, "alter system set autovacuum_naptime = '1s'", "select pg_reload_conf()");
        Sql.awaitTrue(database, FROZEN, Duration.ofSeconds(60));
      }
    }
  }

  private static int pages(DatabaseConfig database) {
    return Integer.parseInt(Sql.run(database, PAGES).get(0));
  }

  private static void imported(PinpointFixture rig, S3Objects objects) {
    ImportDrive drive = new ImportDrive(rig);
    String app = rig.app();
    String rows =
        IntStream.range(0, ROWS)
            .mapToObj(n -> "E-%d,EMAIL,e%d@example.com".formatted(n, n))
            .collect(Collectors.joining("\n", "Id,ChannelType,Address\n", "\n"));
    objects.put(BUCKET, "in/rows.csv", rows.getBytes(UTF_8));
    UUID job = drive.created(app, "s3://" + BUCKET + "/in/");
    await(drive.until(job, drive.worker(rig.imports), ImportDrive.NOBODY));
  }
}
