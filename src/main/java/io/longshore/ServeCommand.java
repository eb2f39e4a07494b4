package io.longshore;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Serves until it is told to stop. What runs when no command is given.")
final class ServeCommand implements Callable<Integer> {

  @Mixin private ConfigOptions options;

  @Override
  public Integer call() throws InterruptedException {
    Logs.level(options.debug() ? Logs.DEBUG : Logs.INFO);
    serve(options);
    return 0;
  }

  static void serve(ConfigOptions options) throws InterruptedException {
    Wiring wiring = new Wiring(options.load(System.getenv()));
    Thread stop = new Thread(() -> stop(wiring), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      wiring.start();
    } catch (RuntimeException failure) {
      if (isStopping(stop)) {
        new CountDownLatch(1).await(); // the hook ends the process
      }
      wiring.close();
      throw failure;
    }
    new CountDownLatch(1).await(); // until a signal
  }

  private static boolean isStopping(Thread stop) {
    try {
      return !Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException stopping) {
      return true;
    }
  }

  /** A stop that was asked for is a success, whatever the signal's own exit code would be. */
  private static void stop(Wiring wiring) {
    wiring.close();
    Runtime.getRuntime().halt(0);
  }
}
