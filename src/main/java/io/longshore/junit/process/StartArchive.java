package io.longshore.junit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  static StartArchive beside(Path jar) {
    boolean aot = Runtime.version().feature() >= FIRST_WITH_AOT;
    String jvm =
        (System.getProperty("java.vm.version") + "-" + System.getProperty("java.home"))
            .replaceAll("[^A-Za-z0-9.]+", "-");
    Path file = jar.resolveSibling(jvm + (aot ? ".aot" : ".jsa"));
    return new StartArchive(
        file, jar.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid()), aot);
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
      if (Files.exists(recording)) {
        Files.move(recording, file, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException failure) {
      // Without it the next start is slower, and records again.
    }
  }
}
