package io.longshore.cli;

import io.longshore.logging.LogLevels;
import io.longshore.server.BackingServices;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = "Updates the database schema and exits. The command serve does it, too.")
public final class MigrateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Override
  public Integer call() {
    LogLevels.level(options.debug() ? LogLevels.DEBUG : LogLevels.WARN);
    int ran = BackingServices.migrateOnly(options.load(System.getenv()));
    PrintWriter out = spec.commandLine().getOut();
    out.println(ran == 0 ? "The schema is up to date." : ran + " migrations ran.");
    out.flush();
    return 0;
  }
}
