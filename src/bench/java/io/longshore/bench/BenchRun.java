package io.longshore.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A bench in a process of its own.
 *
 * @param main its class
 * @param programs that it needs; {@code -Dname} is a system property of this process
 * @param options its system properties, as {@code name=value}
 * @param arguments of its main method
 * @param limit after which it is ended
 */
record BenchRun(
    String main,
    List<String> programs,
    List<String> options,
    List<String> arguments,
    Duration limit,
    List<BenchRow> rows) {

  /** System properties of this process that every bench gets. */
  private static final List<String> PASSED =
      List.of("longshore.jar", "bench.java25", "citus.url", "plain.url");

  private static final int LINES_OF_A_FAILURE = 15;
  private static final int END_SECONDS = 10;

  /**
   * What has become of it.
   *
   * @param rows in columns
   * @param failure empty if it has ended well and all its rows were found
   */
  record Result(List<String> rows, String failure) {}

  /** The programs that are missing on this machine. */
  List<String> missing() {
    return programs.stream().filter(program -> !isPresent(program)).toList();
  }

  private static boolean isPresent(String program) {
    if (program.startsWith("-D")) {
      return !System.getProperty(program.substring(2), "").isEmpty();
    }
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Runs it. */
  Result run() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command()).redirectErrorStream(true).start();
    boolean[] late = {false};
    CompletableFuture<Void> timer =
        new CompletableFuture<Void>().completeOnTimeout(null, limit.toSeconds(), TimeUnit.SECONDS);
    timer.thenRun(
        () -> {
          late[0] = true;
          Stream.concat(Stream.of(process.toHandle()), process.descendants())
              .toList()
              .forEach(BenchRun::end);
        });
    List<String> said = lines(process);
    int code = process.waitFor();
    timer.cancel(false);
    return result(said, late[0] ? "ended after " + limit.toSeconds() + " s" : exit(code));
  }

  /** A server ends its PostgreSQL if it has the time. */
  private static void end(ProcessHandle process) {
    process.destroy();
    process
        .onExit()
        .completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS)
        .thenAccept(ProcessHandle::destroyForcibly);
  }

  private static String exit(int code) {
    return code == 0 ? "" : "exit code " + code;
  }

  private static List<String> lines(Process process) throws IOException {
    List<String> said = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
      }
    }
    return said;
  }

  private Result result(List<String> said, String ended) {
    List<String> found = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (BenchRow row : rows) {
      List<String> own = said.stream().flatMap(line -> row.in(line).stream()).toList();
      found.addAll(own);
      if (own.isEmpty()) {
        absent.add(row.name());
      }
    }
    if (ended.isEmpty()) {
      return new Result(found, absent.isEmpty() ? "" : "prints nothing of " + absent);
    }
    List<String> last = said.subList(Math.max(0, said.size() - LINES_OF_A_FAILURE), said.size());
    return new Result(found, ended + "; its last lines:\n  " + String.join("\n  ", last));
  }

  private List<String> command() {
    List<String> all = new ArrayList<>();
    PASSED.stream()
        .filter(name -> System.getProperty(name) != null)
        .forEach(name -> all.add("-D" + name + "=" + System.getProperty(name)));
    options.forEach(option -> all.add("-D" + option));
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    return Commands.java(all, arguments);
  }

  @Override
  public String toString() {
    return main.substring(main.lastIndexOf('.') + 1);
  }
}
