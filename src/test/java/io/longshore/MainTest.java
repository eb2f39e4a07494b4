package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Which commands a line of arguments may mean. */
class MainTest {

  private static final String[] ALL = {
    "serve", "migrate", "jobs", "doctor", "keys", "audit", "models", "demo"
  };

  @Test
  void the_help_shows_every_command() {
    CommandLine line = Main.line(List.of("--help"));

    assertThat(line.getSubcommands().keySet()).containsExactly(ALL);
    assertThat(line.getUsageMessage()).contains(ALL);
  }

  @Test
  void a_command_that_is_named_after_an_option_is_the_only_one_that_is_read() {
    CommandLine line = Main.line(List.of("--debug", "jobs", "list"));

    assertThat(line.getSubcommands()).containsOnlyKeys("jobs");
    assertThat(line.parseArgs("--debug", "jobs", "list").subcommand().commandSpec().name())
        .isEqualTo("jobs");
  }

  @Test
  void a_line_that_says_nothing_reads_no_command() {
    assertThat(Main.line(List.of()).getSubcommands()).isEmpty();
  }

  @Test
  void a_mistyped_command_is_refused_with_the_one_that_was_meant() {
    StringWriter said = new StringWriter();

    int exit = Main.line(List.of("job")).setErr(new PrintWriter(said, true)).execute("job", "list");

    assertThat(exit).isEqualTo(2);
    assertThat(said.toString()).contains("longshore jobs");
  }
}
