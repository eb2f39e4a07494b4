package io.longshore.transfer.write;

import static io.longshore.fixture.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.async.AsyncSemaphore;
import io.longshore.store.HashBucket;
import io.longshore.transfer.write.LayoutRows.Pools;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Scattered rows are read by page, as of one moment; others in the order of the key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayoutRowsIT {

  private static final int BUCKETS = 64;
  private static final int ROWS = 30_000;
  private static final List<Integer> QUARTER = IntStream.range(0, BUCKETS / 4).boxed().toList();

  @AutoClose private final BigTable table = new BigTable();

  @Test
  void a_piece_of_scattered_rows_reads_no_page_more_than_twice() {
    Map<String, String> lines = scattered("counted");
    long pages = number("select pg_relation_size('big') / 8192");
    await(table.pool.query("vacuum analyze big").execute());
    flush();
    long before = pagesRead();

    List<String> read = lines(rows("counted", QUARTER));
    flush();

    assertThat(read).containsExactlyInAnyOrderElementsOf(of(lines, QUARTER));
    assertThat(pagesRead() - before).isBetween(pages, 2 * pages);
  }

  @Test
  void the_pieces_have_every_scattered_row_once() {
    Map<String, String> lines = scattered("pieces");

    List<String> read = new ArrayList<>();
    for (int from = 0; from < BUCKETS; from += BUCKETS / 4) {
      read.addAll(
          lines(rows("pieces", IntStream.range(from, from + BUCKETS / 4).boxed().toList())));
    }

    assertThat(read).containsExactlyInAnyOrderElementsOf(lines.values());
  }

  @Test
  void scattered_rows_are_read_as_of_one_moment_whatever_is_written_meanwhile() {
    Map<String, String> lines = scattered("moving");
    RowSource rows = rows("moving", QUARTER);
    List<String> read = new ArrayList<>(lines(await(rows.next()).orElseThrow()));
    await(
        table
            .pool
            .preparedQuery("update big set line = 'changed' where container = $1 and id like '%7'")
            .execute(Tuple.of("moving")));
    await(
        table
            .pool
            .preparedQuery("delete from big where container = $1 and id like '%8'")
            .execute(Tuple.of("moving")));
    table.given("moving", 1_000, i -> (short) 3, 0, "new-%d");

    read.addAll(lines(rows));

    assertThat(read).containsExactlyInAnyOrderElementsOf(of(lines, QUARTER));
  }

  @Test
  void pages_of_long_lines_are_read_in_small_chunks() {
    Map<String, String> lines = table.given("long", 3_000, i -> (short) (i % 2), 0);
    await(
        table
            .pool
            .preparedQuery(
                "update big set line = repeat(line, 150) where container = $1 and bucket = 1")
            .execute(Tuple.of("long")));
    LineSelection all = new LineSelection("big", "long");
    PageOrderedRows rows = new PageOrderedRows(table.scans::getConnection, all, List.of(0, 1));

    List<RowChunk> chunks = chunks(rows);

    assertThat(chunks.stream().mapToLong(RowChunk::rows).sum()).isEqualTo(lines.size());
    assertThat(chunks).allMatch(chunk -> chunk.bytes().length() <= AdaptiveFetchSize.MAX_BYTES + 1);
  }

  @Test
  void rows_that_lie_in_the_order_of_the_key_are_read_in_it() {
    Map<String, String> lines =
        table.given("sorted", ROWS, i -> (short) (i * BUCKETS / ROWS), 200, "e%06d");

    assertThat(lines(rows("sorted", IntStream.range(0, BUCKETS).boxed().toList())))
        .containsExactlyElementsOf(lines.values());
  }

  @Test
  void without_a_free_permit_scattered_rows_are_read_in_the_order_of_the_key() {
    Map<String, String> lines = scattered("busy");
    Pools none = new Pools(table.pool, table.scans::getConnection, new AsyncSemaphore(0));

    assertThat(lines(new LayoutRows(none, new LineSelection("big", "busy"), QUARTER)))
        .containsExactlyElementsOf(of(lines, QUARTER));
  }

  @Test
  void a_source_that_is_closed_early_returns_its_connection_and_its_permit() {
    scattered("early");
    AsyncSemaphore permits = new AsyncSemaphore(1);
    Pools pools = new Pools(table.pool, table.scans::getConnection, permits);
    RowSource rows = new LayoutRows(pools, new LineSelection("big", "early"), QUARTER);

    assertThat(await(rows.next())).isPresent();
    assertThat(permits.tryAcquire()).isFalse();
    await(rows.close());

    assertThat(permits.tryAcquire()).isTrue();
    assertThat(number("select count(*) from pg_stat_activity where state like 'idle in%'"))
        .isZero();
  }

  @Test
  void a_container_without_rows_has_no_chunks() {
    assertThat(lines(rows("nobody", QUARTER))).isEmpty();
    assertThat(lines(rows("nobody", List.of()))).isEmpty();
  }

  private Map<String, String> scattered(String container) {
    return table.given(container, ROWS, i -> (short) (HashBucket.of("e" + i) % BUCKETS), 200);
  }

  /** The lines of the hash buckets, in the order of the key. */
  private static List<String> of(Map<String, String> lines, List<Integer> buckets) {
    return lines.entrySet().stream()
        .filter(line -> buckets.contains(Integer.parseInt(line.getKey().substring(0, 3))))
        .map(Map.Entry::getValue)
        .toList();
  }

  private RowSource rows(String container, List<Integer> buckets) {
    Pools pools = new Pools(table.pool, table.scans::getConnection, new AsyncSemaphore(1));
    return new LayoutRows(pools, new LineSelection("big", container), buckets);
  }

  private static List<RowChunk> chunks(RowSource rows) {
    List<RowChunk> all = new ArrayList<>();
    Optional<RowChunk> next = await(rows.next());
    while (next.isPresent()) {
      all.add(next.get());
      next = await(rows.next());
    }
    await(rows.close());
    return all;
  }

  private static List<String> lines(RowSource rows) {
    return chunks(rows).stream().flatMap(chunk -> lines(chunk).stream()).toList();
  }

  private static List<String> lines(RowChunk chunk) {
    return chunk.bytes().toString(UTF_8).lines().map(line -> line + "\n").toList();
  }

  private long pagesRead() {
    return number(
        "select heap_blks_hit + heap_blks_read from pg_statio_user_tables where relname = 'big'");
  }

  /** Sends the counters of the connection that read. */
  private void flush() {
    await(table.scans.query("select pg_stat_force_next_flush()").execute());
  }

  private long number(String sql) {
    return await(table.pool.query(sql).execute()).iterator().next().getLong(0);
  }
}
