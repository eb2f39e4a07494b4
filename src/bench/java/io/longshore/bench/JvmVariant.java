package io.longshore.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM with its options. The name follows that of what is measured in a result.
 *
 * @param java the program
 */
record JvmVariant(String name, String java, List<String> options) {

  /**
   * This JVM with the options of {@code conf/jvm.options}, without and, if there is {@code
   * longshore.jsa} beside the jar, with that class-data archive. With {@code -Dbench.java25=HOME},
   * the home of a JDK 25, also that JVM with the options of {@code conf/jvm-25.options}, without
   * and with an AOT cache, which a run of the demo makes.
   *
   * @param heap the option that limits the heap
   * @param folder where the AOT cache is written
   */
  static List<JvmVariant> all(Path jar, String heap, Path folder) throws Exception {
    String java = Commands.java(List.of(), List.of()).get(0);
    List<String> options = List.of(file("conf/jvm.options"), heap);
    List<JvmVariant> all = new ArrayList<>(List.of(new JvmVariant("", java, options)));
    Path archive = jar.resolveSibling("longshore.jsa");
    if (Files.exists(archive)) {
      // On, not auto: with auto, an archive that does not match is silently ignored.
      all.add(
          new JvmVariant(
              ", archive", java, with(options, "-Xshare:on", "-XX:SharedArchiveFile=" + archive)));
    }
    String home = System.getProperty("bench.java25", "");
    if (!home.isEmpty()) {
      String java25 = Path.of(home, "bin", "java").toString();
      List<String> options25 = List.of(file("conf/jvm-25.options"), heap);
      Path cache = aotCache(java25, options25, jar, folder);
      all.add(new JvmVariant(", JDK 25", java25, options25));
      all.add(
          new JvmVariant(
              ", JDK 25 with AOT cache",
              java25,
              with(options25, "-XX:AOTMode=on", "-XX:AOTCache=" + cache)));
    }
    return all;
  }

  private static String file(String options) {
    return "@" + Path.of(options).toAbsolutePath();
  }

  private static Path aotCache(String java, List<String> options, Path jar, Path folder)
      throws Exception {
    Path cache = folder.resolve("longshore.aot");
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(options);
    command.addAll(
        List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:disable", "-jar", jar.toString(), "demo"));
    Process demo =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (demo.waitFor() != 0 || Files.notExists(cache)) {
      throw new IllegalStateException("The demo made no AOT cache on " + java);
    }
    return cache;
  }

  private static List<String> with(List<String> options, String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return all;
  }
}
