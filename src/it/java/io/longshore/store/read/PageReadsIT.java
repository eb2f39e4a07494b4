package io.longshore.store.read;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.async.AsyncLoop;
import io.longshore.async.AsyncSemaphore;
import io.longshore.config.DatabaseConfig;
import io.longshore.engine.failure.FailureReason;
import io.longshore.fixture.ReplicatedPostgres;
import io.longshore.fixture.Sql;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.JsonLinesRows;
import io.longshore.transfer.write.LayoutRows;
import io.longshore.transfer.write.LineSelection;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Vertx;
import java.io.IOException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A piece reads scattered rows from a standby in the order of the pages, which has one snapshot.
 */
@Timeout(120)
class PageReadsIT {

  private static final int ROWS = 60_000;
  private static final List<Integer> ALL = IntStream.range(0, 256).boxed().toList();

  /** Rows that follow each other are in different hash buckets. */
  private static final String LOAD =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision)
      select '%s', n %% 256, 'e' || n, repeat('x', 300) || n, 1, 1
        from generate_series(%d, %d) n""";

  @TempDir static Path folder;

  private static Vertx vertx;
  private static ReplicatedPostgres servers;
  private static String container;

  private CountedReads meter;
  private Postgres postgres;

  @BeforeAll
  static void replicate() throws IOException {
    vertx = Vertx.vertx();
    servers = new ReplicatedPostgres(folder);
    container = UUID.randomUUID().toString();
    Sql.run(servers.database, LOAD.formatted(container, 0, ROWS - 1), "analyze pinpoint_endpoint");
    servers.replicate(Map.of("max_standby_streaming_delay", "0"));
  }

  @AfterAll
  static void end() {
    servers.close();
    await(vertx.close());
  }

  @BeforeEach
  void connect() {
    meter = new CountedReads();
    DatabaseConfig writes = servers.database;
    DatabaseConfig config =
        new DatabaseConfig(
            writes.url(),
            writes.user(),
            writes.password(),
            2,
            2,
            false,
            List.of(servers.replica().url()),
            2,
            Duration.ofSeconds(20));
    postgres = Postgres.connect(vertx, config, meter);
  }

  @AfterEach
  void close() {
    await(postgres.close());
  }

  private PieceReader open(ClaimPosition position) {
    return await(postgres.reads().open(Optional.of(position)));
  }

  private static LineSelection selection() {
    return new LineSelection("pinpoint_endpoint", container);
  }

  private static RowSource byPage(PieceReader reader) {
    assertThat(reader.mayScan()).isTrue();
    return new LayoutRows(
        new LayoutRows.Pools(reader, reader::scan, new AsyncSemaphore(1)), selection(), ALL);
  }

  private static List<String> lines() {
    return IntStream.range(0, ROWS).mapToObj(n -> "x".repeat(300) + n).toList();
  }

  @Test
  void scattered_rows_are_read_in_the_order_of_pages_as_of_the_first_page() {
    PieceReader reader = open(ClaimedPiece.on(postgres));
    RowSource rows = byPage(reader);
    List<String> read = new ArrayList<>(PieceRows.next(reader, rows));
    Sql.run(servers.database, LOAD.formatted(container, ROWS, ROWS));
    awaitOnStandby("exists (select 1 from pinpoint_endpoint where id = 'e" + ROWS + "')");

    read.addAll(PieceRows.rest(reader, rows));
    Sql.run(servers.database, "delete from pinpoint_endpoint where id = 'e" + ROWS + "'");

    assertThat(read).isEqualTo(lines());
    assertThat(meter.rows()).isEqualTo(Map.of("standby", (long) ROWS));
    assertThat(meter.fallbacks()).isEmpty();
  }

  private static void awaitOnStandby(String holds) {
    for (int look = 0; look < 200; look++) {
      if (Sql.run(servers.replica(), "select " + holds).get(0).equals("t")) {
        return;
      }
      await(vertx.timer(50).mapEmpty());
    }
    throw new AssertionError("Not on the standby: " + holds);
  }

  @Test
  void an_attempt_whose_standby_cancels_it_ends_as_an_outage_and_the_next_reads_by_key() {
    ClaimPosition position = ClaimedPiece.on(postgres);
    PieceReader reader = open(position);
    RowSource rows = byPage(reader);
    PieceRows.next(reader, rows);
    String lock = "begin; lock table pinpoint_endpoint in access exclusive mode; commit";
    Sql.run(servers.database, lock);
    awaitOnStandby(
        "not exists (select 1 from pg_stat_activity where state = 'idle in transaction')");

    Throwable cancelled =
        failure(
            AsyncLoop.whileTrue(() -> rows.next().map(Optional::isPresent))
                .onFailure(reader::scanFailed));
    await(rows.close());
    await(reader.close());

    assertThat(FailureReason.of(cancelled).fault().isOutage()).as(cancelled.toString()).isTrue();
    assertThat(meter.fallbacks().values()).containsExactly(1L);
    ClaimPosition next = new ClaimPosition(position.job(), position.seq(), position.lease(), false);
    PieceReader later = open(next);
    assertThat(later.mayScan()).isFalse();
    assertThat(PieceRows.rest(later, new JsonLinesRows(later, selection(), ALL)).stream().sorted())
        .containsExactlyElementsOf(lines().stream().sorted().toList());
  }
}
