package io.longshore.fault;

import io.longshore.config.LongshoreConfig;
import io.longshore.server.Server;
import io.longshore.server.TestSeams;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The {@code serve} command of the jar with breakpoints around PostgreSQL and S3, and a clock with
 * an offset.
 *
 * <p>Arguments: {@code key=value}. Properties: {@code fault.breakpoint}, a file, and {@code
 * fault.clock}, an ISO 8601 duration.
 */
final class FaultyMain {

  private FaultyMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> flags = new HashMap<>();
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      flags.put(pair[0], pair[1]);
    }
    Duration off = Duration.parse(System.getProperty("fault.clock", "PT0S"));
    BreakpointStore breakpointStore =
        new BreakpointStore(new Breakpoint(Path.of(System.getProperty("fault.breakpoint"))));
    TestSeams seams =
        new TestSeams(
            () -> Instant.now().plus(off), breakpointStore::postgres, breakpointStore::stores);
    Server server = new Server(LongshoreConfig.load(Optional.empty(), Map.of(), flags), seams);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  Runtime.getRuntime().halt(0);
                }));
    server.start();
    new CountDownLatch(1).await();
  }
}
