package io.longshore.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the data of a server that keeps none. */
record TemporaryFolder(Path path) {

  static TemporaryFolder create() throws IOException {
    return new TemporaryFolder(Files.createTempDirectory("longshore-"));
  }

  /** Deletes the folder with all that is in it, and reports what it cannot delete. */
  void delete() {
    try {
      List<Path> deepestFirst;
      try (Stream<Path> tree = Files.walk(path)) {
        deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException failure) {
      System.err.println(path + " cannot be deleted: " + failure);
    }
  }
}
