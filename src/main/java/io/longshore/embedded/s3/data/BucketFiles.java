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

/** The content files of a bucket. Their names are random and independent of object keys. */
public final class BucketFiles {

  private static final Logger LOG = LoggerFactory.getLogger(BucketFiles.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;

  BucketFiles(Path folder) {
    this.folder = folder;
  }

  public static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Generates an unused file name and creates its folder. */
  public String newName() throws IOException {
    String name = randomHex(16);
    Files.createDirectories(path(name).getParent());
    return name;
  }

  public Path path(String name) {
    return folder.resolve(name.substring(0, 2)).resolve(name);
  }

  /** Creates a hard link to a file, or a copy if the file system does not support links. */
  public String link(Path source) throws IOException {
    String copy = newName();
    try {
      Files.createLink(path(copy), source);
    } catch (UnsupportedOperationException | IOException notSupported) {
      Files.copy(source, path(copy));
    }
    return copy;
  }

  public void delete(String name) {
    try {
      Files.deleteIfExists(path(name));
    } catch (IOException failure) {
      LOG.warn("Could not delete the unreferenced file {}", path(name), failure);
    }
  }

  /** Deletes files that a killed process left unreferenced. */
  void deleteUnreferenced(Set<String> referenced) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder, 2)) {
      List<Path> unreferenced =
          files
              .filter(file -> folder.relativize(file).getNameCount() == 2)
              .filter(file -> !referenced.contains(file.getFileName().toString()))
              .toList();
      for (Path file : unreferenced) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
