package io.longshore;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much of the house's own log is shown. */
final class Logs {

  static final Level DEBUG = Level.DEBUG;
  static final Level INFO = Level.INFO;
  static final Level WARN = Level.WARN;

  private Logs() {}

  static void level(Level level) {
    if (LoggerFactory.getLogger("io.longshore") instanceof Logger own) {
      own.setLevel(level);
    }
  }
}
