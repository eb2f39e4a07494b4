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
 * Runs PostgreSQL's programs on one cluster: initdb, start, stop, and cleanup after a kill.
 *
 * @param programs the folder that holds {@code bin/postgres}
 * @param cluster the folder of the cluster
 * @param asRoot the command prefix that drops root privileges; empty for an ordinary user
 */
record PostgresProcess(Path programs, Path cluster, List<String> asRoot) {

  private static final Logger log = LoggerFactory.getLogger(PostgresProcess.class);

  private static final List<String> INIT =
      List.of(
          "--auth=scram-sha-256",
          "--set=scram_iterations=1",
          "--encoding=UTF8",
          "--locale-provider=builtin",
          "--builtin-locale=C.UTF-8",
          "--locale=C");

  private static final String STOP_SECONDS = "30";

  /** How long a backend process may take to cancel its statement. */
  private static final long ORPHAN_SECONDS = 5;

  /** The granularity of file times. */
  private static final long CLOCK_MILLIS = 2_000;

  static PostgresProcess of(Path programs, Path cluster) {
    return new PostgresProcess(programs, cluster, UnprivilegedUser.prefix(cluster.getParent()));
  }

  /**
   * Creates the cluster under a temporary name and renames it, so that a kill leaves nothing
   * incomplete.
   *
   * @param passwordFile holds a random password, for which iterated hashing adds no security but
   *     tens of milliseconds to each connection
   * @param more options of initdb
   */
  void init(String user, Path passwordFile, String... more) throws IOException {
    Path half = cluster.resolveSibling(cluster.getFileName() + ".new");
    if (Files.exists(half)) {
      PostgresBinaries.deleteTree(half);
    }
    List<String> options = new ArrayList<>(INIT);
    options.addAll(List.of("--pgdata=" + half, "--username=" + user, "--pwfile=" + passwordFile));
    options.addAll(List.of(more));
    program("initdb", options.toArray(String[]::new));
    Files.move(half, cluster);
  }

  /**
   * Starts the server in its own session, so that Ctrl-C at the terminal does not stop it first.
   */
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

  /** Stops the server if it is running. */
  void stop() {
    if (server().isEmpty()) {
      return;
    }
    try {
      stop("fast");
    } catch (IllegalStateException slow) {
      log.warn("PostgreSQL did not stop within {} s: stopping it immediately", STOP_SECONDS);
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

  /** Stops a server that an earlier process left running. Requires the lock of the data folder. */
  void takeOver() throws IOException {
    Optional<ProcessHandle> left = server();
    if (left.isPresent()) {
      log.warn(
          "Stopping the PostgreSQL (pid {}) that an earlier process left running",
          left.get().pid());
      stop();
    }
    endOrphans();
    // Another process has this pid now; PostgreSQL would mistake it for a server and refuse to
    // start.
    Files.deleteIfExists(pidFile());
  }

  /**
   * Ends the backend processes of a killed server: a busy one does not notice that its server is
   * gone, and no new server starts while it runs. Works on Linux only.
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

  /** The server process of the cluster, if it is running. */
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
          "Cannot determine whether the embedded PostgreSQL is running: " + unreadable, unreadable);
    }
  }

  /** Recognizes a server by its working directory, or by its arguments if that is unreadable. */
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

  /** The last error in log files written since then. */
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
