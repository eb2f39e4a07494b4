package io.longshore.config.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that holds one secret. */
final class SecretFile {

  private SecretFile() {}

  /**
   * Reads the text, without the last line end.
   *
   * @param key the setting that names the file, for messages
   */
  static String read(String key, String file) {
    try {
      return Files.readString(Path.of(file.strip())).replaceFirst("\\R$", "");
    } catch (IOException unreadable) {
      throw new ConfigError(
          "%s names %s, which cannot be read: %s"
              .formatted(key, file, ConfigLoader.why(unreadable)));
    }
  }
}
