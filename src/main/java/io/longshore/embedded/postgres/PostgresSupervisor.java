package io.longshore.embedded.postgres;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts the embedded PostgreSQL when it ended: killed, stopped, or shut down because its disk
 * was full. Retries with growing pauses until it is closed; logs the outage once, each new reason,
 * and the recovery.
 */
final class PostgresSupervisor implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PostgresSupervisor.class);
  private static final long EVERY_MILLIS = 500;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int CONNECT_MILLIS = 2_000;
  private static final long CLOSE_SECONDS = 20;

  /** Starts the server, or fails with the reason. */
  interface Start {
    void run() throws IOException;
  }

  private final int port;
  private final Start start;
  private final Supplier<String> circumstances;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(PostgresSupervisor::daemon);
  private long goneSince;
  private long nextTry;
  private int tries;
  private String said = "";

  private PostgresSupervisor(int port, Start start, Supplier<String> circumstances) {
    this.port = port;
    this.start = start;
    this.circumstances = circumstances;
  }

  /**
   * Starts to supervise the server on that port.
   *
   * @param circumstances a possible reason for the log, or an empty text
   */
  static PostgresSupervisor begin(int port, Start start, Supplier<String> circumstances) {
    PostgresSupervisor watch = new PostgresSupervisor(port, start, circumstances);
    watch.thread.scheduleWithFixedDelay(
        watch::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "postgres-watch");
    thread.setDaemon(true);
    return thread;
  }

  private void look() {
    try {
      if (isListening()) {
        return;
      }
      long now = System.nanoTime();
      if (tries == 0) {
        goneSince = now;
        log.error("The embedded PostgreSQL has ended{}: restarting it", circumstances.get());
      } else if (now - nextTry < 0) {
        return;
      }
      again(now);
    } catch (RuntimeException unforeseen) { // otherwise the supervision would stop
      log.error("The supervision of the embedded PostgreSQL failed", unforeseen);
    }
  }

  private void again(long now) {
    try {
      start.run();
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - goneSince);
      log.warn("The embedded PostgreSQL is running again, after {} s", seconds);
      tries = 0;
      said = "";
    } catch (IOException | RuntimeException failure) {
      if (thread.isShutdown()) {
        return;
      }
      long pause = Math.min(LONGEST_PAUSE.toSeconds(), 1L << Math.min(tries, 6));
      tries++;
      nextTry = System.nanoTime() + TimeUnit.SECONDS.toNanos(pause);
      tell(failure.getMessage() + circumstances.get());
    }
  }

  private void tell(String reason) {
    if (reason.equals(said)) {
      log.debug("Not yet: {}", reason);
    } else {
      log.error("{}: retrying at least every {} s", reason, LONGEST_PAUSE.toSeconds());
    }
    said = reason;
  }

  /** A refused connection means that no server listens; a slow one does not. */
  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
      return true;
    } catch (ConnectException refused) {
      return false;
    } catch (IOException slow) {
      return true;
    }
  }

  /** Stops supervising; waits for a restart in progress. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
