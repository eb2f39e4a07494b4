package io.longshore.service.pinpoint.job.load;

import static io.longshore.fixture.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.longshore.service.pinpoint.ImportDrive;
import io.longshore.service.pinpoint.PinpointFixture;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Imports whose tables cannot be analysed, because autovacuum is at work in them: the planner's
 * statistics know other containers only. What an import reads must not grow with the square of its
 * rows.
 */
@Timeout(240)
class ImportPlansIT {

  private static final String BUCKET = "import-plans";
  private static final int ROWS = 4_000;

  /** With a join of all rows with all others it would be 2,000. */
  private static final int READS_OF_A_ROW = 100;

  private static final String OTHER_ROWS =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id)
      select 'other-' || n % 3, n % 256, n, '{}', 1, n, 'u' || n / 2
        from generate_series(1, 3000) n""";

  /** What autovacuum holds while it works; to analyse a table takes the same. */
  private static final String HOLD =
      "lock table pinpoint_endpoint, pinpoint_import_row in share update exclusive mode";

  private static final String OTHERS_ARE_GONE =
      """
      select count(*) = 0 from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()""";

  private static final String READ =
      """
      select sum(idx_tup_read) from pg_stat_user_indexes
       where relname in ('pinpoint_endpoint', 'pinpoint_import_row')""";

  private DatabaseConfig database;

  @BeforeEach
  void analyse() {
    database = Backends.migratedDatabase();
    Sql.run(
        database,
        "alter table pinpoint_endpoint set (autovacuum_enabled = off)",
        "alter table pinpoint_import_row set (autovacuum_enabled = off)",
        OTHER_ROWS,
        "analyze pinpoint_endpoint");
  }

  @Test
  void an_import_into_an_empty_app_reads_each_row_a_few_times() throws Exception {
    assertReadsAfterImports(1);
  }

  @Test
  void an_import_of_endpoints_that_exist_reads_each_row_a_few_times() throws Exception {
    assertReadsAfterImports(2);
  }

  private void assertReadsAfterImports(int imports) throws Exception {
    try (PinpointFixture rig = new PinpointFixture(database);
        Connection vacuum = Sql.connect(database);
        Statement held = vacuum.createStatement()) {
      vacuum.setAutoCommit(false);
      held.execute(HOLD);
      String app = rig.app();
      for (int nth = 0; nth < imports; nth++) {
        imported(rig, app);
      }
    }
    // The counts of a connection are complete when it has ended.
    Sql.awaitTrue(database, OTHERS_ARE_GONE, Duration.ofSeconds(60));
    assertThat(Long.parseLong(Sql.run(database, READ).get(0)))
        .isBetween((long) imports * ROWS, (long) imports * ROWS * READS_OF_A_ROW);
  }

  private static void imported(PinpointFixture rig, String app) {
    String rows =
        IntStream.range(0, ROWS)
            .mapToObj(n -> "E-%d,EMAIL,e%d@example.com,u-%d,%d".formatted(n, n, n / 2, n % 7))
            .collect(
                Collectors.joining(
                    "\n", "Id,ChannelType,Address,User.UserId,User.UserAttributes.A\n", "\n"));
    try (S3Objects objects = new S3Objects(Backends.s3())) {
      objects.createBucket(BUCKET);
      objects.put(BUCKET, "in/rows.csv", rows.getBytes(UTF_8));
    }
    ImportDrive drive = new ImportDrive(rig);
    UUID job = drive.created(app, "s3://" + BUCKET + "/in/");
    await(drive.until(job, drive.worker(rig.imports), ImportDrive.NOBODY));
    drive.ended(app, job);
  }
}
