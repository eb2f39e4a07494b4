package io.longshore.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Maven project in {@code src/it/projects/junit5}, copied, with a local repository of its own
 * into which the artifact is installed. Everything else comes from the repository of this build, by
 * an offline Maven.
 *
 * @param folder has the project, the repository, and a folder for temporary files
 */
record InstalledProject(Path folder) {

  private static final Path SOURCE = Path.of("src/it/projects/junit5");
  private static final Path TARGET = Path.of(System.getProperty("longshore.jar")).getParent();
  private static final Pattern EXAMPLE =
      Pattern.compile("```java\n(import [^`]*?class NightlyExportTest [^`]*?)```");
  private static final Pattern PROPERTY = Pattern.compile("<([a-z0-9.-]+\\.version)>([^<]+)</");

  /** Copies the project and installs the artifact. */
  static InstalledProject in(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve("project").resolve(SOURCE.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    writeExample(Files.createDirectories(folder.resolve("project/src/test/java/page")));
    String version = version();
    Path home = folder.resolve("repository/io/longshore/longshore").resolve(version);
    Files.createDirectories(home);
    String name = "longshore-" + version;
    Files.copy(TARGET.resolve(name + "-junit5.jar"), home.resolve(name + "-junit5.jar"));
    Files.copy(TARGET.resolve("flattened-pom.xml"), home.resolve(name + ".pom"));
    Files.createDirectories(folder.resolve("tmp"));
    Files.writeString(folder.resolve("settings.xml"), settings());
    return new InstalledProject(folder);
  }

  /** Adds the example of the manual to the tests, as a user would copy it. */
  private static void writeExample(Path tests) throws IOException {
    Path manual = Path.of("src/site/markdown/how-to/use-in-tests-and-ci.md");
    Matcher example = EXAMPLE.matcher(Files.readString(manual));
    assertThat(example.find()).as("an example for JUnit in %s", manual).isTrue();
    Files.writeString(
        tests.resolve("NightlyExportTest.java"),
        "package page;\n\nimport example.NightlyExport;\n" + example.group(1));
  }

  /** Every repository is the local one of this build. */
  private static String settings() {
    String chosen = System.getProperty("maven.repo.local");
    Path local =
        chosen == null
            ? Path.of(System.getProperty("user.home"), ".m2/repository")
            : Path.of(chosen);
    return """
        <settings><mirrors><mirror>
          <id>of-this-build</id><mirrorOf>*</mirrorOf><url>%s</url>
        </mirror></mirrors></settings>
        """
        .formatted(local.toUri());
  }

  private static String version() throws IOException {
    Matcher found =
        Pattern.compile("<version>([^<]+)</version>").matcher(Files.readString(Path.of("pom.xml")));
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  /** The versions of this build, as the properties that the project needs. */
  private static Map<String, String> versions() throws IOException {
    Map<String, String> versions = new HashMap<>();
    Matcher property = PROPERTY.matcher(Files.readString(Path.of("pom.xml")));
    while (property.find()) {
      versions.put(property.group(1), property.group(2));
    }
    versions.put("longshore.version", version());
    versions.put(
        "netty.version", io.netty.util.Version.identify().get("netty-common").artifactVersion());
    return versions;
  }

  /** The command of Maven on this JVM or another one, with temporary files in {@link #folder}. */
  ProcessBuilder maven(Path javaHome, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("mvn", "-o", "-B", "-ntp"));
    command.addAll(List.of("-s", folder.resolve("settings.xml").toString()));
    command.add("-Dmaven.repo.local=" + folder.resolve("repository"));
    command.add("-Daether.offline.protocols=file");
    command.add("-DargLine=-Djava.io.tmpdir=" + folder.resolve("tmp"));
    versions().forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of(arguments));
    ProcessBuilder maven =
        new ProcessBuilder(command)
            .directory(folder.resolve("project").toFile())
            .redirectErrorStream(true);
    maven.environment().put("JAVA_HOME", javaHome.toString());
    maven.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    maven.environment().put("MAVEN_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1");
    return maven;
  }

  /** Runs Maven to its end. */
  CommandResult run(Path javaHome, String... arguments) throws Exception {
    Process maven = maven(javaHome, arguments).start();
    maven.getOutputStream().close();
    String output = new String(maven.getInputStream().readAllBytes());
    return new CommandResult(maven.waitFor(), output);
  }
}
