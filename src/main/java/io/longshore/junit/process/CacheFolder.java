package io.longshore.junit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder of this user that keeps unpacked jars, start archives and the logs of servers. */
final class CacheFolder {

  private CacheFolder() {}

  /** {@code $XDG_CACHE_HOME/longshore/junit}, or the same below {@code ~/.cache}; created. */
  static Path of(String... names) {
    String chosen = System.getenv("XDG_CACHE_HOME");
    Path cache =
        chosen == null || chosen.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(chosen);
    try {
      return Files.createDirectories(
          cache.resolve("longshore").resolve(Path.of("junit", names)).toAbsolutePath());
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "Longshore needs a folder for its jar: set XDG_CACHE_HOME to one that can be written",
          failure);
    }
  }

  /** A new folder for the log of a server of this process. Those of ended processes are deleted. */
  static Path run() throws IOException {
    Path runs = of("runs");
    try (Stream<Path> old = Files.list(runs)) {
      old.filter(CacheFolder::isLeft).forEach(CacheFolder::delete);
    }
    return Files.createTempDirectory(runs, ProcessHandle.current().pid() + "-");
  }

  private static boolean isLeft(Path run) {
    String pid = run.getFileName().toString().replaceFirst("-.*", "");
    return pid.matches("[0-9]{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
  }

  /** Deletes a folder as far as possible: on Windows an open log stays until the next run. */
  static void delete(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException inUse) {
      // The next run deletes it.
    }
  }
}
