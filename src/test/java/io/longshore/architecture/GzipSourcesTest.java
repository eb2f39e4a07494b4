package io.longshore.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Java's GZIPInputStream ends early, without an error, on a file of several members when the next
 * one has not arrived from the network yet. All exports are such files.
 */
class GzipSourcesTest {

  private static final Pattern UNSAFE =
      Pattern.compile(
          "new GZIPInputStream\\(\\s*(?!new (ByteArrayInputStream|MultiMemberGzipInput)\\b)");

  @Test
  void gzip_is_read_from_memory_or_from_an_input_that_waits_for_the_next_member()
      throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      assertThat(files.filter(GzipSourcesTest::isUnsafe)).isEmpty();
    }
  }

  @Test
  void gzip_from_a_stream_is_found() {
    assertThat(List.of("new GZIPInputStream(\n  body)", "new GZIPInputStream(in, 9)"))
        .allMatch(source -> UNSAFE.matcher(source).find());
  }

  private static boolean isUnsafe(Path file) {
    try {
      return file.toString().endsWith(".java")
          && !file.endsWith("GzipSourcesTest.java")
          && UNSAFE.matcher(Files.readString(file)).find();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
