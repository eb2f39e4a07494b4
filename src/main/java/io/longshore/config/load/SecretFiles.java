package io.longshore.config.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files that hold secrets, and a check of their permissions. */
public final class SecretFiles {

  private final Map<String, Path> byKey = new TreeMap<>();

  /** Adds the file that the key names. */
  void add(String key, String file) {
    byKey.put(key, Path.of(file.strip()));
  }

  /**
   * A line for each file that every user of this host can read: which file, and after a colon how
   * to fix it.
   */
  public List<String> open() {
    return byKey.entrySet().stream()
        .filter(named -> isOpen(named.getValue()))
        .map(
            named ->
                "%s names %s, which can be read by everybody here: chmod o-r %s"
                    .formatted(named.getKey(), named.getValue(), named.getValue()))
        .toList();
  }

  private static boolean isOpen(Path file) {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }
}
