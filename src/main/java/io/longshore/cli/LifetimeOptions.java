package io.longshore.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code serve} for programs that start a server and want it to end with them. */
final class LifetimeOptions {

  private static final int END_OF_STREAM = -1;

  @Option(
      names = "--temporary",
      description = "Use a new temporary folder as data.dir, and delete it at the end.")
  private boolean temporary;

  @Option(
      names = "--attached",
      description =
          "Stop when standard input ends, as a pipe does when the process at its other end is gone.")
  private boolean attached;

  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description = "Stop when no other process has held a lock on this file for two seconds.")
  private Path lock;

  @Option(
      names = "--ready",
      paramLabel = "FILE",
      description =
          "Once requests are answered, write the addresses of the services, of health and metrics,"
              + " and of the console to this file, one in each line.")
  private Path ready;

  boolean temporary() {
    return temporary;
  }

  /** Begins to watch for the end of those that the server is for. */
  void watch() throws IOException {
    if (attached) {
      watch("attached", LifetimeOptions::awaitEndOfInput);
    }
    if (lock != null) {
      FileChannel file = FileChannel.open(lock, StandardOpenOption.READ, StandardOpenOption.WRITE);
      watch("lock", () -> LockHolders.awaitNone(file));
    }
  }

  /** Tells the addresses. The file appears as a whole. */
  void ready(URI http, URI management, Optional<URI> console) throws IOException {
    if (ready != null) {
      Path half = ready.resolveSibling(ready.getFileName() + ".new");
      String pages = console.map(address -> address + "\n").orElse("");
      Files.writeString(half, http + "\n" + management + "\n" + pages);
      Files.move(half, ready, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void watch(String what, Wait end) {
    Thread thread =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (IOException closed) {
                // The other end of the connection is gone.
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
              }
              System.exit(0); // the shutdown hook stops the server
            },
            what);
    thread.setDaemon(true);
    thread.start();
  }

  private static void awaitEndOfInput() throws IOException {
    while (System.in.read() != END_OF_STREAM) {
      continue;
    }
  }

  /** What is waited for. */
  private interface Wait {

    void await() throws IOException, InterruptedException;
  }
}
