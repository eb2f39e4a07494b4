package io.longshore.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One copy of a template's cluster, made in advance: where creating a file takes most of a
 * millisecond, a new folder gets its cluster a second earlier by renaming the copy than by making
 * one. All methods block.
 *
 * @param home the template's folder, which has the copy
 * @param cluster what is copied
 */
public record SpareCluster(Path home, Path cluster) {

  private static final Logger log = LoggerFactory.getLogger(SpareCluster.class);
  private static final String HALF = "filling-";

  private Path whole() {
    return home.resolve("spare");
  }

  /**
   * Gives the copy away. Of several processes one gets it.
   *
   * @param target does not exist
   * @return whether there was one that could be moved; not to another file system
   */
  boolean moveTo(Path target) {
    try {
      Files.move(whole(), target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException none) {
      log.debug("There is no copy to move to {}", target, none);
      return false;
    }
  }

  /** Makes the copy unless there is one; a failure is only logged. */
  void make() {
    try {
      deleteLeft();
      if (Files.exists(whole()) || !Files.isDirectory(cluster)) {
        return;
      }
      Path half = home.resolve(HALF + ProcessHandle.current().pid());
      try {
        FolderCopy.copy(cluster, half);
        Files.move(half, whole(), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        if (Files.exists(half)) {
          PostgresBinaries.deleteTree(half);
        }
      }
    } catch (IOException failure) {
      log.debug("The next temporary server makes its own copy of {}", cluster, failure);
    }
  }

  /** Deletes what processes that were killed have begun. */
  private void deleteLeft() throws IOException {
    List<Path> left;
    try (Stream<Path> files = Files.list(home)) {
      left = files.filter(SpareCluster::isLeft).toList();
    }
    for (Path half : left) {
      PostgresBinaries.deleteTree(half);
    }
  }

  private static boolean isLeft(Path file) {
    String name = file.getFileName().toString();
    return name.matches(HALF + "[0-9]{1,18}")
        && ProcessHandle.of(Long.parseLong(name.substring(HALF.length()))).isEmpty();
  }
}
