package io.longshore.junit.process;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Starts the server's jar in a process of its own, with data in a temporary folder, and waits until
 * it answers.
 *
 * @param folder has the log and the file with the addresses
 * @param archive makes starts faster
 */
record ServerProcess(Path folder, StartArchive archive, Process process) {

  private static final long START_MILLIS = 120_000;
  private static final long PAUSE_MILLIS = 5;

  /** Idle connections of clients stay open for as long as tests take. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "http.port", "0", "management.port", "0", "console.enabled", "false", "http.idle", "1h");

  /**
   * Starts it.
   *
   * @param end the options of {@code serve} that say when it ends
   */
  static ServerProcess start(Path folder, ServerOptions options, List<String> end)
      throws IOException {
    Path jar = UnpackedJar.path();
    StartArchive archive = StartArchive.beside(jar);
    List<String> jvmOptions = new ArrayList<>(archive.options());
    jvmOptions.addAll(options.jvmOptions());
    jvmOptions.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    List<String> arguments = new ArrayList<>(List.of("serve", "--temporary"));
    arguments.addAll(List.of("--ready", ready(folder).toString()));
    arguments.addAll(end);
    Map<String, String> settings = new TreeMap<>(SETTINGS);
    settings.putAll(options.settings());
    settings.forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
    Files.deleteIfExists(ready(folder));
    ProcessBuilder builder = JarCommand.of(jar, jvmOptions, arguments, log(folder).file());
    if (end.contains("--attached")) {
      builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    }
    return new ServerProcess(folder, archive, builder.start());
  }

  static ServerLog log(Path folder) {
    return new ServerLog(folder.resolve("server.log"));
  }

  static Path ready(Path folder) {
    return folder.resolve("ready");
  }

  /**
   * Where the services are called, once they can be.
   *
   * @throws IllegalStateException with the log if the server does not start
   */
  URI awaitReady() throws IOException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
    while (!Files.exists(ready(folder))) {
      boolean late = System.nanoTime() - until > 0;
      if (late || !process.isAlive()) {
        process.destroy();
        throw new IllegalStateException(
            (late ? "Longshore did not start in time" : "Longshore did not start")
                + ". Its log:\n"
                + log(folder).since(0));
      }
      pause();
    }
    return URI.create(Files.readAllLines(ready(folder)).get(0));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", interrupted);
    }
  }

  /** Waits for the end that was asked for. */
  void awaitEnd(long seconds) {
    try {
      process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
