package io.longshore.store;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.TcpFaults;
import io.longshore.fixture.TcpFaults.Mode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Bulk loads: atomic, bounded, and cancellable. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BulkLoadIT {

  private static final String COPY = "COPY loaded (id, text) FROM STDIN";
  private static final String ANY = "select 1";

  private Vertx vertx;
  private DatabaseConfig database;
  private Postgres postgres;
  private BulkLoad loads;

  @BeforeAll
  void open() {
    vertx = Vertx.vertx();
    database = Backends.freshDatabase();
    postgres = Postgres.connect(vertx, database);
    loads = new BulkLoad(vertx, database, 2);
    await(
        postgres.work().query("CREATE TABLE loaded (id bigint PRIMARY KEY, text text)").execute());
  }

  @BeforeEach
  void clear() {
    await(postgres.work().query("TRUNCATE loaded").execute());
  }

  @AfterAll
  void close() {
    loads.close();
    await(postgres.close());
    await(vertx.close());
  }

  @Test
  void rows_are_stored_unchanged_at_the_end_of_the_load() {
    List<String> texts =
        List.of("plain", "tab\tnewline\nreturn\rback\\slash\\N", "\\.", "ü😀", "", "\b\f\u000b");
    CopyTextBuffer rows = new CopyTextBuffer();
    for (int id = 0; id < texts.size(); id++) {
      rows.add(id).add(texts.get(id)).end();
    }
    rows.add(99).add(null).end();
    Buffer bytes = rows.take();
    BulkLoad.Load load = await(loads.begin(COPY));

    await(load.write(bytes.getBuffer(0, 11))); // ends inside a row
    await(load.write(bytes.getBuffer(11, bytes.length())));
    assertThat(texts()).isEmpty();

    assertThat(await(load.end(ANY, List.of()))).isEqualTo(texts.size() + 1);
    assertThat(texts().subList(0, texts.size())).isEqualTo(texts);
    assertThat(texts()).hasSize(7).endsWith((String) null);
  }

  @Test
  void a_second_load_is_stored_independently_of_the_first() {
    BulkLoad.Load first = await(loads.begin(COPY));
    BulkLoad.Load second = await(first.second()).orElseThrow();
    await(first.write(Buffer.buffer("1\tone\n")));
    await(second.write(Buffer.buffer("2\ttwo\n")));

    await(second.end(ANY, List.of()));
    assertThat(texts()).containsExactly("two");
    await(first.cancel());

    assertThat(texts()).containsExactly("two");
  }

  @Test
  void a_second_load_never_waits_and_never_takes_the_connection_of_a_first_one() {
    try (BulkLoad two = new BulkLoad(vertx, database, 2)) {
      BulkLoad.Load first = await(two.begin(COPY));
      List<BulkLoad.Load> seconds = new ArrayList<>();
      for (Optional<BulkLoad.Load> next = await(first.second());
          next.isPresent();
          next = await(first.second())) {
        seconds.add(next.get());
      }
      assertThat(seconds).hasSizeBetween(1, 2);

      await(await(two.begin(COPY)).cancel());
      await(seconds.get(0).cancel());
      await(await(first.second()).orElseThrow().cancel());
      seconds.forEach(BulkLoad.Load::cancel);
      await(first.cancel());
    }
  }

  @Test
  void a_row_that_cannot_be_stored_is_removed_and_the_others_stay() {
    CopyTextBuffer rows = new CopyTextBuffer();
    rows.add(1).add("one").end();
    assertThatThrownBy(() -> rows.add(2).add("a\0b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NUL");
    rows.add(3).add("three").end();

    BulkLoad.Load load = await(loads.begin(COPY));
    await(load.write(rows.take()));
    await(load.end(ANY, List.of()));

    assertThat(texts()).containsExactly("one", "three");
  }

  @Test
  void a_cancelled_load_stores_nothing_and_releases_its_connection() {
    for (int round = 0; round < 5; round++) {
      BulkLoad.Load load = await(loads.begin(COPY));
      await(load.write(Buffer.buffer("1\tone\n")));
      await(load.cancel());
      await(load.cancel());
      failure(load.write(Buffer.buffer("2\ttwo\n")));
    }

    assertThat(texts()).isEmpty();
    BulkLoad.Load load = await(loads.begin(COPY));
    await(load.write(Buffer.buffer("1\tone\n")));
    assertThat(await(load.end(ANY, List.of()))).isEqualTo(1);
  }

  @Test
  void a_refused_load_has_a_sqlstate_and_stores_nothing() {
    BulkLoad.Load load = await(loads.begin(COPY));
    await(load.write(Buffer.buffer("1\tone\n1\tagain\n")));

    Throwable refusal = failure(load.end(ANY, List.of()));
    await(load.cancel());

    assertThat(((BulkLoadError) refusal).sqlState()).isEqualTo("23505");
    assertThat(texts()).isEmpty();
    assertThat(((BulkLoadError) failure(loads.begin("COPY nowhere FROM STDIN"))).sqlState())
        .isEqualTo("42P01");
  }

  @Test
  void a_load_whose_fence_finds_no_row_stores_nothing() {
    String fence = "SELECT 1 FROM loaded WHERE id = ? AND text = ? FOR SHARE";
    await(postgres.work().query("INSERT INTO loaded VALUES (7, 'mine')").execute());
    BulkLoad.Load load = await(loads.begin(COPY));
    await(load.write(Buffer.buffer("1\tone\n")));
    BulkLoad.Load late = await(loads.begin(COPY));
    await(late.write(Buffer.buffer("2\ttwo\n")));

    assertThat(await(load.end(fence, List.of(7L, "mine")))).isEqualTo(1);
    await(postgres.work().query("UPDATE loaded SET text = 'another''s' WHERE id = 7").execute());
    assertThat(failure(late.end(fence, List.of(7L, "mine")))).hasMessageContaining("nothing");
    await(late.cancel());

    assertThat(texts()).containsExactlyInAnyOrder("one", "another's");
  }

  @Test
  void more_loads_than_connections_wait_for_their_turn() {
    BulkLoad.Load one = await(loads.begin(COPY));
    BulkLoad.Load two = await(loads.begin(COPY));
    Future<BulkLoad.Load> three = loads.begin(COPY);
    await(one.write(Buffer.buffer("1\tone\n")));
    assertThat(three.isComplete()).isFalse();

    await(one.end(ANY, List.of()));
    await(await(three).end(ANY, List.of()));
    await(two.cancel());

    assertThat(texts()).containsExactly("one");
  }

  @Test
  void a_hundred_thousand_rows_are_stored() {
    BulkLoad.Load load = await(loads.begin(COPY));
    CopyTextBuffer rows = new CopyTextBuffer();
    for (int id = 0; id < 100_000; id++) {
      rows.add(id).add("row " + id).end();
      if (rows.length() > 256 * 1024) {
        await(load.write(rows.take()));
      }
    }
    await(load.write(rows.take()));

    assertThat(await(load.end(ANY, List.of()))).isEqualTo(100_000);
    assertThat(texts()).hasSize(100_000);
  }

  @Test
  void a_load_times_out_that_waits_for_a_silent_server() {
    try (Wire wire = new Wire()) {
      BulkLoad.Load load = await(wire.loads.begin(COPY));
      await(load.write(Buffer.buffer("1\tone\n")));

      wire.tcp.mode(Mode.BLACK_HOLE);

      assertThat(failure(load.end(ANY, List.of())))
          .matches(TransientErrors::isOutage, "is an outage");
      await(load.cancel());
      assertThat(failure(wire.loads.begin(COPY)))
          .matches(TransientErrors::isOutage, "is an outage");
      wire.tcp.mode(Mode.PASS);
      await(await(wire.loads.begin(COPY)).end(ANY, List.of()));
      assertThat(texts()).isEmpty();
    }
  }

  @Test
  void a_load_times_out_that_writes_to_a_server_that_does_not_read() {
    try (Wire wire = new Wire()) {
      BulkLoad.Load load = await(wire.loads.begin(COPY));
      wire.tcp.mode(Mode.STUCK);
      Buffer rows = Buffer.buffer("1\t" + "x".repeat(1 << 20) + "\n");

      Future<Void> writes = load.write(rows);
      for (int megabyte = 0; megabyte < 32; megabyte++) { // more than all buffers hold
        writes = writes.compose(written -> load.write(rows));
      }

      assertThat(failure(writes)).matches(TransientErrors::isOutage, "is an outage");
      await(load.cancel());
      wire.tcp.mode(Mode.PASS);
      await(await(wire.loads.begin(COPY)).end(ANY, List.of()));
      assertThat(texts()).isEmpty();
    }
  }

  /** Loads with a time-out of two seconds, through a proxy. */
  private final class Wire implements AutoCloseable {

    private final TcpFaults tcp = new TcpFaults(vertx, URI.create(database.url()).getPort());
    private final BulkLoad loads =
        new BulkLoad(vertx, tcp.before(database), 1, Duration.ofSeconds(2));

    @Override
    public void close() {
      loads.close();
      tcp.close();
    }
  }

  private List<String> texts() {
    return await(
        postgres
            .work()
            .query("SELECT text FROM loaded ORDER BY id")
            .execute()
            .map(rows -> rows.stream().map(row -> row.getString("text")).toList()));
  }
}
