package io.longshore.server;

import io.longshore.api.ErrorMessages;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was started in reverse order. A failure does not keep the others from being closed.
 * Another thread may close the stack while things are still being started.
 */
final class CloseStack implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CloseStack.class);

  private record Closing(String what, AutoCloseable closeable) {}

  private final Deque<Closing> open = new ArrayDeque<>();
  private boolean closed;

  /** Adds what was just started; closes it at once if the stack is closed already. */
  synchronized <T extends AutoCloseable> T add(String what, T started) {
    if (closed) {
      close(new Closing(what, started));
      throw new IllegalStateException("Stopped while starting");
    }
    open.push(new Closing(what, started));
    return started;
  }

  /** Whether {@link #close} was called. */
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
