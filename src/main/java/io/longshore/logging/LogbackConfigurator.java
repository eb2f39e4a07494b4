package io.longshore.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;

/**
 * How lines look and who may write them, until {@link LogLevels} is told more. In code, for the
 * reading of an XML file takes a tenth of a second of every start. Who names a file of their own by
 * {@code -Dlogback.configurationFile} has that.
 */
public final class LogbackConfigurator extends ContextAwareBase implements Configurator {

  private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5level %logger{0} %msg%n";

  private static final Map<String, Level> LEVELS =
      Map.of(
          "org.gaul",
          Level.WARN,
          "org.flywaydb",
          Level.WARN,
          // Says at each start that outOfOrder is on, which is meant.
          "org.flywaydb.core.internal.command.DbMigrate",
          Level.ERROR,
          "software.amazon",
          Level.WARN,
          "io.netty",
          Level.WARN,
          "com.intel.gkl",
          Level.ERROR,
          "io.zonky",
          Level.WARN,
          // A line for each call: a server switches it on, see log.access.
          LogLevels.ACCESS,
          Level.OFF);

  @Override
  public ExecutionStatus configure(LoggerContext loggers) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    PatternLayoutEncoder lines = new PatternLayoutEncoder();
    lines.setContext(loggers);
    lines.setPattern(LINE);
    lines.start();
    ConsoleAppender<ILoggingEvent> out = new ConsoleAppender<>();
    out.setContext(loggers);
    out.setName(LogLevels.OUT);
    out.setEncoder(lines);
    out.start();
    LEVELS.forEach((logger, level) -> loggers.getLogger(logger).setLevel(level));
    loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(out);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
