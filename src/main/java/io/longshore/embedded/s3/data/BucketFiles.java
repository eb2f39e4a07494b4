package io.longshore.embedded.s3.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a bucket that hold bytes, under names that have nothing to do with keys. */
public final class BucketFiles {

  private static final Logger LOG = LoggerFactory.getLogger(BucketFiles.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;

  BucketFiles(Path folder) {
    this.folder = folder;
  }

  public static String random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** A name that no file has; its folder is there. */
  public String name() throws IOException {
    String name = random(16);
    Files.createDirectories(path(name).getParent());
    return name;
  }

  public Path path(String name) {
    return folder.resolve(name.substring(0, 2)).resolve(name);
  }

  /** Another name for the same bytes, or a copy where the file system knows no links. */
  public String linked(Path bytes) throws IOException {
    String other = name();
    try {
      Files.createLink(path(other), bytes);
    } catch (UnsupportedOperationException | IOException noLinks) {
      Files.copy(bytes, path(other));
    }
    return other;
  }

  public void delete(String name) {
    try {
      Files.deleteIfExists(path(name));
    } catch (IOException failure) {
      LOG.warn("A file that no object needs could not be deleted: {}", path(name), failure);
    }
  }

  /** Deletes what a process that was killed has left. */
  void deleteAllBut(Set<String> wanted) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder, 2)) {
      List<Path> left =
          files
              .filter(file -> folder.relativize(file).getNameCount() == 2)
              .filter(file -> !wanted.contains(file.getFileName().toString()))
              .toList();
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
