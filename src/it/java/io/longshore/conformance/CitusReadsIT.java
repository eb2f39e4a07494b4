package io.longshore.conformance;

import static io.longshore.conformance.CitusServer.ACCOUNT;
import static io.longshore.conformance.CitusServer.ROLE;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.CitusCluster;
import io.longshore.fixture.CitusCluster.Node;
import io.longshore.fixture.PrometheusSeries;
import io.longshore.fixture.Sdk;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.ImportMode;
import software.amazon.awssdk.services.pinpoint.model.EndpointBatchItem;

/**
 * Exports of a server that reads from the worker nodes of a Citus cluster. Runs in profile citus.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "citus.url", matches = ".+")
class CitusReadsIT {

  private static final int ROWS = 200_000;
  private static final int SOME = 100;
  private static final int EXPORTS = 5;
  private static final String BUCKET = "citus-reads";
  private static final String PLACE = "s3://" + BUCKET + "/";

  @TempDir static Path temp;

  private static Vertx vertx;
  private static List<Node> workers;
  private static CitusServer citus;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    workers = CitusCluster.workers();
    citus = new CitusServer(temp, true, BUCKET, ROWS);
  }

  @AfterAll
  static void stop() {
    citus.close();
    await(vertx.close());
  }

  private static double read(String node) {
    return PrometheusSeries.until(vertx, citus.server.management(), "any", all -> true)
        .value("longshore_read_rows_total", "node", node);
  }

  private static double readFromWorkers() {
    return workers.stream().mapToDouble(node -> read(node.name())).sum();
  }

  @Test
  void exports_read_from_workers_and_have_what_was_written_right_before_them() {
    String app = citus.app();
    double primary = read("primary");
    double before = readFromWorkers();
    for (int round = 1; round <= EXPORTS; round++) {
      String value = "round-" + round;
      write(app, value);
      String job = citus.startExport(app, "written/");

      assertThat(citus.exported(app, job)).isEqualTo(SOME);
      assertThat(citus.lines("written/" + job))
          .hasSize(SOME)
          .allMatch(line -> line.contains(value));
    }
    assertThat(readFromWorkers() - before).isEqualTo(EXPORTS * SOME);
    assertThat(read("primary")).isEqualTo(primary);
  }

  @Test
  void exports_of_packed_and_of_added_records_read_from_workers() {
    double primary = read("primary");
    double before = readFromWorkers();
    try (PersonalizeAsyncClient personalize =
        Sdk.client(PersonalizeAsyncClient.builder(), citus.server.uri(), ACCOUNT)) {
      String dataset = MaskedDataset.create(personalize);
      Set<String> all = new TreeSet<>();
      for (ImportMode mode : List.of(ImportMode.FULL, ImportMode.INCREMENTAL)) {
        String name = mode.toString().toLowerCase(Locale.ROOT);
        all.addAll(imported(personalize, dataset, name, mode));

        MaskedDataset.exported(personalize, dataset, name, ROLE, PLACE + "records/");

        assertThat(records("records/" + name + "/")).isEqualTo(all);
      }
    }
    assertThat(readFromWorkers() - before).isEqualTo(SOME + 2 * SOME);
    assertThat(read("primary")).isEqualTo(primary);
  }

  @Test
  void an_export_ends_although_the_worker_that_it_reads_from_is_killed() {
    String app = citus.app();
    citus.imported(app, citus.startImport(app));
    String job = citus.startExport(app, "killed/");
    citus.without(workers.get(0), () -> {});

    assertThat(citus.exported(app, job)).isEqualTo(ROWS);
    assertThat(Set.copyOf(citus.lines("killed/" + job))).hasSize(ROWS);
  }

  private static void write(String app, String value) {
    List<EndpointBatchItem> items =
        IntStream.range(0, SOME)
            .mapToObj(
                i ->
                    EndpointBatchItem.builder()
                        .id("w" + i)
                        .channelType("EMAIL")
                        .address("w" + i + "@example.com")
                        .attributes(Map.of("k", List.of(value)))
                        .build())
            .toList();
    call(
        citus.client.updateEndpointsBatch(
            r -> r.applicationId(app).endpointBatchRequest(b -> b.item(items))));
  }

  /** Returns the rows of the import. */
  private static List<String> imported(
      PersonalizeAsyncClient personalize, String dataset, String name, ImportMode mode) {
    List<String> rows =
        IntStream.range(0, SOME).mapToObj((name + "%1$d,i%1$d,%1$d,view")::formatted).toList();
    String file = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n" + String.join("\n", rows) + "\n";
    citus.objects.put(BUCKET, name + ".csv", file.getBytes(UTF_8));
    MaskedDataset.imported(personalize, dataset, name, mode, ROLE, PLACE + name + ".csv");
    return rows;
  }

  private static Set<String> records(String prefix) {
    return citus.objects.keys(BUCKET).stream()
        .filter(key -> key.startsWith(prefix) && key.endsWith(".csv"))
        .flatMap(key -> new String(citus.objects.bytes(BUCKET, key), UTF_8).lines().skip(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
