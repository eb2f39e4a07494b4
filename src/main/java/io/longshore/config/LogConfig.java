package io.longshore.config;

import java.util.Set;

/**
 * The log on standard output.
 *
 * @param format {@code text}, or {@code json}: an object on each line
 * @param level of the server's own log: debug, info, warn or error
 * @param access whether each call is logged
 */
public record LogConfig(String format, String level, boolean access) {

  private static final Set<String> FORMATS = Set.of("text", "json");
  private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error");

  public LogConfig {
    if (!FORMATS.contains(format)) {
      throw new IllegalArgumentException("log.format must be text or json, was " + format);
    }
    if (!LEVELS.contains(level)) {
      throw new IllegalArgumentException(
          "log.level must be debug, info, warn or error, was " + level);
    }
  }

  public static LogConfig defaults() {
    return new LogConfig("text", "info", true);
  }

  /** Whether the format is JSON. */
  public boolean isJson() {
    return format.equals("json");
  }
}
