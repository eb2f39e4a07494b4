package io.longshore.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A child JVM that a test can signal. It ends with the test's JVM at the latest; its log is a file.
 */
final class ChildProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(180);

  private final Process process;
  private final Path log;

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Runs a class of the tests on the class path of the jar and the test classes. */
  static List<String> withTests(String main) {
    return List.of("-cp", System.getProperty("longshore.jar") + ":target/test-classes", main);
  }

  static ChildProcess start(Path log, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The process is short-lived; C2 would only take CPU time from the others.
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(arguments);
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      return new ChildProcess(builder.start(), log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Waits until the log contains a match of the pattern. */
  Matcher awaitLog(Pattern line) {
    long until = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < until) {
      Matcher found = line.matcher(log());
      if (found.find()) {
        return found;
      }
      if (!waits(50)) {
        break;
      }
    }
    throw new AssertionError("Not in the log: " + line + ":\n" + log());
  }

  private boolean waits(long millis) {
    try {
      return !process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(failure);
    }
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the process as by kill -9, and returns when it has exited. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  void pause() {
    ProcessSignals.send("STOP", pid());
  }

  void resume() {
    ProcessSignals.send("CONT", pid());
  }

  void terminate() {
    ProcessSignals.send("TERM", pid());
  }

  /** Waits for the process to exit; returns false if it does not within that time. */
  boolean exitsWithin(Duration within) throws InterruptedException {
    return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  int exitCode() {
    return process.exitValue();
  }

  @Override
  public void close() {
    kill();
  }
}
