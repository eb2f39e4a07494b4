package io.longshore.transfer.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.zstd.ZstdCompressor;
import io.longshore.objectstore.ObjectRead;
import io.longshore.transfer.read.TextPreview.FirstLines;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class TextPreviewTest {

  private static final int CHUNK = 1000;

  /** A file that is read in chunks; counts what was read. */
  private static final class Chunks implements ObjectRead {
    private final byte[] bytes;
    private int position;
    private boolean closed;

    Chunks(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public String etag() {
      return "e";
    }

    @Override
    public Future<Optional<Buffer>> next() {
      int end = Math.min(bytes.length, position + CHUNK);
      Optional<Buffer> next =
          position == end
              ? Optional.empty()
              : Optional.of(Buffer.buffer().appendBytes(bytes, position, end - position));
      position = end;
      return Future.succeededFuture(next);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static FirstLines read(Chunks file, int lines, int bytes) {
    Future<FirstLines> read = TextPreview.read(file, lines, bytes);
    assertThat(read.failed()).as("%s", read.cause()).isFalse();
    assertThat(file.closed).isTrue();
    return read.result();
  }

  private static Chunks text(String text) {
    return new Chunks(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Chunks gzip(String... members) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String member : members) {
      try (GZIPOutputStream zip = new GZIPOutputStream(all)) {
        zip.write(member.getBytes(StandardCharsets.UTF_8));
      }
    }
    return new Chunks(all.toByteArray());
  }

  @Test
  void a_short_file_is_shown_whole() throws IOException {
    assertThat(read(text("a\r\nb\nc"), 100, 1000))
        .isEqualTo(new FirstLines(List.of("a", "b", "c"), false));
    assertThat(read(text("a\n"), 100, 1000).lines()).containsExactly("a");
    assertThat(read(text(""), 100, 1000)).isEqualTo(new FirstLines(List.of(), false));
    assertThat(read(gzip("a\n", "b\n"), 100, 1000))
        .isEqualTo(new FirstLines(List.of("a", "b"), false));
  }

  @Test
  void as_many_lines_as_asked_for_are_not_cut_off_and_one_more_is() throws IOException {
    assertThat(read(text("a\nb\n"), 2, 1000).truncated()).isFalse();
    FirstLines two = read(text("a\nb\nc\n"), 2, 1000);
    assertThat(two.lines()).containsExactly("a", "b");
    assertThat(two.truncated()).isTrue();
    assertThat(read(gzip("a\nb\nc\n"), 2, 1000)).isEqualTo(two);
  }

  @Test
  void a_long_file_is_read_only_as_far_as_needed() {
    Chunks file = text("0123456789\n".repeat(100_000));
    FirstLines first = read(file, 100, 64 * 1024);
    assertThat(first.lines()).hasSize(100).allMatch("0123456789"::equals);
    assertThat(first.truncated()).isTrue();
    assertThat(file.position).isLessThanOrEqualTo(2 * CHUNK);
  }

  @Test
  void the_bytes_are_bounded_also_within_one_line_and_when_inflated() throws IOException {
    FirstLines line = read(text("x".repeat(5000)), 100, 64);
    assertThat(line.lines()).containsExactly("x".repeat(64));
    assertThat(line.truncated()).isTrue();
    FirstLines inflated = read(gzip("y".repeat(1_000_000)), 100, 64);
    assertThat(inflated.lines()).containsExactly("y".repeat(64));
    assertThat(read(text("short\n" + "x".repeat(5000)), 100, 64))
        .isEqualTo(new FirstLines(List.of("short"), true));
  }

  @Test
  void damaged_gzip_data_fails() {
    Future<FirstLines> read =
        TextPreview.read(new Chunks(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0}), 100, 64);
    assertThat(read.cause()).isInstanceOf(MalformedFile.class);
  }

  private static Chunks zstd(String... frames) {
    Buffer all = Buffer.buffer();
    for (String frame : frames) {
      byte[] content = frame.getBytes(StandardCharsets.UTF_8);
      ZstdCompressor compressor = new ZstdCompressor();
      byte[] out = new byte[compressor.maxCompressedLength(content.length)];
      all.appendBytes(out, 0, compressor.compress(content, 0, content.length, out, 0, out.length));
    }
    return new Chunks(all.getBytes());
  }

  @Test
  void frames_of_zstd_are_one_text_also_across_the_chunks_that_are_read() {
    assertThat(read(zstd("a\n", "b\nc"), 100, 1000))
        .isEqualTo(new FirstLines(List.of("a", "b", "c"), false));
    String random =
        new Random(7)
            .ints(9_000, 32, 127)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    Chunks file = zstd(random, "\nend");
    assertThat(file.bytes.length).isGreaterThan(3 * CHUNK);
    assertThat(read(file, 100, 64 * 1024)).isEqualTo(new FirstLines(List.of(random, "end"), false));
  }

  @Test
  void a_zstd_bomb_is_decompressed_only_as_far_as_its_first_bytes_are_shown() {
    Chunks bomb = zstd("y".repeat(100_000_000));
    FirstLines first = read(bomb, 100, 64);
    assertThat(first.lines()).containsExactly("y".repeat(64));
    assertThat(first.truncated()).isTrue();
    assertThat(bomb.position).isLessThanOrEqualTo(CHUNK);
  }

  @Test
  void frames_without_content_are_not_read_without_end() {
    byte[] empty = zstd("").bytes;
    Buffer all = Buffer.buffer();
    while (all.length() < 9 << 20) {
      all.appendBytes(empty);
    }
    Chunks file = new Chunks(all.getBytes());
    assertThat(read(file, 100, 64)).isEqualTo(new FirstLines(List.of(), true));
    assertThat(file.position).isBetween(8 << 20, (8 << 20) + CHUNK);
  }

  @Test
  void zstd_data_that_is_damaged_or_cut_off_fails() {
    byte[] good = zstd("some text\n".repeat(50)).bytes;
    byte[] cut = Arrays.copyOf(good, good.length - 3);
    assertThat(TextPreview.read(new Chunks(cut), 100, 4096).cause())
        .isInstanceOf(MalformedFile.class);
    for (int at = 4; at < good.length; at++) {
      byte[] damaged = good.clone();
      damaged[at] ^= 0x55;
      Future<FirstLines> read = TextPreview.read(new Chunks(damaged), 100, 4096);
      if (read.failed()) { // else the damage is in the content only
        assertThat(read.cause()).isInstanceOf(MalformedFile.class);
      }
    }
  }
}
