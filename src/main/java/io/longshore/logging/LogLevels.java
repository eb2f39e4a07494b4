package io.longshore.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.longshore.config.LogConfig;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Sets the levels and the format of the server's log. */
public final class LogLevels {

  public static final Level DEBUG = Level.DEBUG;
  static final Level INFO = Level.INFO;
  public static final Level WARN = Level.WARN;

  private static final String OWN = "io.longshore";
  static final String ACCESS = "access";
  static final String OUT = "out";
  private static final int WAITING_LINES = 8192;

  private LogLevels() {}

  public static void level(Level level) {
    if (LoggerFactory.getLogger(OWN) instanceof Logger own) {
      own.setLevel(level);
    }
  }

  /** Applies the log settings of a server, among them the access log. */
  public static void apply(LogConfig config, boolean debug) {
    level(debug ? DEBUG : Level.toLevel(config.level()));
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root
        && root.getAppender(OUT) instanceof OutputStreamAppender<ILoggingEvent> out) {
      if (config.isJson()) {
        JsonLogEncoder lines = new JsonLogEncoder();
        lines.setContext(root.getLoggerContext());
        lines.start();
        out.setEncoder(lines);
      }
      access(root, out, config.access());
    }
  }

  /**
   * Adds the id of the trace to lines of code that belongs to one: {@code trace=} at the end of a
   * line, or the member {@code trace}.
   *
   * @param traceId of the code that runs on the current thread
   */
  public static void showTraces(Supplier<Optional<String>> traceId) {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.getLoggerContext().setMDCAdapter(new TraceMdc(traceId));
    }
  }

  /**
   * Writes asynchronously, so that event loops never block: lines are dropped if the output is
   * slow.
   */
  private static void access(Logger root, Appender<ILoggingEvent> out, boolean shown) {
    Logger access = root.getLoggerContext().getLogger(ACCESS);
    access.detachAndStopAllAppenders();
    access.setLevel(shown ? INFO : Level.OFF);
    access.setAdditive(false);
    if (shown) {
      AsyncAppender beside = new AsyncAppender();
      beside.setContext(root.getLoggerContext());
      beside.setQueueSize(WAITING_LINES);
      beside.setDiscardingThreshold(0);
      beside.setNeverBlock(true);
      beside.addAppender(out);
      beside.start();
      access.addAppender(beside);
    }
  }

  /**
   * Changes a logger while the server runs.
   *
   * @param logger for example {@code io.longshore.engine}, or {@code access}
   * @param level off, error, warn, info, debug or trace
   * @return false when there is no such level
   */
  public static boolean change(String logger, String level) {
    Level wanted = Level.toLevel(level, null);
    if (wanted == null || !(LoggerFactory.getLogger(logger) instanceof Logger found)) {
      return false;
    }
    found.setLevel(wanted);
    return true;
  }
}
