package io.longshore.cli;

import io.longshore.config.LongshoreConfig;
import io.longshore.logging.LogLevels;
import io.longshore.server.Server;
import io.longshore.trace.ActiveSpan;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Runs the server until it is stopped. This is the default command.")
public final class ServeCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  @Mixin private ConfigOptions options;
  @Mixin private LifetimeOptions lifetime;

  @Override
  public Integer call() throws IOException, InterruptedException {
    serve(options, lifetime);
    return 0;
  }

  /** Without options for the server's lifetime. */
  public static void serve(ConfigOptions options) throws IOException, InterruptedException {
    serve(options, new LifetimeOptions());
  }

  private static void serve(ConfigOptions options, LifetimeOptions lifetime)
      throws IOException, InterruptedException {
    Optional<TemporaryFolder> folder =
        lifetime.temporary() ? Optional.of(TemporaryFolder.create()) : Optional.empty();
    folder.map(TemporaryFolder::path).ifPresent(options::temporaryData);
    Runnable cleanUp = () -> folder.ifPresent(TemporaryFolder::delete);
    try {
      LongshoreConfig config = options.load(System.getenv());
      LogLevels.apply(config.log(), options.debug());
      if (config.tracing().endpoint().isPresent()) {
        LogLevels.showTraces(() -> ActiveSpan.current().traceId());
      }
      options.secretFiles(System.getenv()).open().forEach(log::warn);
      serve(config, lifetime, cleanUp);
    } catch (IOException | RuntimeException failure) {
      cleanUp.run();
      throw failure;
    }
  }

  private static void serve(LongshoreConfig config, LifetimeOptions lifetime, Runnable cleanUp)
      throws IOException, InterruptedException {
    Server server = new Server(config);
    Thread stop = new Thread(() -> stop(server, config.drain().timeout(), cleanUp), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    ShutdownSignals.handle();
    try {
      lifetime.watch();
      server.start();
      lifetime.ready(server.http(), server.management(), server.console());
    } catch (IOException | RuntimeException failure) {
      if (isStopping(stop)) {
        new CountDownLatch(1).await(); // the shutdown hook ends the process
      }
      server.close();
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

  /** Exit code 0: a requested stop is a success, whatever the signal's own exit code is. */
  private static void stop(Server server, Duration timeout, Runnable cleanUp) {
    Thread bound = new Thread(() -> endAfter(timeout), "stop-timeout");
    bound.setDaemon(true);
    bound.start();
    server.close();
    cleanUp.run();
    Runtime.getRuntime().halt(0);
  }

  private static void endAfter(Duration timeout) {
    try {
      Thread.sleep(timeout.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    log.warn("Did not stop within drain.timeout ({}): the process ends now", timeout);
    Runtime.getRuntime().halt(1);
  }
}
