package io.longshore.transfer.write;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.zstd.ZstdInputStream;
import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExporterTest {

  private static final int CHUNK = 600_000;

  private final Vertx vertx = Vertx.vertx();
  private final Exporter gzip = new Exporter(vertx, GzipEncoder.fastest());
  private final Written written = new Written();

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void the_object_holds_every_row_in_order_and_is_sealed_with_count_and_digest() throws Exception {
    Outcome outcome = await(gzip.export(new Chunks(20, CHUNK), written));

    byte[] plain = written.plain();
    assertThat(outcome).isEqualTo(new Outcome.Done(20));
    assertThat(new String(plain, UTF_8)).isEqualTo(new Chunks(20, CHUNK).text());
    assertThat(written.sealed()).isEqualTo("20 rows " + sha256(plain));
    assertThat(written.writes).isEqualTo(20);
  }

  @Test
  void no_rows_make_an_empty_gzip_stream() throws Exception {
    assertThat(await(gzip.export(new Chunks(0, CHUNK), written))).isEqualTo(new Outcome.Done(0));

    assertThat(written.plain()).isEmpty();
    assertThat(written.bytes.length()).isPositive();
    assertThat(written.sealed()).isEqualTo("0 rows " + sha256(new byte[0]));
  }

  @Test
  void small_chunks_are_combined() {
    await(gzip.export(new Chunks(1_000, 1_000), written));

    assertThat(written.writes).isBetween(2, 20);
    assertThat(written.sealed()).startsWith("1000 rows ");
  }

  @Test
  void rows_may_be_stored_uncompressed() {
    await(new Exporter(vertx, new IdentityEncoder()).export(new Chunks(7, CHUNK), written));

    assertThat(written.bytes.toString(UTF_8)).isEqualTo(new Chunks(7, CHUNK).text());
  }

  @Test
  void a_job_may_have_another_compression_than_its_exporter() throws Exception {
    await(
        gzip.export(
            new Chunks(7, CHUNK),
            written,
            gzip.encoder(RowTransform.NONE, Optional.of(Compression.ZSTD))));

    assertThat(unpacked(written.bytes)).isEqualTo(new Chunks(7, CHUNK).text());
    assertThat(written.sealed())
        .isEqualTo("7 rows " + sha256(new Chunks(7, CHUNK).text().getBytes(UTF_8)));
  }

  @Test
  void zstd_of_no_rows_is_an_empty_frame_and_equal_chunks_are_equal_frames() throws Exception {
    byte[] chunk = new Chunks(1, CHUNK).text().getBytes(UTF_8);

    assertThat(unpacked(new ZstdEncoder().encode(new byte[0]))).isEmpty();
    assertThat(new ZstdEncoder().encode(chunk)).isEqualTo(new ZstdEncoder().encode(chunk));
  }

  private static String unpacked(Buffer frames) throws IOException {
    return new String(
        new ZstdInputStream(new ByteArrayInputStream(frames.getBytes())).readAllBytes(), UTF_8);
  }

  @Test
  void progress_is_reported_after_every_write() {
    await(gzip.export(new Chunks(4, CHUNK), written));

    assertThat(written.reports).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void at_most_three_chunks_are_read_ahead_of_a_slow_store() {
    Promise<Void> stuck = Promise.promise();
    written.waitFor = stuck.future();
    Chunks chunks = new Chunks(50, CHUNK);
    written.read = () -> chunks.read;

    Future<Outcome> outcome = gzip.export(chunks, written);
    await(poll(() -> written.writes == 1 && chunks.read == 3));
    stuck.complete();

    assertThat(await(outcome)).isEqualTo(new Outcome.Done(50));
    assertThat(written.mostAhead).isEqualTo(3);
  }

  @Test
  void a_source_that_fails_leaves_the_object_unsealed() {
    RowSource broken = () -> Future.failedFuture("no rows");

    assertThat(failure(gzip.export(broken, written))).hasMessage("no rows");
    assertThat(written.sealed()).isNull();
  }

  @Test
  void a_source_that_throws_fails_the_export() {
    Chunks chunks = new Chunks(3, CHUNK);
    RowSource throwing =
        () -> {
          if (chunks.read == 2) {
            throw new IllegalStateException("thrown");
          }
          return chunks.next();
        };

    assertThat(failure(gzip.export(throwing, written))).hasMessage("thrown");
  }

  @Test
  void a_write_that_fails_ends_the_export_before_all_rows_are_read() {
    written.waitFor = Future.failedFuture("lease lost");
    Chunks chunks = new Chunks(50, CHUNK);

    assertThat(failure(gzip.export(chunks, written))).hasMessage("lease lost");
    assertThat(chunks.read).isLessThan(6);
    assertThat(written.sealed()).isNull();
  }

  private Future<Void> poll(BooleanSupplier condition) {
    return condition.getAsBoolean()
        ? Future.succeededFuture()
        : vertx.timer(5).compose(fired -> poll(condition));
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** Rows of a given size, one in each chunk. */
  private static final class Chunks implements RowSource {
    private final int count;
    private final int size;
    private volatile int read;

    Chunks(int count, int size) {
      this.count = count;
      this.size = size;
    }

    @Override
    public Future<Optional<RowChunk>> next() {
      if (read == count) {
        return Future.succeededFuture(Optional.empty());
      }
      return Future.succeededFuture(Optional.of(new RowChunk(1, Buffer.buffer(row(read++)))));
    }

    String text() {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < count; i++) {
        text.append(row(i));
      }
      return text.toString();
    }

    private String row(int number) {
      return (number + " ").repeat(size / 2) + "\n";
    }
  }

  /** Delays writes, and records how far the reader is ahead. */
  private static final class Written extends MemoryOutputs {
    private Future<Void> waitFor = Future.succeededFuture();
    private volatile int writes;
    private IntSupplier read = () -> 0;
    private volatile int mostAhead;

    @Override
    public Future<Void> write(Buffer more) {
      writes++;
      return super.write(more)
          .compose(kept -> waitFor)
          .onSuccess(done -> mostAhead = Math.max(mostAhead, read.getAsInt() - writes + 1));
    }

    String sealed() {
      return rows < 0 ? null : rows + " rows " + sha256;
    }
  }
}
