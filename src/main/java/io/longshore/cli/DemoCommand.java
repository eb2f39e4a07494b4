package io.longshore.cli;

import io.longshore.config.LongshoreConfig;
import io.longshore.demo.Demo;
import io.longshore.logging.LogLevels;
import io.longshore.server.BackingServices;
import io.longshore.server.Server;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Starts a server on a temporary folder, runs jobs through its API and prints what they wrote.")
public final class DemoCommand implements Callable<Integer> {

  /** Less than the server's idle timeout: otherwise a call could use a connection being closed. */
  private static final String CLIENT_IDLE_SECONDS = "30";

  @Option(names = "--debug", description = "Log at level DEBUG, with stack traces.")
  private boolean debug;

  @Option(
      names = "--stay",
      description = "Leave the server running afterwards, and print the address of its console.")
  private boolean stay;

  @Override
  public Integer call() throws Exception {
    LogLevels.level(debug ? LogLevels.DEBUG : LogLevels.WARN);
    System.setProperty("jdk.httpclient.keepalive.timeout", CLIENT_IDLE_SECONDS);
    BackingServices.createTemplate();
    TemporaryFolder folder = TemporaryFolder.create();
    Server server = new Server(LongshoreConfig.load(Optional.empty(), Map.of(), flags(folder)));
    Thread stop = new Thread(() -> end(server, folder), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    server.start();
    new Demo(server.http(), System.out, System.console() != null).run();
    if (stay) {
      System.out.printf(
          "%n  Open %s to see these jobs. Services: %s. Ctrl-C stops the server and deletes its data.%n",
          server.console().orElseThrow(), server.http());
      new CountDownLatch(1).await(); // until a signal
    }
    return 0; // the shutdown hook stops the server
  }

  private Map<String, String> flags(TemporaryFolder folder) {
    return Map.of(
        "data.dir",
        folder.path().toString(),
        "data.durable",
        "false",
        "http.port",
        "0",
        "management.port",
        "0",
        "console.port",
        "0",
        "console.enabled",
        Boolean.toString(stay));
  }

  private static void end(Server server, TemporaryFolder folder) {
    server.close();
    folder.delete();
  }
}
