package io.longshore.config.test;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What exists from the start.
 *
 * @param file a document of resources and rows, in YAML or JSON, that the start creates unless they
 *     exist; the server is not ready before
 */
public record SeedConfig(Optional<Path> file) {

  public static SeedConfig defaults() {
    return new SeedConfig(Optional.empty());
  }
}
