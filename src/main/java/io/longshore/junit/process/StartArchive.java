package io.longshore.junit.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the JVM keeps of a server's first run so that the next starts are faster: a class-data
 * archive, or from JDK 25 on an AOT cache. It lies beside the jar, and is valid for this JVM only.
 * The system property {@code longshore.archive=false} switches it off.
 *
 * @param file where it is, once it has been recorded
 * @param recording where this run writes it
 * @param aot whether it is an AOT cache
 */
record StartArchive(Path file, Path recording, boolean aot) {

  private static final int FIRST_WITH_AOT = 25;
  private static final Duration LONGEST_RECORDING = Duration.ofMinutes(10);

  static StartArchive beside(Path jar) {
    boolean aot = Runtime.version().feature() >= FIRST_WITH_AOT;
    String jvm =
        (System.getProperty("java.vm.version") + "-" + System.getProperty("java.home"))
            .replaceAll("[^A-Za-z0-9.]+", "-");
    Path file = jar.resolveSibling(jvm + (aot ? ".aot" : ".jsa"));
    long pid = ProcessHandle.current().pid();
    StartArchive archive =
        new StartArchive(file, jar.resolveSibling(file.getFileName() + "." + pid), aot);
    archive.adoptLeft();
    return archive;
  }

  /**
   * Takes what a server wrote after the JVM that had started it was gone, and deletes what was not
   * completed or is not needed.
   */
  private void adoptLeft() {
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(file.getParent(), file.getFileName() + ".*")) {
      for (Path recorded : left) {
        boolean named = recorded.toString().matches(".*\\.[0-9]+");
        if (named && !Files.exists(file) && isComplete(recorded)) {
          Files.move(recorded, file, StandardCopyOption.ATOMIC_MOVE);
        } else if (isOld(recorded)) {
          Files.delete(recorded);
        }
      }
    } catch (IOException failure) {
      // Another process was faster.
    }
  }

  /** Whether nobody writes it any more: that takes seconds, on a busy machine a minute. */
  private static boolean isOld(Path recorded) throws IOException {
    Instant written = Files.getLastModifiedTime(recorded).toInstant();
    return written.isBefore(Instant.now().minus(LONGEST_RECORDING));
  }

  /** The JVM writes the first bytes last. */
  private static boolean isComplete(Path recorded) throws IOException {
    try (InputStream bytes = Files.newInputStream(recorded)) {
      return bytes.read() > 0;
    }
  }

  /** The options of the server's JVM. */
  List<String> options() {
    if (!isWanted()) {
      return List.of();
    }
    if (Files.exists(file)) {
      return List.of((aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file);
    }
    return List.of((aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + recording);
  }

  /** Whether the server of this run writes an archive when it ends. */
  boolean isRecording() {
    return isWanted() && !Files.exists(file);
  }

  private static boolean isWanted() {
    return Boolean.parseBoolean(System.getProperty("longshore.archive", "true"));
  }

  /** Puts what the ended server wrote into its place. */
  void adopt() {
    try {
      if (Files.exists(recording) && isComplete(recording)) {
        Files.move(recording, file, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException failure) {
      // Without it the next start is slower, and records again.
    }
  }
}
