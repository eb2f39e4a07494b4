package io.longshore.config;

import java.nio.file.Path;

/**
 * The data folder of the embedded PostgreSQL and S3.
 *
 * @param dir the folder, created if missing; locked by one process at a time
 * @param durable whether the embedded PostgreSQL keeps acknowledged changes when the machine
 *     crashes
 */
public record DataConfig(Path dir, boolean durable) {

  public static DataConfig defaults() {
    return new DataConfig(Path.of("./data"), true);
  }
}
