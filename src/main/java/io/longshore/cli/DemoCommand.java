package io.longshore.cli;

import io.longshore.config.LongshoreConfig;
import io.longshore.demo.Demo;
import io.longshore.logging.LogLevels;
import io.longshore.server.LongshoreServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Starts on a temporary folder, runs jobs through the real API and shows the files.")
public final class DemoCommand implements Callable<Integer> {

  /** Less than the server's: else a call could meet the close of its connection. */
  private static final String CLIENT_IDLE_SECONDS = "30";

  @Option(names = "--debug", description = "Log every step, and stacks of failures.")
  private boolean debug;

  @Override
  public Integer call() throws Exception {
    LogLevels.level(debug ? LogLevels.DEBUG : LogLevels.WARN);
    System.setProperty("jdk.httpclient.keepalive.timeout", CLIENT_IDLE_SECONDS);
    Path folder = Files.createTempDirectory("longshore-demo-");
    Map<String, String> flags =
        Map.of("data.dir", folder.toString(), "http.port", "0", "management.port", "0");
    LongshoreServer wiring =
        new LongshoreServer(LongshoreConfig.load(Optional.empty(), Map.of(), flags));
    Thread stop = new Thread(() -> end(wiring, folder), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    wiring.start();
    new Demo(wiring.http(), System.out, System.console() != null).run();
    return 0; // and the hook ends what was started
  }

  private static void end(LongshoreServer wiring, Path folder) {
    wiring.close();
    try {
      List<Path> deepestFirst;
      try (Stream<Path> tree = Files.walk(folder)) {
        deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException failure) {
      System.err.println(folder + " could not be removed: " + failure);
    }
  }
}
