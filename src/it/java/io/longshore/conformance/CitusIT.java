package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.CitusCluster;
import io.longshore.fixture.CitusCluster.Node;
import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.PostgresCommand;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.longshore.fixture.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;

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
  private static final String ACCOUNT = "111122223333";
  private static final String ROLE = "arn:aws:iam::111122223333:role/rows";
  private static final String BUCKET = "citus-rows";

  private static final String DIGEST =
      "select count(*) || ' ' || sum(hashtextextended(id || line, 0)) from pinpoint_endpoint";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path temp;

  private static Installation server;
  private static S3Objects objects;
  private static PinpointAsyncClient client;

  @BeforeAll
  static void start() throws Exception {
    server = Installation.start(temp.resolve("data"), Installation.foreignServerFlags(temp));
    objects = new S3Objects(Backends.s3());
    objects.createBucket(BUCKET);
    client = Sdk.client(PinpointAsyncClient.builder(), server.uri(), ACCOUNT);
    String rows =
        IntStream.range(0, ROWS)
            .mapToObj("e%1$d,EMAIL,e%1$d@example.com,u%1$d\n"::formatted)
            .collect(Collectors.joining("", "Id,ChannelType,Address,User.UserId\n", ""));
    objects.put(BUCKET, "endpoints.csv", rows.getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    objects.close();
  }

  @Test
  void concurrent_updates_of_one_endpoint_are_all_kept() {
    String app = app();
    for (int first = 0; first < CALLS; first += AT_ONCE) {
      List<CompletableFuture<?>> calls = new ArrayList<>();
      for (int i = first; i < first + AT_ONCE; i++) {
        calls.add(attribute(app, "a" + i));
      }
      calls.forEach(Sdk::call);
    }
    assertThat(
            call(client.getEndpoint(r -> r.applicationId(app).endpointId("one")))
                .endpointResponse()
                .attributes()
                .keySet())
        .hasSize(CALLS);
  }

  @Test
  void an_import_ends_although_a_worker_node_is_killed() throws Exception {
    String app = app();
    String job = startImport(app);
    List<Node> workers = CitusCluster.workers();
    outage(app, workers.get(0));
    assertThat(imported(app, job).totalProcessed()).isEqualTo(ROWS);
    assertThat(exported(app, startExport(app, "imported/"))).isEqualTo(ROWS);
    assertThat(ids("imported/")).isEqualTo(ROWS);
  }

  @Test
  void an_export_ends_although_a_worker_node_is_killed() throws Exception {
    String app = app();
    imported(app, startImport(app));
    String job = startExport(app, "killed/");
    List<Node> workers = CitusCluster.workers();
    outage(app, workers.get(workers.size() - 1));
    assertThat(exported(app, job)).isEqualTo(ROWS);
    assertThat(ids("killed/")).isEqualTo(ROWS);
  }

  @Test
  void an_export_is_whole_although_a_shard_moves() {
    String app = app();
    imported(app, startImport(app));
    List<Node> workers = CitusCluster.workers();
    Node from = workers.get(0);
    Node to = workers.get(1);
    String shard =
        Sql.run(
                server.database(),
                "select shardid from citus_shards where table_name = 'pinpoint_endpoint'::regclass"
                    + " and nodeport = %d order by shard_size desc limit 1".formatted(from.port()))
            .get(0);
    String job = startExport(app, "moved/");
    Sql.run(
        server.database(),
        "select citus_move_shard_placement(%s, '%s', %d, '%s', %d, 'force_logical')"
            .formatted(shard, from.host(), from.port(), to.host(), to.port()));
    assertThat(exported(app, job)).isEqualTo(ROWS);
    assertThat(ids("moved/")).isEqualTo(ROWS);
  }

  @Test
  void a_backup_is_restored_onto_citus() {
    String app = app();
    imported(app, startImport(app));
    Path dump = temp.resolve("dump");
    String digest = DIGEST + " where container like '" + app + "%'";
    PostgresCommand.run(server.database(), "bash", "conf/backup.sh", dump.toString());
    DatabaseConfig copy = CitusCluster.emptyDatabase();
    assertThat(PostgresCommand.run(copy, "bash", "conf/restore.sh", dump.toString()))
        .contains("17 tables and 1 function are distributed.")
        .contains("unfinished jobs are held");
    assertThat(Sql.run(copy, digest)).isEqualTo(Sql.run(server.database(), digest));
    assertThat(Sql.run(copy, "select count(*) from citus_tables")).containsExactly("17");
    assertThat(Sql.run(copy, "select pg_relation_size('pinpoint_endpoint')")).containsExactly("0");
  }

  /** Kills the node, sees what users and operators see, and starts it again. */
  private static void outage(String app, Node node) throws Exception {
    command("citus.kill", node);
    try {
      String down = node.host() + ":" + node.port();
      until(() -> CompletableFuture.supplyAsync(CitusIT::readiness), said -> said.contains(down));
      assertThat(statuses(app)).contains(503).isSubsetOf(Set.of(200, 404, 503));
    } finally {
      command("citus.start", node);
    }
    until(
        () -> CompletableFuture.supplyAsync(CitusIT::readiness),
        said -> said.contains("\"citus\":\"up\""));
  }

  /** Of calls for endpoints of many hash buckets. */
  private static Set<Integer> statuses(String app) {
    return IntStream.range(0, 32)
        .mapToObj(i -> client.getEndpoint(r -> r.applicationId(app).endpointId("e" + i)))
        .map(each -> each.handle((found, failure) -> status(failure)).join())
        .collect(Collectors.toSet());
  }

  private static int status(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause == null ? 200 : ((AwsServiceException) cause).statusCode();
  }

  private static void command(String property, Node node) throws Exception {
    String command = System.getProperty(property, "");
    assumeTrue(!command.isEmpty(), () -> "-D" + property + " names no command");
    Process process =
        new ProcessBuilder("sh", "-c", command + " " + node.port())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(command).isZero();
  }

  private static String readiness() {
    HttpRequest get = HttpRequest.newBuilder(server.management().resolve("/health/ready")).build();
    try {
      return HTTP.send(get, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static String app() {
    return call(client.createApp(r -> r.createApplicationRequest(a -> a.name("citus"))))
        .applicationResponse()
        .id();
  }

  private static CompletableFuture<?> attribute(String app, String name) {
    return client.updateEndpoint(
        r ->
            r.applicationId(app)
                .endpointId("one")
                .endpointRequest(
                    e ->
                        e.channelType("EMAIL")
                            .address("one@example.com")
                            .attributes(Map.of(name, List.of("v")))));
  }

  private static String startImport(String app) {
    return call(client.createImportJob(
            r ->
                r.applicationId(app)
                    .importJobRequest(
                        i ->
                            i.format("CSV")
                                .roleArn(ROLE)
                                .s3Url("s3://" + BUCKET + "/endpoints.csv"))))
        .importJobResponse()
        .id();
  }

  private static ImportJobResponse imported(String app, String job) {
    ImportJobResponse ended =
        until(
                () -> client.getImportJob(r -> r.applicationId(app).jobId(job)),
                now -> PinpointCalls.FINAL.contains(now.importJobResponse().jobStatusAsString()))
            .importJobResponse();
    assertThat(ended.jobStatusAsString()).as(ended.toString()).isEqualTo("COMPLETED");
    return ended;
  }

  private static String startExport(String app, String prefix) {
    return call(client.createExportJob(
            r ->
                r.applicationId(app)
                    .exportJobRequest(
                        e -> e.roleArn(ROLE).s3UrlPrefix("s3://" + BUCKET + "/" + prefix))))
        .exportJobResponse()
        .id();
  }

  private static int exported(String app, String job) {
    ExportJobResponse ended =
        until(
                () -> client.getExportJob(r -> r.applicationId(app).jobId(job)),
                now -> PinpointCalls.FINAL.contains(now.exportJobResponse().jobStatusAsString()))
            .exportJobResponse();
    assertThat(ended.jobStatusAsString()).as(ended.toString()).isEqualTo("COMPLETED");
    return ended.totalProcessed();
  }

  /** The number of different lines in the objects below a prefix. */
  private static long ids(String prefix) {
    return objects.keys(BUCKET).stream()
        .filter(key -> key.startsWith(prefix) && key.endsWith(".gz"))
        .flatMap(
            key ->
                new String(Gzip.plain(objects.bytes(BUCKET, key)), StandardCharsets.UTF_8).lines())
        .distinct()
        .count();
  }
}
