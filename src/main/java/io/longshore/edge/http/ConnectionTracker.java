package io.longshore.edge.http;

import io.longshore.config.HttpConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tracks the connections of one event loop and enforces their deadlines: for a request's head, its
 * body and its response. Vert.x's idle timeout is not enough: a client that sends a byte now and
 * then is never idle.
 */
public final class ConnectionTracker {

  private static final long TICK_MILLIS = 250;
  private static final long NEVER = Long.MAX_VALUE;

  /**
   * A deadline of a connection.
   *
   * @param tick the last tick in time
   * @param onExpiry runs when it has passed
   */
  public record Deadline(long tick, Runnable onExpiry) {
    static final Deadline NONE = new Deadline(NEVER, () -> {});
  }

  private final HttpConfig config;
  private final ConnectionLimiter limiter;
  private final Map<HttpConnection, Deadline> deadlines = new HashMap<>();
  private long ticks;

  public ConnectionTracker(Vertx vertx, HttpConfig config, ConnectionLimiter limiter) {
    this.config = config;
    this.limiter = limiter;
    vertx.setPeriodic(TICK_MILLIS, tick -> tick());
  }

  /**
   * Admits a connection, or closes it when there are too many.
   *
   * @param onClose runs when an admitted connection is closed
   */
  public void open(HttpConnection connection, Runnable onClose) {
    if (!limiter.tryAcquire(config.maxConnections())) {
      connection.close();
      return;
    }
    deadlines.put(connection, deadline(config.headTimeout(), countAsSlow(connection::close)));
    connection.closeHandler(
        closed -> {
          deadlines.remove(connection);
          limiter.release();
          onClose.run();
        });
  }

  /** Clears the deadline: nothing is expected from the client. */
  public void clearDeadline(HttpConnection connection) {
    deadlines.replace(connection, Deadline.NONE);
  }

  /** Sets the deadline for a request's body. */
  public void awaitBody(HttpConnection connection, Runnable onExpiry) {
    deadlines.replace(connection, deadline(config.bodyTimeout(), countAsSlow(onExpiry)));
  }

  /** Sets the deadline for the server's own response. */
  public Deadline awaitResponse(HttpConnection connection, Duration timeout, Runnable onExpiry) {
    Deadline deadline = deadline(timeout, onExpiry);
    deadlines.replace(connection, deadline);
    return deadline;
  }

  /** Clears that deadline, unless another one has replaced it. */
  public void clearDeadline(HttpConnection connection, Deadline deadline) {
    deadlines.replace(connection, deadline, Deadline.NONE);
  }

  private Runnable countAsSlow(Runnable onExpiry) {
    return () -> {
      limiter.closedAsSlow();
      onExpiry.run();
    };
  }

  private Deadline deadline(Duration timeout, Runnable onExpiry) {
    return new Deadline(ticks + 1 + timeout.toMillis() / TICK_MILLIS, onExpiry);
  }

  private void tick() {
    ticks++;
    List<HttpConnection> expired =
        deadlines.entrySet().stream()
            .filter(each -> each.getValue().tick() < ticks)
            .map(Map.Entry::getKey)
            .toList();
    for (HttpConnection connection : expired) {
      Deadline deadline = deadlines.replace(connection, Deadline.NONE);
      deadline.onExpiry().run();
    }
  }
}
