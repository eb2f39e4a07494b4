package io.longshore.transfer.read;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.fixture.Gzip;
import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectRead;
import io.longshore.transfer.MemoryObject;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and malicious files, split into chunks at any byte. */
class RowReaderTest {

  private static final ReadLimits SMALL = new ReadLimits(1000, 100_000, 200, 20_000);
  private static Vertx vertx;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100_000})
  void lines_have_their_numbers_however_the_bytes_are_split(int cut) {
    byte[] text = "{\"a\":\"ü😀\"}\r\n\n{\"a\":2}\n[3]\n{\"a\":\n{\"a\":4}".getBytes(UTF_8);

    for (byte[] file :
        List.of(
            text,
            Gzip.packed(text),
            joined(Gzip.packed(head(text, 9)), Gzip.packed(tail(text, 9))))) {
      All<JsonObject> all = read(json(file, cut, SMALL));

      assertThat(all.rows)
          .containsExactly(
              new ReadRow<>(1, new JsonObject().put("a", "ü😀")),
              new ReadRow<>(3, new JsonObject().put("a", 2)),
              new ReadRow<>(6, new JsonObject().put("a", 4)));
      assertThat(all.bad)
          .containsExactly(
              new MalformedRow(4, "not a JSON object"), new MalformedRow(5, "not a JSON object"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100_000})
  void csv_records_keep_quotes_newlines_and_repeated_headers(int cut) {
    String text =
        "\uFEFF\"id\",v,v\r\n1,\"a,\"\"b\"\"\nc\",\r\n2,x\n3,it\"s,y\n\n4,\"un\"x,z\n5,ü😀,\"\"\n6,\"open\n7,a,b";

    for (byte[] file : List.of(text.getBytes(UTF_8), Gzip.packed(text.getBytes(UTF_8)))) {
      All<CsvRow> all = read(CsvReader.of(vertx, new MemoryObject(file, cut), "f", SMALL));

      List<String> header = List.of("id", "v", "v");
      assertThat(all.rows)
          .containsExactly(
              new ReadRow<>(2, new CsvRow(header, List.of("1", "a,\"b\"\nc", ""))),
              new ReadRow<>(5, new CsvRow(header, List.of("3", "it\"s", "y"))),
              new ReadRow<>(8, new CsvRow(header, List.of("5", "ü😀", ""))));
      assertThat(all.bad)
          .containsExactly(
              new MalformedRow(4, "2 values where the header has 3 names"),
              new MalformedRow(
                  7, "not a CSV record: quotes do not match, or it has too many values"),
              new MalformedRow(9, "a quote is opened and never closed"));
    }
  }

  @Test
  void an_empty_file_has_no_rows() {
    for (byte[] file : List.of(new byte[0], Gzip.packed(new byte[0]), "\uFEFF".getBytes(UTF_8))) {
      All<JsonObject> all = read(json(file, 10, SMALL));
      assertThat(all.rows).isEmpty();
      assertThat(all.bad).isEmpty();
    }
  }

  @Test
  void a_line_that_is_not_utf_8_is_reported_with_its_number_and_reading_goes_on() {
    byte[] file = "{\"a\":1}\n{\"a\":\"?\"}\n{\"a\":3}".getBytes(UTF_8);
    file[14] = (byte) 0xc3;

    All<JsonObject> all = read(json(file, 5, SMALL));

    assertThat(all.rows).extracting(ReadRow::line).containsExactly(1L, 3L);
    assertThat(all.bad).containsExactly(new MalformedRow(2, "not valid UTF-8"));
  }

  @Test
  void utf_16_is_refused_with_a_reason() {
    byte[] plain = "{\"a\":1}\n".getBytes(UTF_16LE);

    for (byte[] file : List.of(plain, joined(new byte[] {(byte) 0xff, (byte) 0xfe}, plain))) {
      assertThat(refusal(file, SMALL))
          .isEqualTo("s3://b/f cannot be read: it is in UTF-16 or UTF-32: save it as UTF-8");
    }
  }

  @Test
  void gzip_data_that_is_truncated_damaged_or_followed_by_other_data_is_refused() {
    byte[] file = Gzip.packed(noise(5000));
    byte[] damaged = file.clone();
    damaged[file.length - 6] ^= 1;
    ReadLimits wide = new ReadLimits(1 << 20, 1 << 20, 200, 1 << 20);

    for (int length : List.of(5, 11, 500, file.length - 8, file.length - 1)) {
      assertThat(refusal(head(file, length), wide)).contains("gzip data ends too early");
    }
    assertThat(refusal(damaged, wide)).contains("checksum");
    assertThat(refusal(joined(file, "plain".getBytes(UTF_8)), wide)).contains("not gzip");
  }

  @Test
  void gzip_headers_with_names_and_extra_fields_are_read() {
    byte[] plain = Gzip.packed("{\"a\":1}\n".getBytes(UTF_8));
    byte[] body = tail(plain, 10);
    byte[] header = {0x1f, (byte) 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 0};
    byte[] more = {2, 0, 9, 9, 'n', 0, 'c', 0, 1, 2};

    All<JsonObject> all = read(json(joined(joined(header, more), body, new byte[512]), 1, SMALL));

    assertThat(all.rows).hasSize(1);
  }

  @Test
  void decompression_bombs_are_stopped_at_the_limit() {
    ReadLimits limits = new ReadLimits(1 << 20, 1L << 30, 200, 1 << 20);
    byte[] zeros = new byte[30 << 20];
    Arrays.fill(zeros, (byte) '\n');
    byte[] bomb = Gzip.packed(zeros);

    assertThat(refusal(bomb, limits)).contains("expands to more than 200 times");
    assertThat(refusal(Gzip.packed(zeros), new ReadLimits(1 << 20, 1 << 20, 100_000, 1)))
        .contains("holds more than 1048576 bytes");
  }

  @Test
  void an_endless_line_is_refused_before_it_fills_memory() {
    MemoryObject endless = new MemoryObject(null, 64 * 1024);
    RowReader<JsonObject> reader =
        JsonLinesReader.of(vertx, endless, "s3://b/f", ReadLimits.DEFAULT);

    Throwable refusal = failure(reader.next());

    assertThat(refusal)
        .isInstanceOf(PermanentFailure.class)
        .hasMessageContaining("line 1 is longer than");
    assertThat(endless.given()).isLessThan(3 << 20);
  }

  @Test
  void a_million_columns_are_one_bad_row() {
    String columns = "a" + ",".repeat(1_000_000);

    All<CsvRow> all =
        read(
            CsvReader.of(
                vertx,
                new MemoryObject(("id\n" + columns + "\n1\n").getBytes(UTF_8), 65536),
                "f",
                ReadLimits.DEFAULT));

    assertThat(all.rows).extracting(ReadRow::line).containsExactly(3L);
    assertThat(all.bad).extracting(MalformedRow::line).containsExactly(2L);
  }

  @Test
  void deeply_nested_json_is_one_bad_row() {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    All<JsonObject> all =
        read(json((deep + "\n{\"a\":1}").getBytes(UTF_8), 65536, ReadLimits.DEFAULT));

    assertThat(all.rows).hasSize(1);
    assertThat(all.bad).hasSize(1);
  }

  @Test
  void batches_are_bounded_and_complete() {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < 30_000; row++) {
      text.append("{\"n\":").append(row).append("}\n");
    }
    RowReader<JsonObject> reader =
        json(Gzip.packed(text.toString().getBytes(UTF_8)), 16 * 1024, ReadLimits.DEFAULT);
    List<Integer> numbers = new ArrayList<>();

    Optional<RowBatch<JsonObject>> batch = await(reader.next());
    while (batch.isPresent()) {
      assertThat(batch.get().rows()).hasSizeLessThanOrEqualTo(2000);
      batch.get().rows().forEach(row -> numbers.add(row.value().getInteger("n")));
      batch = await(reader.next());
    }

    assertThat(numbers).hasSize(30_000).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_failure_of_the_store_is_not_reported_as_a_malformed_file() {
    ObjectRead failing =
        new MemoryObject(new byte[0], 1) {
          @Override
          public Future<Optional<Buffer>> next() {
            return Future.failedFuture(new IllegalStateException("S3 fell silent"));
          }
        };

    assertThatThrownBy(() -> await(JsonLinesReader.of(vertx, failing, "f", SMALL).next()))
        .isInstanceOf(IllegalStateException.class);
  }

  private static RowReader<JsonObject> json(byte[] file, int cut, ReadLimits limits) {
    return JsonLinesReader.of(vertx, new MemoryObject(file, cut), "s3://b/f", limits);
  }

  private static String refusal(byte[] file, ReadLimits limits) {
    RowReader<JsonObject> reader = json(file, 4096, limits);
    Throwable refusal = failure(drain(reader));
    assertThat(refusal).isInstanceOf(PermanentFailure.class);
    return refusal.getMessage();
  }

  private static Future<Void> drain(RowReader<?> reader) {
    return reader
        .next()
        .compose(batch -> batch.isPresent() ? drain(reader) : Future.succeededFuture());
  }

  private record All<T>(List<ReadRow<T>> rows, List<MalformedRow> bad) {}

  private static <T> All<T> read(RowReader<T> reader) {
    All<T> all = new All<>(new ArrayList<>(), new ArrayList<>());
    Optional<RowBatch<T>> batch = await(reader.next());
    while (batch.isPresent()) {
      all.rows.addAll(batch.get().rows());
      all.bad.addAll(batch.get().bad());
      batch = await(reader.next());
    }
    return all;
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    bytes[0] = '{';
    bytes[1] = '}';
    return bytes;
  }

  private static byte[] head(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  private static byte[] joined(byte[]... all) {
    Buffer joined = Buffer.buffer();
    for (byte[] some : all) {
      joined.appendBytes(some);
    }
    return joined.getBytes();
  }
}
