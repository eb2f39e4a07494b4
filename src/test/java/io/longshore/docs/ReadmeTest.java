package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.CommandLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** README: short, and its two commands are those that are run. */
class ReadmeTest {

  private static final MarkdownPage README = MarkdownPage.read(Path.of("README.md"));
  private static final long MOST_BYTES = 8192;

  @Test
  void it_has_at_most_8_kilobytes() throws IOException {
    assertThat(Files.size(README.file())).isLessThanOrEqualTo(MOST_BYTES);
  }

  @Test
  void its_first_command_builds_the_jar_and_runs_the_demo() throws IOException {
    String[] parts = command(0).split(" && ");
    assertThat(parts).hasSize(2);
    assertThat(parts[0]).startsWith("mvn ").contains(" package");
    assertThat(parts[1]).startsWith("java -jar target/longshore.jar ");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<outputFile>${project.build.directory}/longshore.jar</outputFile>");
    String command = parts[1].substring(parts[1].lastIndexOf(' ') + 1);
    assertThat(CommandLines.all().getSubcommands()).containsKey(command);
    assertThat(command).isEqualTo("demo");
  }

  @Test
  void its_second_command_is_the_first_that_ci_runs() throws IOException {
    String first =
        Files.readAllLines(Path.of(".ci/run")).stream()
            .filter(line -> line.startsWith("mvn "))
            .findFirst()
            .orElseThrow();
    assertThat(command(1)).isEqualTo(first);
  }

  private static String command(int nth) {
    List<String> lines = README.blocks().get(nth).lines();
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }
}
