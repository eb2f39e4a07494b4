package io.longshore.embedded.postgres;

import io.longshore.embedded.EmbeddedStartException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's binaries, unpacked once for each user from the archive in the jar. They are never
 * unpacked to a shared temporary folder, where another user could have placed programs.
 */
final class PostgresBinaries {

  private static final Logger log = LoggerFactory.getLogger(PostgresBinaries.class);

  private PostgresBinaries() {}

  /**
   * The folder that holds {@code bin/postgres}.
   *
   * @param spare where to unpack if the user's cache cannot be written
   * @throws EmbeddedStartException if there are no binaries for this platform
   */
  static Path unpacked(Path spare) {
    try {
      JarURLConnection archive = (JarURLConnection) archive().openConnection();
      archive.setUseCaches(false);
      Path home = folder(spare).resolve("postgres-" + id(archive));
      if (!Files.isDirectory(home)) {
        unpack(archive, home);
      }
      return home;
    } catch (IOException failure) {
      throw new EmbeddedStartException("PostgreSQL could not be unpacked: " + failure, failure);
    }
  }

  /**
   * Identifies the binaries for this platform.
   *
   * @throws EmbeddedStartException if there are none
   */
  static String id() throws IOException {
    JarURLConnection archive = (JarURLConnection) archive().openConnection();
    archive.setUseCaches(false);
    return id(archive);
  }

  private static String id(JarURLConnection archive) throws IOException {
    JarEntry entry = archive.getJarEntry();
    return "%x-%x".formatted(entry.getSize(), entry.getCrc());
  }

  private static URL archive() {
    String platform =
        system(System.getProperty("os.name")) + "-" + machine(System.getProperty("os.arch"));
    URL archive = PostgresBinaries.class.getResource("/postgres-" + platform + ".txz");
    if (archive == null) {
      throw new EmbeddedStartException(
          "This build has no PostgreSQL for %s: set database.url and s3.endpoint to servers"
              .formatted(platform));
    }
    return archive;
  }

  private static Path folder(Path spare) throws IOException {
    Optional<Path> cache = cacheFolder();
    return cache.isPresent() ? cache.get() : Files.createDirectories(spare);
  }

  /** Longshore's folder in the user's cache; empty if it cannot be written. */
  static Optional<Path> cacheFolder() {
    try {
      Path folder = Files.createDirectories(cache().resolve("longshore"));
      return Optional.of(folder).filter(Files::isWritable);
    } catch (IOException noHome) {
      log.debug("There is no cache to write", noHome);
      return Optional.empty();
    }
  }

  /** Root uses the system's cache: the unprivileged user cannot enter root's home. */
  private static Path cache() {
    String chosen = System.getenv("XDG_CACHE_HOME");
    if (chosen != null && !chosen.isBlank()) {
      return Path.of(chosen);
    }
    Path system = Path.of("/var/cache");
    return UnprivilegedUser.isRoot() && Files.isDirectory(system)
        ? system
        : Path.of(System.getProperty("user.home"), ".cache");
  }

  /** Unpacks to a temporary name and renames, so that a kill leaves nothing incomplete. */
  private static void unpack(JarURLConnection archive, Path home) throws IOException {
    log.info("Unpacking PostgreSQL to {}, once", home);
    Path half = Files.createTempDirectory(home.getParent(), "unpacking-");
    try {
      extract(archive, half);
      if (Files.getFileStore(half).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Files.move(half, home);
    } catch (IOException failure) {
      deleteTree(half);
      if (!Files.isDirectory(home)) { // else another process was faster
        throw failure;
      }
    }
  }

  private static void extract(JarURLConnection archive, Path folder) throws IOException {
    try (InputStream stream = archive.getInputStream();
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(stream))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        write(folder.resolve(entry.getName()), entry, tar);
      }
    }
  }

  private static void write(Path target, TarArchiveEntry entry, InputStream bytes)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else {
      Files.copy(bytes, target);
      if ((entry.getMode() & 0100) != 0 && !target.toFile().setExecutable(true, false)) {
        throw new IOException(target + " could not be made executable");
      }
    }
  }

  static void deleteTree(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(folder)) {
      deepestFirst = tree.sorted((a, b) -> b.compareTo(a)).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }

  private static String system(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith("mac") ? "darwin" : lower.replaceAll("[^a-z].*", "");
  }

  private static String machine(String arch) {
    return switch (arch) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      default -> arch;
    };
  }
}
