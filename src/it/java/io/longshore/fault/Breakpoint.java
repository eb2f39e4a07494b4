package io.longshore.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A named point at which the first replica that reaches it crashes or pauses.
 *
 * <p>It is a file that all replicas look for, with the content {@code point action}. The replica
 * that removes the file is the one that stops.
 */
final class Breakpoint {

  /** What the replica does at the breakpoint. */
  enum Action {
    /** Ends as by kill -9. */
    HALT,
    /** Pauses as by SIGSTOP, until SIGCONT. */
    STOP
  }

  private final Path file;

  Breakpoint(Path file) {
    this.file = file;
  }

  /** Sets the breakpoint for the next replica that reaches this point. */
  void set(String point, Action action) {
    try {
      Files.deleteIfExists(stopped());
      Path temporary =
          Files.writeString(file.resolveSibling(file.getFileName() + ".new"), point + " " + action);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Removes the breakpoint; returns false if a replica has reached it. */
  boolean remove() {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The id of the process that reached the breakpoint, or 0. */
  long stoppedProcess() {
    try {
      return Files.exists(stopped()) ? Long.parseLong(Files.readString(stopped()).strip()) : 0;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Called by replicas at every point. */
  void reach(String point) {
    if (!Files.exists(file)) {
      return;
    }
    try {
      String[] set = Files.readString(file).split(" ");
      if (set[0].equals(point) && Files.deleteIfExists(file)) {
        stop(point, Action.valueOf(set[1]));
      }
    } catch (NoSuchFileException another) {
      return; // another replica was first
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void stop(String point, Action action) throws IOException {
    long self = ProcessHandle.current().pid();
    System.out.println("Stopped at " + point + ": " + action);
    System.out.flush();
    Path temporary = Files.writeString(file.resolveSibling("stopped.new"), Long.toString(self));
    Files.move(temporary, stopped(), StandardCopyOption.ATOMIC_MOVE);
    if (action == Action.HALT) {
      Runtime.getRuntime().halt(137);
    }
    ProcessSignals.send("STOP", self);
  }

  private Path stopped() {
    return file.resolveSibling("stopped");
  }
}
