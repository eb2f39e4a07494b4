package io.longshore.junit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the JVM keeps of the classes of the server so that starts are faster: a class-data archive,
 * or from JDK 25 on an AOT cache. It lies beside the jar, and is valid for this JVM and this jar
 * only. The system property {@code longshore.archive=false} switches it off.
 *
 * @param file where it is, once it has been recorded
 * @param aot whether it is an AOT cache
 */
record StartArchive(Path jar, Path file, boolean aot) {

  private static final int FIRST_WITH_AOT = 25;

  static StartArchive beside(Path jar) {
    boolean aot = Runtime.version().feature() >= FIRST_WITH_AOT;
    String jvm =
        (System.getProperty("java.vm.version") + "-" + System.getProperty("java.home"))
            .replaceAll("[^A-Za-z0-9.]+", "-");
    Path file = jar.resolveSibling(jvm + (aot ? ".aot" : ".jsa"));
    StartArchive archive = new StartArchive(jar, file, aot);
    archive.recording().adopt(file);
    return archive;
  }

  private ArchiveRecording recording() {
    return new ArchiveRecording(file.resolveSibling(file.getFileName() + ".recording"));
  }

  /** The options of the server's JVM. */
  List<String> options() {
    return isWanted() && isThere()
        ? List.of((aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file)
        : List.of();
  }

  /**
   * Starts to record the archive if there is none: after the tests, because it takes both processor
   * time and, on a busy machine, minutes. Nobody waits for it; a later start uses it.
   */
  void record() {
    if (isWanted() && !isThere()) {
      recording().start(jar, aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=");
    }
  }

  private static boolean isWanted() {
    return Boolean.parseBoolean(System.getProperty("longshore.archive", "true"));
  }

  /** The JVM refuses the archive of a jar that has been replaced. */
  private boolean isThere() {
    try {
      return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar)) >= 0;
    } catch (IOException absent) {
      return false;
    }
  }
}
