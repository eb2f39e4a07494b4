package io.longshore.fault;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.client;
import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.embedded.postgres.ClusterCpu;
import io.longshore.embedded.postgres.TestCluster;
import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.ReplicatedPostgres;
import io.longshore.fixture.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/**
 * What an export costs the primary that reads from a standby, beside one that does not: the CPU
 * time of exports from their calls to their ends, less what an idle server costs in the same time.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class PrimaryCpuIT {

  private static final int ENDPOINTS = 1_000_000;
  private static final int EXPORTS = 2;
  private static final String ROLE = "arn:aws:iam::000000000000:role/export";

  /**
   * The intervals of a server without settings; those of tests are shorter. Without compressed
   * lines that are kept, because the primary makes them, and only for the first of these exports.
   */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "worker.poll", "2s",
          "worker.sweep", "4s",
          "worker.lease", "30s",
          "worker.heartbeat", "10s",
          "worker.margin", "5s",
          "upkeep.blocksFrom", "0");

  /** No autovacuum runs, and the standby has everything. */
  private static final String QUIET =
      """
      select (select count(*) from pg_stat_activity where backend_type = 'autovacuum worker') = 0
             and (select bool_and(replay_lsn >= pg_current_wal_insert_lsn())
                    from pg_stat_replication)""";

  @TempDir Path folder;

  @Test
  void an_export_of_a_million_endpoints_from_a_standby_costs_the_primary_at_most_a_tenth()
      throws IOException {
    try (StandbyRig rig = new StandbyRig(folder, ENDPOINTS, Map.of("hot_standby_feedback", "on"))) {
      settle(rig);
      Cost plain = cost(rig, "plain", false);
      Cost relieved = cost(rig, "reads", true);

      assertThat(relieved.content()).isEqualTo(plain.content());
      assertThat(relieved.primary().millis() * 10)
          .as("%s, read from the primary %s", relieved.primary(), plain.primary())
          .isLessThanOrEqualTo(plain.primary().millis());
    }
  }

  /** Ends what the rows' insertion left to do, which would be counted with an export. */
  private static void settle(StandbyRig rig) {
    Sql.run(rig.postgres.database, "vacuum (freeze, analyze)", "checkpoint");
    rig.data.until("quiet", StandbyRig.BOUND, () -> isQuiet(rig));
  }

  private static boolean isQuiet(StandbyRig rig) {
    return Sql.run(rig.postgres.database, QUIET).get(0).equals("t");
  }

  private record Cost(ClusterCpu primary, ClusterCpu standby, List<Integer> content) {}

  /** The cost of some exports, after one that opens connections and plans statements. */
  private static Cost cost(StandbyRig rig, String name, boolean reads) throws IOException {
    TestCluster primary = rig.postgres.primary;
    TestCluster standby = rig.postgres.standby();
    try (Installation server = rig.postgres.installation(name, reads, DEFAULTS);
        PinpointAsyncClient client =
            client(PinpointAsyncClient.builder(), server.uri(), ReplicatedPostgres.KEY)) {
      ClusterCpu before = primary.cpu();
      String last = export(rig, client, name + "/");
      ClusterCpu first = primary.cpu().since(before);
      before = primary.cpu();
      ClusterCpu other = standby.cpu();
      long begun = System.nanoTime();
      for (int count = 0; count < EXPORTS; count++) {
        last = export(rig, client, name + "/");
      }
      Duration lasted = Duration.ofNanos(System.nanoTime() - begun);
      ClusterCpu busy = primary.cpu().since(before);
      other = standby.cpu().since(other);
      ClusterCpu idle = idle(rig, client, last, lasted);
      System.out.printf(
          "%s: %d exports in %s: primary %s, idle %s, the first export %s; standby %s%n",
          name, EXPORTS, lasted, busy, idle, first, other);
      String node = reads ? rig.postgres.replicaName() : "primary";
      assertThat(rig.rowsOf(server, node)).isEqualTo((EXPORTS + 1.0) * ENDPOINTS);
      return new Cost(busy.since(idle), other, content(rig, last));
    }
  }

  /** The cost of the server, and of asking for a job's status as often as in an export. */
  private static ClusterCpu idle(
      StandbyRig rig, PinpointAsyncClient client, String job, Duration time) {
    ClusterCpu before = rig.postgres.primary.cpu();
    long end = System.nanoTime() + time.toNanos();
    until(
        () -> client.getExportJob(r -> r.applicationId(rig.app).jobId(job)),
        now -> System.nanoTime() - end > 0);
    return rig.postgres.primary.cpu().since(before);
  }

  /** Returns the job. */
  private static String export(StandbyRig rig, PinpointAsyncClient client, String folder) {
    String place = "s3://" + StandbyRig.BUCKET + "/" + folder;
    String job =
        call(client.createExportJob(
                r ->
                    r.applicationId(rig.app)
                        .exportJobRequest(e -> e.roleArn(ROLE).s3UrlPrefix(place))))
            .exportJobResponse()
            .id();
    until(
        () -> client.getExportJob(r -> r.applicationId(rig.app).jobId(job)),
        now -> now.exportJobResponse().jobStatusAsString().equals("COMPLETED"));
    return job;
  }

  private static List<Integer> content(StandbyRig rig, String job) {
    return rig.objects.keys(StandbyRig.BUCKET).stream()
        .filter(key -> key.contains(job) && key.endsWith(".gz"))
        .map(key -> Arrays.hashCode(Gzip.plain(rig.objects.bytes(StandbyRig.BUCKET, key))))
        .toList();
  }
}
