package io.longshore.junit.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A server that several JVMs use: those with the same working folder and the same options, such as
 * the forks of a build. Each holds a lock on one file. The first starts the server; the server ends
 * when nobody holds the lock.
 */
final class SharedServer {

  private static final int TIMEOUT_MILLIS = 2_000;

  private SharedServer() {}

  static RunningServer join(ServerOptions options) throws IOException {
    Path folder = CacheFolder.of("shared", id(options));
    Path users = folder.resolve("users");
    FileChannel channel = open(users);
    if (!holdShared(channel)) {
      channel.close();
    }
    try (FileChannel starters = open(folder.resolve("starters"))) {
      starters.lock(); // until the channel is closed
      Optional<URI> running = running(folder);
      if (running.isEmpty()) {
        ServerProcess server =
            ServerProcess.start(folder, options, List.of("--lock", users.toString()));
        RunningServer.atEnd(server.archive()::record);
        running = Optional.of(server.awaitReady());
      }
      return new RunningServer(running.get(), ServerProcess.log(folder));
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** False if other classes of this JVM, loaded by another class loader, hold the lock. */
  private static boolean holdShared(FileChannel users) throws IOException {
    try {
      users.lock(0, Long.MAX_VALUE, true); // waits for the end of a server that is stopping
      return true;
    } catch (OverlappingFileLockException held) {
      return false;
    }
  }

  /** The working folder of Surefire's and Gradle's test JVMs is that of the module. */
  private static String id(ServerOptions options) {
    String all =
        String.join(
            "\n",
            System.getProperty("user.dir"),
            UnpackedJar.path().toString(),
            System.getProperty("java.home"),
            new TreeMap<>(options.settings()).toString(),
            options.jvmOptions().toString());
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** The address of the server that the file names, if that server answers. */
  private static Optional<URI> running(Path folder) throws IOException {
    Path ready = ServerProcess.ready(folder);
    if (!Files.exists(ready)) {
      return Optional.empty();
    }
    URI uri = URI.create(Files.readAllLines(ready).get(0));
    try {
      HttpURLConnection health =
          (HttpURLConnection) uri.resolve("/_longshore/health").toURL().openConnection();
      health.setConnectTimeout(TIMEOUT_MILLIS);
      health.setReadTimeout(TIMEOUT_MILLIS);
      return Optional.of(uri).filter(answers -> status(health) == HttpURLConnection.HTTP_OK);
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static int status(HttpURLConnection health) {
    try {
      return health.getResponseCode();
    } catch (IOException gone) {
      return 0;
    } finally {
      health.disconnect();
    }
  }
}
