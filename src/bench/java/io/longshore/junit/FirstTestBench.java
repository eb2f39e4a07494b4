package io.longshore.junit;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Measures how long a program that uses the extension waits from {@code mvn test} to the body of
 * its first test, when the jar is unpacked already: without and with the start archive, in
 * alternating runs. Beside it, as the speed of the machine: {@code java -version}, and a server of
 * Vert.x that says hello, from the start of its process until it listens. With {@code
 * -Dbench.java25=HOME} on that JDK too.
 */
public final class FirstTestBench {

  private static final String BODY = "The body of the first test begins";
  private static final String LISTENING = "Listens";
  private static final Duration RECORDING = Duration.ofMinutes(10);
  private static final String TEST =
      """
      package example;

      @io.longshore.junit.Longshore
      class FirstTest {

        @org.junit.jupiter.api.Test
        void first(software.amazon.awssdk.services.pinpoint.PinpointClient pinpoint) {
          System.out.println("%s");
          pinpoint.getApps(r -> {});
        }
      }
      """;

  private final InstalledProject project;
  private final Map<String, List<Long>> millis = new LinkedHashMap<>();

  private FirstTestBench(InstalledProject project) {
    this.project = project;
  }

  /** Without arguments the bench; with one the server of Vert.x. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      Vertx.vertx()
          .createHttpServer()
          .requestHandler(request -> request.response().end("hello"))
          .listen(0, "localhost")
          .onSuccess(server -> System.out.println(LISTENING));
      return;
    }
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    String java25 = System.getProperty("bench.java25", "");
    if (!java25.isEmpty()) {
      homes.add(Path.of(java25));
    }
    for (Path home : homes) {
      Path folder = Files.createTempDirectory("longshore-first-test-");
      new FirstTestBench(InstalledProject.in(folder))
          .run(home, Integer.getInteger("bench.rounds", 5));
    }
    System.exit(0);
  }

  private void run(Path home, int rounds) throws Exception {
    Path tests = project.folder().resolve("project/src/test/java/example");
    Files.writeString(tests.resolve("FirstTest.java"), TEST.formatted(BODY));
    maven(home, true, "(first run, not counted)");
    awaitArchive();
    String java = home.resolve("bin/java").toString();
    String classPath = System.getProperty("java.class.path");
    List<String> hello = List.of(java, "-cp", classPath, FirstTestBench.class.getName(), "hello");
    for (int round = 0; round < rounds; round++) {
      maven(home, false, "mvn test, without archive");
      maven(home, true, "mvn test, with archive");
      until(new ProcessBuilder(List.of(java, "-version")), "", "java -version");
      until(new ProcessBuilder(hello), LISTENING, "a server of Vert.x");
    }
    millis.forEach(
        (what, each) -> {
          Collections.sort(each);
          System.out.printf(
              "%s: %-28s %d ms (%d to %d)%n",
              home.getFileName(),
              what,
              each.get(each.size() / 2),
              each.get(0),
              each.get(each.size() - 1));
        });
  }

  private void maven(Path home, boolean archive, String what) throws Exception {
    until(
        project.maven(home, "test", "-Dtest=FirstTest", "-Dlongshore.archive=" + archive),
        BODY,
        what);
  }

  /** Measures until the process prints the line, then awaits or ends it. */
  private void until(ProcessBuilder command, String line, String what) throws Exception {
    long began = System.nanoTime();
    Process process = command.redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader lines = process.inputReader()) {
      String next = lines.readLine();
      while (next != null && !next.contains(line)) {
        said.append(next).append('\n');
        next = lines.readLine();
      }
      if (next == null) {
        throw new IllegalStateException(what + " does not say: " + line + "\n" + said);
      }
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      if (line.equals(LISTENING)) {
        process.destroy(); // this closes its output too
      } else {
        lines.transferTo(Writer.nullWriter()); // the program ends by itself
      }
      process.waitFor();
      if (!what.startsWith("(")) {
        millis.computeIfAbsent(what, name -> new ArrayList<>()).add(took);
      }
    }
  }

  private void awaitArchive() throws IOException {
    Instant end = Instant.now().plus(RECORDING);
    while (!isRecorded()) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("No start archive was recorded");
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  /** The run that records ends its process when the archive is complete. */
  private boolean isRecorded() throws IOException {
    try (Stream<Path> files = Files.walk(project.folder().resolve("cache"))) {
      return files.anyMatch(file -> file.endsWith("archive")) && !isDemoRunning();
    }
  }

  private boolean isDemoRunning() {
    String cache = project.folder().resolve("cache").toString();
    return ProcessHandle.allProcesses()
        .anyMatch(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains(cache) && line.endsWith(" demo"))
                    .isPresent());
  }
}
