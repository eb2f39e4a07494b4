package io.longshore.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.objectstore.ObjectRead;
import io.longshore.operator.job.ObjectLines.Line;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectLinesTest {

  /** A text that is read in chunks of one size. */
  private static final class Chunks implements ObjectRead {
    private final Buffer bytes;
    private final int size;
    private int position;
    private boolean closed;

    Chunks(String text, int size) {
      this.bytes = Buffer.buffer(text);
      this.size = size;
    }

    @Override
    public long size() {
      return bytes.length();
    }

    @Override
    public String etag() {
      return "e";
    }

    @Override
    public Future<Optional<Buffer>> next() {
      int end = Math.min(bytes.length(), position + size);
      Optional<Buffer> next =
          position == end ? Optional.empty() : Optional.of(bytes.getBuffer(position, end));
      position = end;
      return Future.succeededFuture(next);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 100})
  void lines_know_where_the_next_one_begins_whatever_the_chunks(int size) {
    Chunks object = new Chunks("one\ntäo\n\nlast\n", size);

    assertThat(ObjectLines.read(object, 50, 9).result())
        .containsExactly(
            new Line("one", 54), new Line("täo", 59), new Line("", 60), new Line("last", 65));
    assertThat(object.closed).isTrue();
  }

  @Test
  void no_more_is_read_than_the_lines_that_are_asked_for_need() {
    Chunks object = new Chunks("12345\n".repeat(100_000), 1_000);

    List<Line> lines = ObjectLines.read(object, 0, 3).result();

    assertThat(lines).extracting(Line::next).containsExactly(6L, 12L, 18L);
    assertThat(object.position).isEqualTo(1_000);
    assertThat(object.closed).isTrue();
  }

  @Test
  void a_line_without_end_fails_before_it_fills_the_memory() {
    Chunks object = new Chunks("x".repeat(10_000_000), 8_192);

    assertThat(ObjectLines.read(object, 0, 3).cause()).hasMessageContaining("longer than 65536");
    assertThat(object.position).isLessThan(80_000);
    assertThat(object.closed).isTrue();
    assertThat(ObjectLines.read(new Chunks("a\nb", 9), 0, 3).cause())
        .hasMessageContaining("no line break");
  }
}
