package io.longshore.junit.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A run of the demo that outlives the tests, and whose JVM writes a start archive when it ends. The
 * server of the tests does not write it: the JVM would take longer to end than a build waits.
 *
 * @param folder has the archive until it is complete, and a log. While it exists, no other process
 *     records.
 */
record ArchiveRecording(Path folder) {

  /** After this time a run without an archive has failed, and another one may begin. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /**
   * Starts the run, unless there is one.
   *
   * @param option of the JVM, to which the name of the archive is added
   */
  void start(Path jar, String option) {
    try {
      Files.createDirectory(folder);
    } catch (IOException recording) {
      return;
    }
    try {
      JarCommand.of(jar, List.of(option + archive()), List.of("demo"), folder.resolve("log"))
          .start();
    } catch (IOException failure) {
      CacheFolder.delete(folder); // without an archive the next start is slower, and records again
    }
  }

  /** Puts the archive of a run that has ended into its place. */
  void adopt(Path file) {
    try {
      if (isComplete()) {
        Files.move(archive(), file, StandardCopyOption.ATOMIC_MOVE);
        CacheFolder.delete(folder);
      } else if (isOld()) {
        CacheFolder.delete(folder);
      }
    } catch (IOException failure) {
      // There is none, or another process was faster.
    }
  }

  private Path archive() {
    return folder.resolve("archive");
  }

  /** The JVM writes the first bytes last. */
  private boolean isComplete() throws IOException {
    if (!Files.exists(archive())) {
      return false;
    }
    try (InputStream bytes = Files.newInputStream(archive())) {
      return bytes.read() > 0;
    }
  }

  private boolean isOld() throws IOException {
    Instant begin = Files.getLastModifiedTime(folder).toInstant();
    return begin.isBefore(Instant.now().minus(LONGEST));
  }
}
