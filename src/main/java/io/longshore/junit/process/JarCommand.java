package io.longshore.junit.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that runs the server's jar on the JVM of the tests. */
final class JarCommand {

  /** A server of a test is short-lived: the C2 compiler would only slow its start. */
  private static final List<String> JVM_OPTIONS =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private JarCommand() {}

  /** A process with an input that is at its end, whose output goes to the file. */
  static ProcessBuilder of(Path jar, List<String> jvmOptions, List<String> arguments, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(log.getParent().toFile())
            .redirectErrorStream(true)
            .redirectInput(new File(File.separatorChar == '/' ? "/dev/null" : "NUL"))
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(JarCommand::isForTheTests);
    return builder;
  }

  /** Settings and JVM options in the environment are those of the tests' own program. */
  private static boolean isForTheTests(String variable) {
    return variable.startsWith("LONGSHORE_")
        || variable.equals("JAVA_TOOL_OPTIONS")
        || variable.equals("JDK_JAVA_OPTIONS");
  }
}
