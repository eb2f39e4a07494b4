package io.longshore.store.read;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.embedded.postgres.TestCluster;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Sql;
import io.longshore.store.Migrations;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.JsonLinesRows;
import io.longshore.transfer.write.LineSelection;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A piece reads from a standby that has its rows, and from the primary otherwise; no row is missing
 * whatever happens to the standby.
 */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadNodesIT {

  private static final int ROWS = 6_000;
  private static final List<Integer> ALL = IntStream.range(0, 256).boxed().toList();

  private static final String LOAD =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision)
      select $1, n % 256, 'e' || n, repeat('x', 300) || n, 1, 1
        from generate_series($2::int, $3::int - 1) n""";

  private static final String SLOW_ON_STANDBY =
      """
      select count(*) as rows, (select case when pg_is_in_recovery() then pg_sleep(10) end)
        from pinpoint_endpoint""";

  @TempDir static Path folder;

  private static Vertx vertx;
  private static TestCluster primary;
  private static TestCluster standby;
  private static DatabaseConfig writes;
  private static DatabaseConfig reads;

  private CountedReads meter;
  private Postgres postgres;
  private String container;

  @BeforeAll
  static void replicate() throws IOException {
    vertx = Vertx.vertx();
    primary = TestCluster.start(Files.createDirectory(folder.resolve("primary")));
    String name = primary.freshDatabase();
    writes = primary.database(name, primary.port());
    Migrations.run(writes);
    standby =
        primary.standby(
            Files.createDirectory(folder.resolve("standby")),
            Map.of("max_standby_streaming_delay", "0"));
    reads = standby.database(name, standby.port());
  }

  @AfterAll
  static void end() {
    standby.close();
    primary.close();
    await(vertx.close());
  }

  @BeforeEach
  void connect() {
    postgres = connected(reads.url(), Duration.ofSeconds(20));
    container = UUID.randomUUID().toString();
    load(0, ROWS);
  }

  @AfterEach
  void close() {
    await(postgres.close());
  }

  private Postgres connected(String readUrl, Duration wait) {
    meter = new CountedReads();
    DatabaseConfig config =
        new DatabaseConfig(
            writes.url(), writes.user(), writes.password(), 2, 2, false, List.of(readUrl), 2, wait);
    return Postgres.connect(vertx, config, meter);
  }

  private void load(int from, int to) {
    execute(postgres, LOAD, container, from, to);
  }

  private static void execute(Postgres on, String sql, Object... values) {
    await(on.requests().preparedQuery(sql).execute(Tuple.from(values)));
  }

  private ClaimPosition claimed() {
    return ClaimedPiece.on(postgres);
  }

  private PieceReader open() {
    return await(postgres.reads().open(Optional.of(claimed())));
  }

  private RowSource rows(PieceReader reader) {
    return new JsonLinesRows(reader, new LineSelection("pinpoint_endpoint", container), ALL);
  }

  private static void assertAll(List<String> lines, int rows) {
    assertThat(lines)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, rows).mapToObj(n -> "x".repeat(300) + n).toList());
  }

  @Test
  void a_piece_reads_from_the_standby_whatever_was_committed_before_its_claim() {
    for (int round = 1; round <= 5; round++) {
      load(ROWS + round - 1, ROWS + round);

      PieceReader reader = open();

      assertAll(PieceRows.rest(reader, rows(reader)), ROWS + round);
    }
    assertThat(meter.rows()).containsOnlyKeys("standby");
    assertThat(meter.fallbacks()).isEmpty();
    await(postgres.reads().health().check());
  }

  @Test
  void a_standby_that_is_behind_for_too_long_is_left_alone_and_no_row_is_missing() {
    await(postgres.close());
    postgres = connected(reads.url(), Duration.ofMillis(300));
    Sql.run(reads, "select pg_wal_replay_pause()");
    try {
      load(ROWS, ROWS + 1);

      PieceReader late = open();
      assertAll(PieceRows.rest(late, rows(late)), ROWS + 1);
      PieceReader resting = open();
      assertAll(PieceRows.rest(resting, rows(resting)), ROWS + 1);
    } finally {
      Sql.run(reads, "select pg_wal_replay_resume()");
    }
    assertThat(meter.rows()).containsOnlyKeys(ReadMeter.PRIMARY);
    assertThat(meter.fallbacks())
        .isEqualTo(Map.of(FallbackReason.BEHIND, 1L, FallbackReason.RESTING, 1L));
  }

  @Test
  void a_piece_whose_query_the_standby_cancels_goes_on_at_the_primary() {
    PieceReader reader = open();
    RowSource rows = rows(reader);
    List<String> lines = new ArrayList<>(PieceRows.next(reader, rows));

    Future<RowSet<Row>> cancelled = reader.query(SLOW_ON_STANDBY).execute();
    awaitOnStandby("select count(*) from pg_stat_activity where query like '%pg_sleep%'", 2);
    await(
        postgres
            .requests()
            .withTransaction(
                tx -> tx.query("lock table pinpoint_endpoint in access exclusive mode").execute()));
    assertThat(await(cancelled).iterator().next().getLong("rows")).isGreaterThanOrEqualTo(ROWS);
    lines.addAll(PieceRows.rest(reader, rows));

    assertAll(lines, ROWS);
    assertThat(meter.rows()).containsOnlyKeys("standby", ReadMeter.PRIMARY);
    assertThat(meter.fallbacks()).isEqualTo(Map.of(FallbackReason.CONFLICT, 1L));
    assertThat(await(postgres.reads().open(Optional.of(claimed()))).mayScan()).isTrue();
  }

  private static void awaitOnStandby(String count, int least) {
    for (int look = 0; look < 300; look++) {
      if (Integer.parseInt(Sql.run(reads, count).get(0)) >= least) {
        return;
      }
      await(vertx.timer(50).mapEmpty());
    }
    throw new AssertionError("Not on the standby: " + count);
  }

  @Test
  void a_server_with_another_history_is_not_read_from() {
    DatabaseConfig other = Backends.migratedDatabase();
    await(postgres.close());
    postgres = connected(other.url(), Duration.ofMillis(300));

    PieceReader reader = open();

    assertAll(PieceRows.rest(reader, rows(reader)), ROWS);
    assertThat(meter.rows()).containsOnlyKeys(ReadMeter.PRIMARY);
    assertThat(meter.fallbacks()).hasSize(1);
  }

  @Test
  void a_later_attempt_does_not_read_by_page_on_a_standby() {
    ClaimPosition position = claimed();
    ClaimPosition later =
        new ClaimPosition(position.job(), position.seq(), position.lease(), false);

    PieceReader reader = await(postgres.reads().open(Optional.of(later)));

    assertThat(reader.mayScan()).isFalse();
    assertAll(PieceRows.rest(reader, rows(reader)), ROWS);
    assertThat(meter.rows()).containsOnlyKeys("standby");
  }

  @Test
  @Order(Integer.MAX_VALUE - 2)
  void a_piece_goes_on_at_the_primary_when_its_standby_is_killed() {
    PieceReader reader = open();
    RowSource rows = rows(reader);
    List<String> lines = new ArrayList<>(PieceRows.next(reader, rows));

    standby.stopImmediately();
    lines.addAll(PieceRows.rest(reader, rows));

    assertAll(lines, ROWS);
    assertThat(meter.rows()).containsOnlyKeys("standby", ReadMeter.PRIMARY);
    PieceReader after = open();
    assertAll(PieceRows.rest(after, rows(after)), ROWS);
    assertThat(meter.fallbacks())
        .isEqualTo(Map.of(FallbackReason.FAILED, 1L, FallbackReason.RESTING, 1L));
    standby.start();
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void a_standby_that_is_down_is_not_waited_for() {
    standby.stopImmediately();

    PieceReader reader = open();

    assertAll(PieceRows.rest(reader, rows(reader)), ROWS);
    assertThat(meter.rows()).containsOnlyKeys(ReadMeter.PRIMARY);
    assertThat(meter.fallbacks()).isEqualTo(Map.of(FallbackReason.UNREACHABLE, 1L));
    standby.start();
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void a_standby_that_was_promoted_is_not_read_from() {
    Sql.run(reads, "select pg_promote()");
    load(ROWS, ROWS + 1);

    PieceReader reader = open();

    assertAll(PieceRows.rest(reader, rows(reader)), ROWS + 1);
    assertThat(meter.rows()).containsOnlyKeys(ReadMeter.PRIMARY);
    assertThat(meter.fallbacks()).isEqualTo(Map.of(FallbackReason.REFUSED, 1L));
  }
}
