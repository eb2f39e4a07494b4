package io.longshore.junit.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;

/** The server's jar as a file, unpacked once for each user and content. */
final class UnpackedJar {

  private static final String RESOURCE = "/io/longshore/junit/longshore.jar";

  private UnpackedJar() {}

  /**
   * The jar. The system property {@code longshore.jar} names another one.
   *
   * @throws IllegalStateException if there is none
   */
  static Path path() {
    String chosen = System.getProperty("longshore.jar");
    if (chosen != null) {
      return Path.of(chosen).toAbsolutePath();
    }
    URL resource = UnpackedJar.class.getResource(RESOURCE);
    if (resource == null) {
      throw new IllegalStateException(
          "There is no server on the class path: depend on io.longshore:longshore with the"
              + " classifier junit5, or set the system property longshore.jar");
    }
    try {
      return unpacked(resource.openConnection());
    } catch (IOException failure) {
      throw new UncheckedIOException("Longshore's jar cannot be unpacked", failure);
    }
  }

  private static Path unpacked(URLConnection resource) throws IOException {
    resource.setUseCaches(false);
    String id = "plain-" + resource.getContentLengthLong();
    if (resource instanceof JarURLConnection nested) {
      JarEntry entry = nested.getJarEntry();
      id = "%x-%x".formatted(entry.getSize(), entry.getCrc());
    }
    Path jar = CacheFolder.of(id).resolve("longshore.jar");
    if (!Files.exists(jar)) {
      Path half = Files.createTempFile(jar.getParent(), "unpacking-", ".jar");
      try (InputStream bytes = resource.getInputStream()) {
        Files.copy(bytes, half, StandardCopyOption.REPLACE_EXISTING);
      }
      place(half, jar);
    }
    return jar;
  }

  /** Keeps the file of another process that was faster: an archive may belong to it already. */
  private static void place(Path half, Path jar) throws IOException {
    if (Files.exists(jar)) {
      Files.delete(half);
    } else {
      Files.move(half, jar, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
