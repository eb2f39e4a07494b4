package io.longshore.config.load;

/** An invalid setting. The message is one line, names the key and says what to do. */
public final class ConfigError extends IllegalArgumentException {

  public ConfigError(String message) {
    super(message);
  }

  public ConfigError(String message, Throwable cause) {
    super(message, cause);
  }
}
