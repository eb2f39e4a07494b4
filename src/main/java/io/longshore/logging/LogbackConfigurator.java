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
 * Configures Logback: the line format and the levels, until {@link LogLevels} changes them. In
 * code, because reading an XML file takes a tenth of a second of every start. A file named by
 * {@code -Dlogback.configurationFile} is used instead.
 */
public final class LogbackConfigurator extends ContextAwareBase implements Configurator {

  private static final String LINE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5level %logger{0} %msg%replace( trace=%X{trace}){' trace=$', ''}%n";

  private static final Map<String, Level> LEVELS =
      Map.of(
          "org.flywaydb",
          Level.WARN,
          // Logs at each start that outOfOrder is on, which is intended.
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
          // The access log: switched on by log.access.
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
