package io.longshore.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A named point at which the first replica that comes by dies or stops. It is a file that all
 * replicas look for: {@code point action}; the one that removes it is caught.
 */
final class Breakpoint {

  /** What becomes of the replica. */
  enum Action {
    /** Ends as by kill -9. */
    HALT,
    /** Stands still, as by SIGSTOP, until SIGCONT. */
    STOP
  }

  private final Path file;

  Breakpoint(Path file) {
    this.file = file;
  }

  /** Sets it; whoever reaches that point next is caught. */
  void set(String point, Action action) {
    try {
      Files.deleteIfExists(caught());
      Path half =
          Files.writeString(file.resolveSibling(file.getFileName() + ".new"), point + " " + action);
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Takes it away; false when somebody was caught. */
  boolean remove() {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The process that was caught, or 0. */
  long prisoner() {
    try {
      return Files.exists(caught()) ? Long.parseLong(Files.readString(caught()).strip()) : 0;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Called by replicas at every point. */
  void pass(String point) {
    if (!Files.exists(file)) {
      return;
    }
    try {
      String[] set = Files.readString(file).split(" ");
      if (set[0].equals(point) && Files.deleteIfExists(file)) {
        spring(point, Action.valueOf(set[1]));
      }
    } catch (NoSuchFileException another) {
      return; // caught another
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void spring(String point, Action action) throws IOException {
    long self = ProcessHandle.current().pid();
    System.out.println("Caught at " + point + ": " + action);
    System.out.flush();
    Path half = Files.writeString(file.resolveSibling("caught.new"), Long.toString(self));
    Files.move(half, caught(), StandardCopyOption.ATOMIC_MOVE);
    if (action == Action.HALT) {
      Runtime.getRuntime().halt(137);
    }
    ProcessSignals.send("STOP", self);
  }

  private Path caught() {
    return file.resolveSibling("caught");
  }
}
