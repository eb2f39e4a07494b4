package io.longshore;

import java.util.List;
import picocli.CommandLine;

/** The command line of {@link Main} with all commands, for tests of other packages. */
public final class CommandLines {

  private CommandLines() {}

  public static CommandLine all() {
    return Main.line(List.of("--help"));
  }
}
