package io.longshore;

import io.longshore.api.ErrorMessages;
import io.longshore.cli.AuditCommand;
import io.longshore.cli.ConfigOptions;
import io.longshore.cli.DemoCommand;
import io.longshore.cli.DoctorCommand;
import io.longshore.cli.JobsCommand;
import io.longshore.cli.KeysCommand;
import io.longshore.cli.MigrateCommand;
import io.longshore.cli.ModelsCommand;
import io.longshore.cli.ServeCommand;
import io.longshore.config.load.ConfigError;
import io.longshore.embedded.EmbeddedStartException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the commands. Exit codes: 0 success, 1 failure, 2 invalid options or settings. */
@Command(
    name = "longshore",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Runs AWS data jobs for unmodified AWS SDKs, on PostgreSQL and any S3.")
public final class Main implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final int FAILED = 1;
  private static final int REFUSED = 2;

  /** In the order of the help. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          ServeCommand.class,
          MigrateCommand.class,
          JobsCommand.class,
          DoctorCommand.class,
          KeysCommand.class,
          AuditCommand.class,
          ModelsCommand.class,
          DemoCommand.class);

  @Mixin private ConfigOptions options;

  private Main() {}

  public static void main(String[] arguments) {
    disableNettyEvents();
    CommandLine line = line(List.of(arguments));
    line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure));
    System.exit(line.execute(arguments));
  }

  /**
   * Switches off Netty's events for the JVM's flight recorder unless the property is set:
   * describing them at the first connection blocks the event loop, for seconds on a busy machine.
   */
  private static void disableNettyEvents() {
    String events = "io.netty.jfr.enabled";
    if (System.getProperty(events) == null) {
      System.setProperty(events, "false");
    }
  }

  /**
   * The command line for these arguments. Reading the options of all commands takes a tenth of a
   * start, so only the commands that are named are added.
   */
  static CommandLine line(List<String> arguments) {
    CommandLine line = new CommandLine(new Main());
    Predicate<Class<?>> named =
        command -> arguments.contains(command.getAnnotation(Command.class).name());
    boolean all = !arguments.isEmpty() && COMMANDS.stream().noneMatch(named);
    COMMANDS.stream().filter(c -> all || named.test(c)).forEach(line::addSubcommand);
    return line;
  }

  /** No command means serve. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    ServeCommand.serve(options);
    return 0;
  }

  private static int report(Exception failure) {
    System.err.println("longshore: " + ErrorMessages.line(failure));
    log.debug("Caused by", failure);
    return failure instanceof ConfigError || failure instanceof EmbeddedStartException
        ? REFUSED
        : FAILED;
  }
}
