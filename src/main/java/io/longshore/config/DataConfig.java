package io.longshore.config;

import java.nio.file.Path;

/**
 * Where the embedded default keeps everything.
 *
 * @param dir the folder, made if it is missing; one process at a time
 */
public record DataConfig(Path dir) {

  public static DataConfig defaults() {
    return new DataConfig(Path.of("./data"));
  }
}
