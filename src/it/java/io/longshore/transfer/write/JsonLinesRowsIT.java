package io.longshore.transfer.write;

import static io.longshore.fixture.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.store.HashBucket;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines are read in chunks, ordered by hash bucket and id, each once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsonLinesRowsIT {

  @AutoClose private final BigTable table = new BigTable();

  private static final List<Integer> ALL = IntStream.range(0, HashBucket.COUNT).boxed().toList();

  @Test
  void a_container_without_rows_has_no_chunks() {
    assertThat(read(rows("nobody"))).isEmpty();
    assertThat(read(new JsonLinesRows(table.pool, all("nobody"), List.of()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2_500, 30_000})
  void every_row_is_read_once_ordered_by_bucket_and_id(int count) {
    String container = "even-" + count;
    Map<String, String> lines = table.given(container, count, i -> HashBucket.of("e" + i), 0);

    List<RowChunk> chunks = read(rows(container));

    assertThat(text(chunks)).isEqualTo(String.join("", lines.values()));
    assertThat(chunks.stream().mapToLong(RowChunk::rows).sum()).isEqualTo(count);
    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.rows()).isEqualTo(newlines(chunk)));
  }

  @Test
  void a_single_large_bucket_is_read_in_chunks() {
    Map<String, String> lines = table.given("one-bucket", 50_000, i -> (short) 77, 0);

    List<RowChunk> chunks = read(rows("one-bucket"));

    assertThat(text(chunks)).isEqualTo(String.join("", lines.values()));
    assertThat(chunks).hasSizeGreaterThan(3).allSatisfy(JsonLinesRowsIT::bounded);
  }

  @Test
  void chunks_stay_bounded_when_long_lines_follow_short_ones() {
    table.given("growing", 6_000, i -> (short) (i < 5_000 ? 1 : 2), 0);
    await(
        table
            .pool
            .preparedQuery(
                "update big set line = repeat(line, 150) where container = $1 and bucket = 2")
            .execute(Tuple.of("growing")));

    List<RowChunk> chunks = read(rows("growing"));

    assertThat(chunks.stream().mapToLong(RowChunk::rows).sum()).isEqualTo(6_000);
    assertThat(chunks.stream().mapToLong(chunk -> chunk.bytes().length()).sum())
        .isGreaterThan(2L * AdaptiveFetchSize.MAX_BYTES);
    assertThat(chunks).allSatisfy(JsonLinesRowsIT::bounded);
  }

  @Test
  void a_bucket_of_long_lines_between_buckets_of_short_ones_is_read_completely() {
    table.given(
        "uneven", 4_000, i -> (short) (i < 3_000 ? i % 20 : i < 3_300 ? 20 : 21 + i % 20), 0);
    await(
        table
            .pool
            .preparedQuery(
                "update big set line = repeat(line, 150) where container = $1 and bucket = 20")
            .execute(Tuple.of("uneven")));

    List<RowChunk> chunks = read(rows("uneven"));

    assertThat(chunks.stream().mapToLong(RowChunk::rows).sum()).isEqualTo(4_000);
    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.rows()).isEqualTo(newlines(chunk)));
  }

  @Test
  void a_line_larger_than_a_chunk_is_a_chunk_of_its_own() {
    table.given("huge", 5, i -> (short) 9, 5 * 1024 * 1024);

    assertThat(read(rows("huge"))).extracting(RowChunk::rows).containsOnly(1L).hasSize(5);
  }

  @Test
  void a_second_run_reads_the_same_chunks() {
    table.given("again", 12_000, i -> HashBucket.of("e" + i), 200);

    assertThat(read(rows("again"))).isEqualTo(read(rows("again")));
  }

  @Test
  void pieces_divide_the_rows() {
    Map<String, String> lines = table.given("shared", 5_000, i -> HashBucket.of("e" + i), 0);

    String pieces =
        IntStream.range(0, 4)
            .mapToObj(n -> ALL.subList(n * 64, n * 64 + 64))
            .map(some -> text(read(new JsonLinesRows(table.pool, all("shared"), some))))
            .collect(Collectors.joining());

    assertThat(pieces).isEqualTo(String.join("", lines.values()));
  }

  @Test
  void a_condition_with_parameters_selects_rows() {
    table.given("chosen", 9_000, i -> (short) (i % 3), 0);
    LineSelection selection =
        new LineSelection(
            "big",
            "chosen",
            "team = any($4) and line like $5 and id <> $6",
            List.of(new String[] {"team-1", "team-2"}, "%100\\%%", "e1"));

    String found = text(read(new JsonLinesRows(table.pool, selection, ALL)));

    assertThat(found.lines()).hasSize(2 * 9_000 / 5 - 1);
    assertThat(found).contains("\"team-1\"", "\"team-2\"").doesNotContain("\"team-3\"");
  }

  @Test
  void of_the_rows_of_a_group_only_the_last_is_read_wherever_chunks_end() {
    // Five digits, so that the ids are in the order of the numbers: ten of each group.
    Map<String, String> lines =
        table.given("grouped", 30_000, i -> (short) (i / 20_000), 0, "e%05d");
    List<String> last =
        lines.values().stream()
            .filter(line -> line.matches("(?s).\"Id\":\"e[0-9]{4}9\".*"))
            .toList();

    List<RowChunk> chunks = read(new JsonLinesRows(table.pool, tens("grouped"), ALL));

    assertThat(text(chunks)).isEqualTo(String.join("", last));
    assertThat(chunks.stream().mapToLong(RowChunk::rows).sum()).isEqualTo(3_000);
    assertThat(chunks).hasSizeGreaterThan(1);
  }

  private static LineSelection tens(String container) {
    return new LineSelection(
        "big", container, "true", List.of(), "line", Optional.of("left(id, -1)"));
  }

  @Test
  void no_row_is_read_twice_while_others_are_written() {
    table.given("busy", 4_000, i -> HashBucket.of("e" + i), 600);
    RowSource rows = rows("busy");
    List<RowChunk> chunks = new ArrayList<>();
    int writes = 0;
    for (var chunk = await(rows.next()); chunk.isPresent(); chunk = await(rows.next())) {
      chunks.add(chunk.get());
      insertIntoEveryBucket("new" + writes++);
      await(table.pool.query("update big set line = line where container = 'busy'").execute());
    }

    List<String> ids = text(chunks).lines().map(line -> line.split("\"")[3]).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids).containsAll(IntStream.range(0, 4_000).mapToObj(i -> "e" + i).toList());
    assertThat(writes).isGreaterThan(2);
  }

  private void insertIntoEveryBucket(String id) {
    String insert =
        """
        insert into big
        select 'busy', b, $1 || '-' || b, '{"Id":"' || $1 || '-' || b || '"}'
          from generate_series(0, 255) b
        """;
    await(table.pool.preparedQuery(insert).execute(Tuple.of(id)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
  void continuing_in_a_bucket_uses_the_primary_key_without_a_sort_before_the_limit(String mode) {
    table.given(mode, 20_000, i -> (short) 7, 0);
    await(table.pool.query("analyze big").execute());

    for (LineSelection selection : List.of(all(mode), tens(mode))) {
      String prepare =
          "prepare p (text, smallint, bigint, text) as " + JsonLinesRows.withinBucket(selection);

      String plan = await(table.pool.withConnection(connection -> plan(connection, mode, prepare)));

      assertThat(plan).contains("Index Scan using big_pkey").contains("(id > ");
      assertThat(plan.substring(plan.indexOf("Limit"))).doesNotContain("Sort");
    }
  }

  private static Future<String> plan(SqlConnection connection, String mode, String prepare) {
    return connection
        .query("set plan_cache_mode = " + mode)
        .execute()
        .compose(set -> connection.query(prepare).execute())
        .compose(
            prepared ->
                connection
                    .query("explain execute p ('" + mode + "', 7::smallint, 100, 'e5')")
                    .execute())
        .map(
            lines ->
                StreamSupport.stream(lines.spliterator(), false)
                    .map(line -> line.getString(0))
                    .collect(Collectors.joining("\n")))
        .eventually(() -> connection.query("reset plan_cache_mode; deallocate p").execute());
  }

  private static LineSelection all(String container) {
    return new LineSelection("big", container);
  }

  private RowSource rows(String container) {
    return new JsonLinesRows(table.pool, all(container), ALL);
  }

  private static List<RowChunk> read(RowSource source) {
    List<RowChunk> chunks = new ArrayList<>();
    for (Optional<RowChunk> chunk = await(source.next());
        chunk.isPresent();
        chunk = await(source.next())) {
      chunks.add(chunk.get());
    }
    return chunks;
  }

  private static String text(List<RowChunk> chunks) {
    Buffer all = Buffer.buffer();
    chunks.forEach(chunk -> all.appendBuffer(chunk.bytes()));
    return all.toString(UTF_8);
  }

  private static long newlines(RowChunk chunk) {
    return chunk.bytes().toString(UTF_8).chars().filter(c -> c == '\n').count();
  }

  private static void bounded(RowChunk chunk) {
    assertThat(chunk.bytes().length()).isLessThanOrEqualTo(AdaptiveFetchSize.MAX_BYTES + 16);
  }
}
