package io.longshore.cli;

import io.longshore.botocore.ModelFiles;
import io.longshore.botocore.ModelFolder;
import io.longshore.botocore.ModelFolder.Change;
import io.longshore.botocore.ModelFolder.FilesInTheWay;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code models}: installs the operator service and the waiters for AWS's clients. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description =
        "Installs the models that give the AWS CLI and boto3 the service longshore, and waiters for"
            + " the jobs of all services.")
public final class ModelsCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int REFUSED = 2;
  private static final Path CUSTOMARY = Path.of(".aws", "models");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return REFUSED;
  }

  @Command(
      name = "install",
      mixinStandardHelpOptions = true,
      description =
          "Writes the model files into a folder where the AWS CLI and boto3 look for them. Never"
              + " replaces a file that it did not write.")
  int install(
      @Option(
              names = "--dir",
              paramLabel = "FOLDER",
              description = "The folder. Default: ~/.aws/models")
          Optional<Path> dir)
      throws IOException {
    Path folder = dir.orElseGet(ModelsCommand::customary);
    try {
      print(new ModelFolder(folder).install(ModelFiles.read()));
    } catch (FilesInTheWay inTheWay) {
      return refuse(inTheWay.files());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (!folder.equals(customary())) {
      out.printf(
          "The AWS CLI and boto3 read %s only with AWS_DATA_PATH=%s%n",
          folder, folder.toAbsolutePath());
    }
    out.printf("To undo this: models uninstall%s%n", dir.map(each -> " --dir " + each).orElse(""));
    out.flush();
    return 0;
  }

  @Command(
      name = "uninstall",
      mixinStandardHelpOptions = true,
      description =
          "Removes the files that install has written, except those that were changed since.")
  int uninstall(
      @Option(
              names = "--dir",
              paramLabel = "FOLDER",
              description = "The folder. Default: ~/.aws/models")
          Optional<Path> dir)
      throws IOException {
    Path folder = dir.orElseGet(ModelsCommand::customary);
    List<Change> changes = new ModelFolder(folder).uninstall();
    print(changes);
    if (changes.isEmpty()) {
      spec.commandLine().getOut().println("Nothing is installed in " + folder);
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** The folder below the home of the user, as Python knows it: HOME before the user database. */
  private static Path customary() {
    String home = System.getenv("HOME");
    return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home)
        .resolve(CUSTOMARY);
  }

  private void print(List<Change> changes) {
    changes.forEach(
        change ->
            spec.commandLine()
                .getOut()
                .printf(
                    "%-9s %s%n", change.action().name().toLowerCase(Locale.ROOT), change.file()));
  }

  private int refuse(List<Path> files) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "longshore: nothing was written, because of files that were not written by this command, or were changed since:");
    files.forEach(file -> err.println("  " + file));
    err.println("Move them away and run it again, or install into another folder with --dir.");
    err.flush();
    return FAILED;
  }
}
