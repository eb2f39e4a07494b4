package io.longshore.junit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server that tests of this JVM use. It ends with the JVM, in whatever way that ends.
 *
 * @param uri where the services are called
 */
public record RunningServer(URI uri, ServerLog log) {

  /** Started servers, and failures to start one, which later tests need not repeat. */
  private static final Map<ServerOptions, CompletableFuture<RunningServer>> SERVERS =
      new ConcurrentHashMap<>();

  private static final long STOP_SECONDS = 20;

  /**
   * The server with these options; started by the first call.
   *
   * @throws IllegalStateException with its log if it does not start
   */
  public static RunningServer with(ServerOptions options) {
    CompletableFuture<RunningServer> mine = new CompletableFuture<>();
    CompletableFuture<RunningServer> there = SERVERS.putIfAbsent(options, mine);
    if (there == null) {
      try {
        mine.complete(options.shared() ? SharedServer.join(options) : start(options));
      } catch (IOException failure) {
        mine.completeExceptionally(
            new UncheckedIOException("Longshore cannot be started", failure));
      } catch (RuntimeException failure) {
        mine.completeExceptionally(failure);
      }
    }
    try {
      return (there == null ? mine : there).join();
    } catch (CompletionException failure) {
      throw new IllegalStateException(failure.getCause().getMessage(), failure.getCause());
    }
  }

  private static RunningServer start(ServerOptions options) throws IOException {
    Path folder = CacheFolder.run();
    ServerProcess server = ServerProcess.start(folder, options, List.of("--attached"));
    atEnd(() -> stop(server));
    return new RunningServer(server.awaitReady(), ServerProcess.log(folder));
  }

  private static void stop(ServerProcess server) {
    try {
      server.process().getOutputStream().close();
    } catch (IOException ended) {
      // Its end of the pipe is closed already.
    }
    server.awaitEnd(STOP_SECONDS);
    CacheFolder.delete(server.folder());
    server.archive().record();
  }

  static void atEnd(Runnable task) {
    Runtime.getRuntime().addShutdownHook(new Thread(task, "longshore-stop"));
  }
}
