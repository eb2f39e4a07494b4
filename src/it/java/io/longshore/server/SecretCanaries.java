package io.longshore.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/** Known secrets that are searched for in all output, with the log at DEBUG. */
final class SecretCanaries implements AutoCloseable {

  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final List<String> found = new CopyOnWriteArrayList<>();
  private final AtomicLong lines = new AtomicLong();
  private final Map<Logger, Level> before = new LinkedHashMap<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final AppenderBase<ILoggingEvent> ear =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.incrementAndGet();
          look("the log of " + event.getLoggerName(), event.getFormattedMessage());
          if (event.getThrowableProxy() != null) {
            look("a stack trace", ThrowableProxyUtil.asString(event.getThrowableProxy()));
          }
        }
      };

  /** Sends the log at DEBUG to the search only. */
  SecretCanaries() {
    for (Logger logger : root.getLoggerContext().getLoggerList()) {
      if (logger.getLevel() != null) {
        before.put(logger, logger.getLevel());
      }
    }
    everything();
    root.iteratorForAppenders().forEachRemaining(appender -> appender.stop());
    ear.setContext(root.getLoggerContext());
    ear.start();
    root.addAppender(ear);
  }

  /** Sets the log level to DEBUG again, because commands may change it. */
  void everything() {
    root.getLoggerContext().getLoggerList().stream()
        .filter(logger -> logger != root)
        .forEach(logger -> logger.setLevel(null));
    root.setLevel(Level.DEBUG);
  }

  String add(String name, String secret) {
    secrets.put(name, secret);
    return secret;
  }

  /** Records each secret that occurs in a text. */
  void look(String where, String text) {
    secrets.forEach(
        (name, secret) -> {
          if (text != null && text.contains(secret)) {
            found.add(name + " in " + where + ": " + text);
          }
        });
  }

  List<String> found() {
    return found;
  }

  /** The number of log lines. */
  long lines() {
    return lines.get();
  }

  @Override
  public void close() {
    root.detachAppender(ear);
    root.iteratorForAppenders().forEachRemaining(appender -> appender.start());
    before.forEach(Logger::setLevel);
  }
}
