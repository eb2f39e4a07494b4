package io.longshore.embedded.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's own programs, run on one cluster: made, started, stopped, taken over.
 *
 * @param programs the folder that holds {@code bin/postgres}
 * @param cluster the folder of the cluster
 * @param asRoot what to put before a program because PostgreSQL refuses to run as root
 */
record PostgresProcess(Path programs, Path cluster, List<String> asRoot) {

  private static final Logger log = LoggerFactory.getLogger(PostgresProcess.class);

  private static final String STOP_SECONDS = "30";

  /** How long a process may take to give its statement up. */
  private static final long ORPHAN_SECONDS = 5;

  /** How coarse a file's time may be. */
  private static final long CLOCK_MILLIS = 2_000;

  static PostgresProcess of(Path programs, Path cluster) {
    return new PostgresProcess(programs, cluster, UnprivilegedUser.prefix(cluster.getParent()));
  }

  /**
   * Makes the cluster beside its place first, so that a kill leaves no half of it.
   *
   * @param passwordFile whose password is random: no stretching makes it harder to guess, and each
   *     connection would take the tens of milliseconds of it
   */
  void init(String user, Path passwordFile) throws IOException {
    Path half = cluster.resolveSibling(cluster.getFileName() + ".new");
    if (Files.exists(half)) {
      PostgresBinaries.deleteTree(half);
    }
    program(
        "initdb",
        "--pgdata=" + half,
        "--username=" + user,
        "--pwfile=" + passwordFile,
        "--auth=scram-sha-256",
        "--set=scram_iterations=1",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C");
    Files.move(half, cluster);
  }

  /** Starts it in a session of its own: a Ctrl-C at our terminal must not reach it before us. */
  void start(Map<String, String> settings, Duration within) {
    List<String> options = new ArrayList<>();
    settings.forEach((name, value) -> options.add("-c " + name + "=" + value));
    long begun = System.currentTimeMillis();
    try {
      program(
          "pg_ctl",
          "start",
          "--pgdata=" + cluster,
          "--wait",
          "--timeout=" + Math.max(1, within.toSeconds()),
          "--log=" + cluster.resolveSibling("postgres.log"),
          "--options=" + String.join(" ", options));
    } catch (IllegalStateException failure) {
      String why = lastComplaint(begun).orElse(failure.getMessage());
      throw new IllegalStateException("The embedded PostgreSQL did not start: " + why, failure);
    }
  }

  /** Stops it, where it runs. */
  void stop() {
    if (server().isEmpty()) {
      return;
    }
    try {
      stop("fast");
    } catch (IllegalStateException slow) {
      log.warn("PostgreSQL did not stop in {} s and is stopped at once", STOP_SECONDS);
      stop("immediate");
    }
  }

  private void stop(String mode) {
    program(
        "pg_ctl",
        "stop",
        "--pgdata=" + cluster,
        "--mode=" + mode,
        "--wait",
        "--timeout=" + STOP_SECONDS);
  }

  /** Stops a server that an earlier run left behind. Only the holder of the folder may call it. */
  void takeOver() throws IOException {
    Optional<ProcessHandle> left = server();
    if (left.isPresent()) {
      log.warn("Stopping the PostgreSQL (pid {}) that was left behind", left.get().pid());
      stop();
    }
    endOrphans();
    // Who has that number now is no server; PostgreSQL would take it for one and refuse to start.
    Files.deleteIfExists(pidFile());
  }

  /**
   * Ends the processes of a server that was killed: one that computes does not look whether its
   * server lives, and as long as it is there no other server starts. Linux alone tells of them.
   */
  private void endOrphans() {
    List<ProcessHandle> orphans = ProcessHandle.allProcesses().filter(this::isOrphan).toList();
    if (orphans.isEmpty()) {
      return;
    }
    log.warn("Ending {} processes of a PostgreSQL that was killed", orphans.size());
    orphans.forEach(ProcessHandle::destroy);
    CompletableFuture<?>[] ends =
        orphans.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(ends)
        .completeOnTimeout(null, ORPHAN_SECONDS, TimeUnit.SECONDS)
        .thenRun(() -> orphans.forEach(ProcessHandle::destroyForcibly))
        .join();
  }

  private boolean isOrphan(ProcessHandle process) {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    try {
      return Files.isSameFile(proc.resolve("cwd"), cluster)
          && Files.readSymbolicLink(proc.resolve("exe")).endsWith("postgres");
    } catch (IOException | RuntimeException somebodyElses) {
      return false;
    }
  }

  private Path pidFile() {
    return cluster.resolve("postmaster.pid");
  }

  /** The process that runs the cluster, if one does. */
  private Optional<ProcessHandle> server() {
    try {
      String pid =
          Files.exists(pidFile())
              ? Files.readAllLines(pidFile()).stream().findFirst().orElse("").strip()
              : "";
      Optional<ProcessHandle> process =
          pid.matches("[0-9]{1,18}") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
      return process.isPresent() && isOurs(process.get()) ? process : Optional.empty();
    } catch (IOException unreadable) {
      throw new IllegalStateException(
          "It cannot be seen whether the embedded PostgreSQL runs: " + unreadable, unreadable);
    }
  }

  /** A server's working directory is its cluster; where that cannot be read, its arguments say. */
  private boolean isOurs(ProcessHandle process) throws IOException {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    if (Files.isReadable(proc.resolve("cwd"))) {
      return Files.isSameFile(proc.resolve("cwd"), cluster);
    }
    String command =
        Files.isReadable(proc.resolve("cmdline"))
            ? Files.readString(proc.resolve("cmdline"), StandardCharsets.ISO_8859_1)
            : process.info().commandLine().orElse("");
    return command.contains("postgres") && command.contains(cluster.toString());
  }

  /** Of files that were written since. */
  private Optional<String> lastComplaint(long sinceMillis) {
    try (Stream<Path> logs =
        Stream.concat(
            Stream.of(cluster.resolveSibling("postgres.log")), list(cluster.resolve("log")))) {
      List<Path> newestLast =
          logs.filter(Files::exists)
              .filter(file -> file.toFile().lastModified() >= sinceMillis - CLOCK_MILLIS)
              .sorted(Comparator.comparing(file -> file.toFile().lastModified()))
              .toList();
      List<String> complaints = new ArrayList<>();
      for (Path file : newestLast) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
          lines
              .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
              .map(line -> line.replaceFirst(".*(FATAL|PANIC):", "$1:"))
              .forEach(complaints::add);
        }
      }
      return complaints.stream().reduce((first, second) -> second);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static Stream<Path> list(Path folder) throws IOException {
    return Files.isDirectory(folder) ? Files.list(folder) : Stream.empty();
  }

  private void program(String name, String... arguments) {
    List<String> command = new ArrayList<>(asRoot);
    command.add(programs.resolve("bin").resolve(name).toString());
    command.addAll(List.of(arguments));
    run(command);
  }

  static void run(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(1, TimeUnit.MINUTES); // it has closed its output: it is ending
      if (process.exitValue() != 0) {
        String last = said.lines().reduce((first, second) -> second).orElse("");
        throw new IllegalStateException(Path.of(command.get(0)).getFileName() + ": " + last);
      }
    } catch (IOException failure) {
      throw new IllegalStateException(failure.getMessage(), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", interrupted);
    }
  }
}
