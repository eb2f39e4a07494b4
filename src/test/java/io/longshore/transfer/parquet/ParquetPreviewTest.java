package io.longshore.transfer.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.DuckDb;
import io.longshore.fixture.Waiting;
import io.longshore.job.PermanentFailure;
import io.longshore.transfer.parquet.ParquetPreview.Column;
import io.longshore.transfer.parquet.ParquetPreview.FirstRows;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first rows of files that another implementation of the format wrote, and of broken ones. */
@Timeout(60)
class ParquetPreviewTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final int MOST_ROWS = 10;
  private static final int MOST_CHARACTERS = 2_000;
  private static final long MOST_READ = 8 << 20;

  @TempDir static Path folder;

  @AfterAll
  static void close() {
    Waiting.await(VERTX.close());
  }

  @Test
  void rows_are_objects_with_the_plain_values_and_all_columns_are_listed() throws Exception {
    FirstRows first =
        written(
            "select 'u' || i as name, i as number, i / 8.0::double as real, i = 1 as flag,"
                + " [i] as list, {'a': i, 'b': {'c': case when i = 1 then 'x' end, 'd': [i]}} as part, null::varchar as nothing, '\\xFF'::blob as bytes"
                + " from range(2) t(i)");

    assertThat(first.rows())
        .containsExactly(
            "{\"name\":\"u0\",\"number\":0,\"real\":0.0,\"flag\":false,\"part\":{\"a\":0},\"bytes\":\"not UTF-8\"}",
            "{\"name\":\"u1\",\"number\":1,\"real\":0.125,\"flag\":true,\"part\":{\"a\":1,\"b\":{\"c\":\"x\"}},\"bytes\":\"not UTF-8\"}");
    assertThat(first.truncated()).isFalse();
    assertThat(first.remark()).isEmpty();
    assertThat(first.columns())
        .containsExactly(
            new Column("name", "BYTE_ARRAY", true),
            new Column("number", "INT64", true),
            new Column("real", "DOUBLE", true),
            new Column("flag", "BOOLEAN", true),
            new Column("list", "GROUP", false),
            new Column("part.a", "INT64", true),
            new Column("part.b.c", "BYTE_ARRAY", true),
            new Column("part.b.d", "GROUP", false),
            new Column("nothing", "BYTE_ARRAY", true),
            new Column("bytes", "BYTE_ARRAY", true));
  }

  @Test
  void only_the_first_rows_and_characters_are_shown() throws Exception {
    FirstRows many = written("select i from range(11) t(i)");
    assertThat(many.rows()).hasSize(MOST_ROWS);
    assertThat(many.truncated()).isTrue();

    FirstRows all = written("select i from range(10) t(i)");
    assertThat(all.rows()).hasSize(MOST_ROWS);
    assertThat(all.truncated()).isFalse();

    FirstRows wide = written("select repeat('x', 900) as c from range(4)");
    assertThat(wide.rows()).hasSize(2);
    assertThat(wide.truncated()).isTrue();

    FirstRows wider = written("select repeat('x', 5000) as c");
    assertThat(wider.rows()).singleElement().asString().hasSize(MOST_CHARACTERS);
    assertThat(wider.truncated()).isTrue();
  }

  @Test
  void of_many_columns_the_first_are_shown() throws Exception {
    String columns =
        IntStream.range(0, 300).mapToObj(n -> n + " as c" + n).collect(Collectors.joining(", "));
    FirstRows first = written("select " + columns);

    assertThat(first.columns()).hasSize(200);
    assertThat(first.columns().stream().filter(Column::isShown)).hasSize(32);
    assertThat(first.rows()).singleElement().asString().endsWith("\"c31\":31}");
  }

  @Test
  void a_file_whose_columns_are_all_nested_has_no_rows_to_show() throws Exception {
    FirstRows first = written("select [i] as list from range(3) t(i)");

    assertThat(first.columns()).containsExactly(new Column("list", "GROUP", false));
    assertThat(first.rows()).isEmpty();
    assertThat(first.truncated()).isTrue();
  }

  @Test
  void a_file_with_large_pages_shows_its_columns_and_why_there_are_no_rows() throws Exception {
    FirstRows first =
        written("select 'user-' || hash(i) || repeat('x', i % 90) as c from range(100000) t(i)");

    assertThat(first.columns()).containsExactly(new Column("c", "BYTE_ARRAY", true));
    assertThat(first.rows()).isEmpty();
    assertThat(first.truncated()).isTrue();
    assertThat(first.remark().orElseThrow())
        .startsWith("f cannot be read: ")
        .contains("column c", "write smaller pages");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.longshore.transfer.parquet.BrokenFiles#all")
  void a_broken_file_is_refused_or_shows_its_columns_with_the_reason(
      String name, byte[] file, String reason) {
    String told =
        Waiting.await(
            look(file)
                .map(first -> first.remark().orElse("whole: " + first))
                .recover(
                    failure -> {
                      assertThat(failure).isInstanceOf(PermanentFailure.class);
                      return Future.succeededFuture(failure.getMessage());
                    }));

    assertThat(told).startsWith("f cannot be read: ");
  }

  private static FirstRows written(String select) throws Exception {
    Path file = DuckDb.write(folder, select, "compression uncompressed");
    return Waiting.await(look(Files.readAllBytes(file)));
  }

  private static Future<FirstRows> look(byte[] content) {
    Counted file = new Counted(content);
    return new ParquetPreview(VERTX, MOST_ROWS, MOST_CHARACTERS)
        .read(file, "f")
        .onComplete(read -> assertThat(file.read).isLessThanOrEqualTo(MOST_READ));
  }

  private static final class Counted implements RangedFile {
    private final byte[] content;
    private long read;

    Counted(byte[] content) {
      this.content = content;
    }

    @Override
    public long size() {
      return content.length;
    }

    @Override
    public Future<Buffer> read(long first, int length) {
      read += length;
      return Future.succeededFuture(
          Buffer.buffer(Arrays.copyOfRange(content, (int) first, (int) first + length)));
    }
  }
}
