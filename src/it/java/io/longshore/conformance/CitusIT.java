package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.CitusCluster;
import io.longshore.fixture.CitusCluster.Node;
import io.longshore.fixture.PostgresCommand;
import io.longshore.fixture.Sdk;
import io.longshore.fixture.Sql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What only a Citus cluster can show: concurrent changes of one row, a worker node that is killed,
 * a shard that moves, and a backup. Runs in profile citus.
 *
 * <p>Worker nodes are killed and started by the commands of {@code -Dcitus.kill} and {@code
 * -Dcitus.start}, which get the node's port; without them those tests are skipped.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "citus.url", matches = ".+")
class CitusIT {

  private static final int ROWS = 100_000;
  private static final int CALLS = 240;
  private static final int AT_ONCE = 24;
  private static final String BUCKET = "citus-rows";

  private static final String DIGEST =
      "select count(*) || ' ' || sum(hashtextextended(id || line, 0)) from pinpoint_endpoint";

  @TempDir static Path temp;

  private static CitusServer citus;

  @BeforeAll
  static void start() throws Exception {
    citus = new CitusServer(temp, false, BUCKET, ROWS);
  }

  @AfterAll
  static void stop() {
    citus.close();
  }

  @Test
  void concurrent_updates_of_one_endpoint_are_all_kept() {
    String app = citus.app();
    for (int first = 0; first < CALLS; first += AT_ONCE) {
      List<CompletableFuture<?>> calls = new ArrayList<>();
      for (int i = first; i < first + AT_ONCE; i++) {
        calls.add(attribute(app, "a" + i));
      }
      calls.forEach(Sdk::call);
    }
    assertThat(
            call(citus.client.getEndpoint(r -> r.applicationId(app).endpointId("one")))
                .endpointResponse()
                .attributes()
                .keySet())
        .hasSize(CALLS);
  }

  @Test
  void an_import_ends_although_a_worker_node_is_killed() throws Exception {
    String app = citus.app();
    String job = citus.startImport(app);
    List<Node> workers = CitusCluster.workers();
    outage(app, workers.get(0));
    citus.imported(app, job);
    assertThat(citus.exported(app, citus.startExport(app, "imported/"))).isEqualTo(ROWS);
    assertThat(ids("imported/")).isEqualTo(ROWS);
  }

  @Test
  void an_export_ends_although_a_worker_node_is_killed() throws Exception {
    String app = citus.app();
    citus.imported(app, citus.startImport(app));
    String job = citus.startExport(app, "killed/");
    List<Node> workers = CitusCluster.workers();
    outage(app, workers.get(workers.size() - 1));
    assertThat(citus.exported(app, job)).isEqualTo(ROWS);
    assertThat(ids("killed/")).isEqualTo(ROWS);
  }

  @Test
  void an_export_is_whole_although_a_shard_moves() {
    String app = citus.app();
    citus.imported(app, citus.startImport(app));
    List<Node> workers = CitusCluster.workers();
    Node from = workers.get(0);
    Node to = workers.get(1);
    String shard =
        Sql.run(
                citus.server.database(),
                "select shardid from citus_shards where table_name = 'pinpoint_endpoint'::regclass"
                    + " and nodeport = %d order by shard_size desc limit 1".formatted(from.port()))
            .get(0);
    String job = citus.startExport(app, "moved/");
    Sql.run(
        citus.server.database(),
        "select citus_move_shard_placement(%s, '%s', %d, '%s', %d, 'force_logical')"
            .formatted(shard, from.host(), from.port(), to.host(), to.port()));
    assertThat(citus.exported(app, job)).isEqualTo(ROWS);
    assertThat(ids("moved/")).isEqualTo(ROWS);
  }

  @Test
  void a_backup_is_restored_onto_citus() {
    String app = citus.app();
    citus.imported(app, citus.startImport(app));
    Path dump = temp.resolve("dump");
    String tables = Sql.run(citus.server.database(), "select count(*) from citus_tables").get(0);
    String digest = DIGEST + " where container like '" + app + "%'";
    PostgresCommand.run(citus.server.database(), "bash", "conf/backup.sh", dump.toString());
    DatabaseConfig copy = CitusCluster.emptyDatabase();
    assertThat(PostgresCommand.run(copy, "bash", "conf/restore.sh", dump.toString()))
        .contains(tables + " tables and 1 function are distributed.")
        .contains("unfinished jobs are held");
    assertThat(Sql.run(copy, digest)).isEqualTo(Sql.run(citus.server.database(), digest));
    assertThat(Sql.run(copy, "select count(*) from citus_tables")).containsExactly(tables);
    assertThat(Sql.run(copy, "select pg_relation_size('pinpoint_endpoint')")).containsExactly("0");
  }

  @Test
  void worker_nodes_analyse_a_part_of_each_shard() {
    assertThat(
            Sql.run(
                citus.server.database(),
                "select distinct result from run_command_on_workers("
                    + "$$select current_setting('default_statistics_target')$$)"))
        .containsExactly("10");
  }

  /** What users see while a node is down. */
  private static void outage(String app, Node node) {
    citus.without(
        node, () -> assertThat(statuses(app)).contains(503).isSubsetOf(Set.of(200, 404, 503)));
  }

  /** Of calls for endpoints of many hash buckets. */
  private static Set<Integer> statuses(String app) {
    return IntStream.range(0, 32)
        .mapToObj(i -> citus.client.getEndpoint(r -> r.applicationId(app).endpointId("e" + i)))
        .map(each -> each.handle((found, failure) -> status(failure)).join())
        .collect(Collectors.toSet());
  }

  private static int status(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause == null ? 200 : ((AwsServiceException) cause).statusCode();
  }

  private static CompletableFuture<?> attribute(String app, String name) {
    return citus.client.updateEndpoint(
        r ->
            r.applicationId(app)
                .endpointId("one")
                .endpointRequest(
                    e ->
                        e.channelType("EMAIL")
                            .address("one@example.com")
                            .attributes(Map.of(name, List.of("v")))));
  }

  /** The number of different lines in the objects below a prefix. */
  private static int ids(String prefix) {
    return Set.copyOf(citus.lines(prefix)).size();
  }
}
