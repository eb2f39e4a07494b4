package io.longshore;

import io.longshore.api.ErrorMessages;
import io.longshore.cli.AuditCommand;
import io.longshore.cli.ConfigOptions;
import io.longshore.cli.DemoCommand;
import io.longshore.cli.DoctorCommand;
import io.longshore.cli.JobsCommand;
import io.longshore.cli.KeysCommand;
import io.longshore.cli.MigrateCommand;
import io.longshore.cli.ServeCommand;
import io.longshore.config.load.ConfigError;
import io.longshore.embedded.EmbeddedStartException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The commands. Exit codes: 0 done, 1 failed, 2 told something that cannot be. */
@Command(
    name = "longshore",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Runs AWS data jobs for unmodified AWS SDKs, on PostgreSQL and any S3.")
public final class Main implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final int FAILED = 1;
  private static final int REFUSED = 2;

  /** In the order in which the help shows them. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          ServeCommand.class,
          MigrateCommand.class,
          JobsCommand.class,
          DoctorCommand.class,
          KeysCommand.class,
          AuditCommand.class,
          DemoCommand.class);

  @Mixin private ConfigOptions options;

  private Main() {}

  public static void main(String[] arguments) {
    quickenNetty();
    CommandLine line = line(List.of(arguments));
    line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure));
    System.exit(line.execute(arguments));
  }

  /**
   * Netty describes its events to the JVM's flight recorder when a first event loop opens a first
   * connection: for seconds on a busy machine, during which nothing is answered. Who wants them
   * sets the property.
   */
  private static void quickenNetty() {
    String events = "io.netty.jfr.enabled";
    if (System.getProperty(events) == null) {
      System.setProperty(events, "false");
    }
  }

  /**
   * What these arguments are read by. To read what all commands know takes a tenth of a start, so
   * where some are named only they are there, and none where nothing is said.
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
  public Integer call() throws InterruptedException {
    ServeCommand.serve(options);
    return 0;
  }

  private static int report(Exception failure) {
    System.err.println("longshore: " + ErrorMessages.line(failure));
    log.debug("Because of", failure);
    return failure instanceof ConfigError || failure instanceof EmbeddedStartException
        ? REFUSED
        : FAILED;
  }
}
