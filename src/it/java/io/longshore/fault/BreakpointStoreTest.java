package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BreakpointStoreTest {

  /** A fragment that no statement has any more would be a point that no worker reaches. */
  @Test
  void the_fragment_of_each_step_is_in_a_statement_of_the_engine() throws IOException {
    List<String> sources;
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/longshore/engine"))) {
      sources = files.filter(Files::isRegularFile).map(BreakpointStoreTest::text).toList();
    }
    assertThat(BreakpointStore.STEPS.keySet())
        .allSatisfy(fragment -> assertThat(sources).anyMatch(source -> source.contains(fragment)));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
