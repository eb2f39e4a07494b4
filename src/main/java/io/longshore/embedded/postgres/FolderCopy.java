package io.longshore.embedded.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Copies files with their owners and permissions, which PostgreSQL checks. */
final class FolderCopy extends SimpleFileVisitor<Path> {

  private final Path from;
  private final Path to;

  private FolderCopy(Path from, Path to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Copies a file, or a folder with all that is in it.
   *
   * @param to does not exist
   */
  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(from, new FolderCopy(from, to));
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
      throws IOException {
    return copied(folder);
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    return copied(file);
  }

  private FileVisitResult copied(Path one) throws IOException {
    Files.copy(
        one, to.resolve(from.relativize(one).toString()), StandardCopyOption.COPY_ATTRIBUTES);
    return FileVisitResult.CONTINUE;
  }
}
