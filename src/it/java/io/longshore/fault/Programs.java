package io.longshore.fault;

import io.longshore.fixture.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Debian's programs that a test starts in its folder and stops. */
final class Programs implements AutoCloseable {

  private final ReplicaCluster cluster;
  private final Path folder;
  private final List<Process> started = new ArrayList<>();

  Programs(ReplicaCluster cluster, Path folder) {
    this.cluster = cluster;
    this.folder = folder;
  }

  /** Returns whether the programs are installed, as {@code .ci/run} installs them. */
  static boolean areInstalled(String... names) {
    String path = System.getenv("PATH") + ":/usr/sbin:/usr/lib/postgresql/15/bin";
    return List.of(names).stream()
        .allMatch(
            name ->
                Pattern.compile(":")
                    .splitAsStream(path)
                    .anyMatch(dir -> Files.isExecutable(Path.of(dir, name))));
  }

  /** Starts a program and returns when it listens on the port. */
  void serve(int port, String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve(command[0] + ".log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      started.add(process);
      cluster.until(command[0] + " listens", Duration.ofSeconds(60), () -> listens(port));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Runs a program, requires the exit code 0, and returns its output. */
  static String run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + ":\n" + output);
    }
    return output;
  }

  private static boolean listens(int port) {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException notListening) {
      return false;
    }
  }

  static int freePort() {
    return Ports.free();
  }

  @Override
  public void close() {
    started.forEach(Process::destroy);
    started.forEach(process -> process.onExit().join());
  }
}
