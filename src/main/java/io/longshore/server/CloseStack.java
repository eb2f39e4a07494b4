package io.longshore.server;

import io.longshore.api.ErrorMessages;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was started, to be closed in the opposite order; one that fails does not keep the others
 * from being closed. A stop may come from another thread while things are still being started.
 */
final class CloseStack implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CloseStack.class);

  private record Closing(String what, AutoCloseable closeable) {}

  private final Deque<Closing> open = new ArrayDeque<>();
  private boolean closed;

  /** Keeps what was just started; closes it at once when a stop came meanwhile. */
  synchronized <T extends AutoCloseable> T add(String what, T started) {
    if (closed) {
      close(new Closing(what, started));
      throw new IllegalStateException("Stopped while starting");
    }
    open.push(new Closing(what, started));
    return started;
  }

  /** Whether a stop came. */
  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!open.isEmpty()) {
      close(open.pop());
    }
  }

  private static void close(Closing closing) {
    try {
      closing.closeable().close();
      log.debug("Closed {}", closing.what());
    } catch (Exception | LinkageError failure) { // the latter when the jar was replaced
      log.warn("{} did not close: {}", closing.what(), ErrorMessages.line(failure));
      log.debug("Because of", failure);
    }
  }
}
