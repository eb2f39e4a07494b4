package io.longshore.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs programs of this machine. */
final class Commands {

  private Commands() {}

  /** A command that runs the current JVM with the options and arguments. */
  static List<String> java(List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(arguments);
    return command;
  }

  /** Runs a pipeline by bash; fails if any part of it fails. */
  static void pipeline(String line, Map<String, String> environment) throws Exception {
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", "set -o pipefail; " + line);
    bash.environment().putAll(environment);
    Process process = bash.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException(line + " failed:\n" + said);
    }
  }
}
