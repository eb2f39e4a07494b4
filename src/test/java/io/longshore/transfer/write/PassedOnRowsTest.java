package io.longshore.transfer.write;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Exports of rows that are compressed already. */
class PassedOnRowsTest {

  private final Vertx vertx = Vertx.vertx();
  private final Exporter gzip = new Exporter(vertx, GzipEncoder.fastest());
  private final MemoryOutputs written = new MemoryOutputs();

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private static String sealed(MemoryOutputs outputs) {
    return outputs.rows + " rows " + outputs.sha256;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void compressed_rows_are_passed_on_as_they_are_and_count_for_the_digest() throws Exception {
    GzipEncoder encoder = GzipEncoder.fastest();
    Buffer members = encoder.encode("b\nc\n".getBytes(UTF_8));
    members.appendBuffer(encoder.encode("d\n".getBytes(UTF_8)));
    Iterator<RowChunk> chunks =
        List.of(
                new RowChunk(1, Buffer.buffer("a\n")),
                new RowChunk(3, members, true),
                new RowChunk(1, Buffer.buffer("e\n")),
                new RowChunk(1, Buffer.buffer("f\n")))
            .iterator();
    RowSource source =
        () ->
            Future.succeededFuture(
                chunks.hasNext() ? Optional.of(chunks.next()) : Optional.empty());

    assertThat(await(gzip.export(source, written))).isEqualTo(new Outcome.Done(6));

    byte[] plain = written.plain();
    assertThat(new String(plain, UTF_8)).isEqualTo("a\nb\nc\nd\ne\nf\n");
    assertThat(sealed(written)).isEqualTo("6 rows " + sha256(plain));
    assertThat(written.bytes.toString(ISO_8859_1)).contains(members.toString(ISO_8859_1));
  }

  @Test
  void content_with_a_name_is_hashed_once() {
    Buffer members = GzipEncoder.fastest().encode("b\nc\n".getBytes(UTF_8));
    await(gzip.export(new Named(members), written));
    MemoryOutputs again = new MemoryOutputs();
    await(gzip.export(new Named(members), again));
    assertThat(sealed(again)).isEqualTo(sealed(written)).startsWith("2 rows ");

    // Bytes that are no gzip file show that they are not read again.
    MemoryOutputs blind = new MemoryOutputs();
    await(gzip.export(new Named(Buffer.buffer("anything")), blind));
    assertThat(sealed(blind)).isEqualTo(sealed(written));
  }

  /** Compressed rows under always the same name. */
  private static final class Named implements RowSource {
    private Optional<RowChunk> next;

    Named(Buffer members) {
      next = Optional.of(new RowChunk(2, members, true));
    }

    @Override
    public Future<Optional<RowChunk>> next() {
      Optional<RowChunk> given = next;
      next = Optional.empty();
      return Future.succeededFuture(given);
    }

    @Override
    public Optional<String> contentId() {
      return Optional.of("named");
    }
  }

  @Test
  void compressed_rows_that_are_damaged_fail_the_export() {
    Buffer members = GzipEncoder.fastest().encode("b\nc\n".getBytes(UTF_8));
    members.setByte(members.length() - 6, (byte) ~members.getByte(members.length() - 6));
    Iterator<RowChunk> chunks = List.of(new RowChunk(2, members, true)).iterator();

    Future<Outcome> export =
        gzip.export(
            () ->
                Future.succeededFuture(
                    chunks.hasNext() ? Optional.of(chunks.next()) : Optional.empty()),
            written);

    assertThat(failure(export)).hasMessageContaining("Stored rows are not a gzip file");
  }

  @Test
  void compressed_rows_are_not_passed_on_into_changed_rows_or_other_formats() {
    byte[] members = GzipEncoder.fastest().encode("b\n".getBytes(UTF_8)).getBytes();

    for (ObjectEncoder encoder :
        List.of(
            gzip.encoder(rows -> rows, Optional.empty()),
            gzip.encoder(RowTransform.NONE, Optional.of(Compression.ZSTD)),
            gzip.encoder(RowTransform.NONE, Optional.of(Compression.NONE)))) {
      assertThatThrownBy(() -> encoder.passOn(members))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }
}
