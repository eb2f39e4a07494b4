package io.longshore.edge.http;

import io.longshore.config.HttpConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The connections of one event loop: over all loops not more than may be, and none that takes for
 * ever to say what it wants. Vert.x closes those that are silent; one that sends a byte now and
 * then is not.
 */
public final class ConnectionTracker {

  private static final long TICK_MILLIS = 250;
  private static final long NEVER = Long.MAX_VALUE;

  /** Until when something must have come, and what happens if it has not. */
  public record Wait(long until, Runnable late) {
    static final Wait NONE = new Wait(NEVER, () -> {});
  }

  private final HttpConfig config;
  private final ConnectionLimiter crowd;
  private final Map<HttpConnection, Wait> waits = new HashMap<>();
  private long ticks;

  public ConnectionTracker(Vertx vertx, HttpConfig config, ConnectionLimiter crowd) {
    this.config = config;
    this.crowd = crowd;
    vertx.setPeriodic(TICK_MILLIS, tick -> tick());
  }

  /**
   * Takes a connection in, or closes it because there are too many.
   *
   * @param gone runs when one that was taken in has ended
   */
  public void open(HttpConnection connection, Runnable gone) {
    if (!crowd.enter(config.maxConnections())) {
      connection.close();
      return;
    }
    waits.put(connection, wait(config.headTimeout(), slow(connection::close)));
    connection.closeHandler(
        closed -> {
          waits.remove(connection);
          crowd.leave();
          gone.run();
        });
  }

  /** A request's head has come, or all of it: now it is the house that is waited for. */
  public void rest(HttpConnection connection) {
    waits.replace(connection, Wait.NONE);
  }

  /** A request's body is to come. */
  public void expectBody(HttpConnection connection, Runnable late) {
    waits.replace(connection, wait(config.bodyTimeout(), slow(late)));
  }

  /** A request has come whole: the house must answer within that time. */
  public Wait expectAnswer(HttpConnection connection, Duration most, Runnable late) {
    Wait wait = wait(most, late);
    waits.replace(connection, wait);
    return wait;
  }

  /** What was waited for has come, if it is still that. */
  public void rest(HttpConnection connection, Wait wait) {
    waits.replace(connection, wait, Wait.NONE);
  }

  private Runnable slow(Runnable late) {
    return () -> {
      crowd.slow();
      late.run();
    };
  }

  private Wait wait(Duration most, Runnable late) {
    return new Wait(ticks + 1 + most.toMillis() / TICK_MILLIS, late);
  }

  private void tick() {
    ticks++;
    List<HttpConnection> late =
        waits.entrySet().stream()
            .filter(each -> each.getValue().until() < ticks)
            .map(Map.Entry::getKey)
            .toList();
    for (HttpConnection connection : late) {
      Wait wait = waits.replace(connection, Wait.NONE);
      wait.late().run();
    }
  }
}
