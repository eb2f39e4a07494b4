package io.longshore.fault;

import io.longshore.config.LongshoreConfig;
import io.longshore.server.LongshoreServer;
import io.longshore.server.TestSeams;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The jar's own {@code serve} with a trap between it and its world, and a clock that may be off.
 * Arguments: {@code key=value}; properties {@code fault.trap}, a file, and {@code fault.clock}, an
 * ISO duration.
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
    BreakpointStore trapped =
        new BreakpointStore(new Breakpoint(Path.of(System.getProperty("fault.trap"))));
    TestSeams joints =
        new TestSeams(() -> Instant.now().plus(off), trapped::postgres, trapped::stores);
    LongshoreServer wiring =
        new LongshoreServer(LongshoreConfig.load(Optional.empty(), Map.of(), flags), joints);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  wiring.close();
                  Runtime.getRuntime().halt(0);
                }));
    wiring.start();
    new CountDownLatch(1).await();
  }
}
