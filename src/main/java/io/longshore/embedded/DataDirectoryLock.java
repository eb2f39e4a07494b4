package io.longshore.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The data folder, locked by one process at a time. The operating system releases the lock when the
 * process ends, in whatever way.
 */
public final class DataDirectoryLock implements AutoCloseable {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path path;
  private final FileChannel channel;

  private DataDirectoryLock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Creates the folder if it is missing, for its owner only, and locks it.
   *
   * @throws EmbeddedStartException if another process has locked it, or it cannot be used
   */
  public static DataDirectoryLock take(Path folder) {
    Path path = folder.toAbsolutePath().normalize();
    try {
      create(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("longshore.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (!lock(channel)) {
        String holder = read(channel);
        channel.close();
        throw new EmbeddedStartException(
            "%s is in use by process %s: stop it, or set data.dir to another folder"
                .formatted(path, holder));
      }
      write(channel, Long.toString(ProcessHandle.current().pid()));
      return new DataDirectoryLock(path.toRealPath(), channel);
    } catch (IOException failure) {
      throw new EmbeddedStartException(
          "data.dir %s cannot be used: %s".formatted(path, failure), failure);
    }
  }

  public Path path() {
    return path;
  }

  /** Creates a folder that only its owner may enter, if the file system supports permissions. */
  static void create(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    Files.createDirectories(path);
    if (POSIX) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException inThisProcess) {
      return false;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
  }

  private static void write(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new IllegalStateException(path + " could not be unlocked", failure);
    }
  }
}
