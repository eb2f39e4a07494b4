package io.longshore.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.junit.process.RunningServer;
import io.longshore.junit.process.ServerOptions;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM that uses a server of the extension, as that of a build does. Ends with its input. */
final class ServerUser implements AutoCloseable {

  private final Process process;
  private final BufferedReader lines;

  private ServerUser(Process process) {
    this.process = process;
    this.lines = process.inputReader();
  }

  /** The program: prints the address of the server, and waits. */
  public static void main(String[] arguments) throws IOException {
    boolean shared = Boolean.parseBoolean(arguments[0]);
    System.out.println(RunningServer.with(new ServerOptions(Map.of(), List.of(), shared)).uri());
    while (System.in.read() >= 0) {
      continue;
    }
  }

  /** Starts a JVM whose cache and temporary files are in the folder. */
  static ServerUser start(Path folder, boolean shared) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx64m");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dlongshore.jar=" + System.getProperty("longshore.jar"));
    command.add("-Dlongshore.archive=false");
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
    command.addAll(List.of("-cp", classPath()));
    command.addAll(List.of(ServerUser.class.getName(), Boolean.toString(shared)));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    return new ServerUser(builder.start());
  }

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The address of its server. */
  String uri() throws IOException {
    String line = lines.readLine();
    assertThat(line).startsWith("http://");
    return line;
  }

  Process process() {
    return process;
  }

  /** Ends it orderly. */
  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    process.waitFor();
  }
}
