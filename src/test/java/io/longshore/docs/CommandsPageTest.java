package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.CommandLines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The page of commands against the command line itself. */
class CommandsPageTest {

  private static final MarkdownPage PAGE =
      MarkdownPage.read(MarkdownPage.MANUAL.resolve("reference/commands.md"));
  private static final Pattern COMMAND = Pattern.compile("#{2,3} `(longshore[a-z ]*)`");
  private static final Pattern OPTION = Pattern.compile("\\| `(--[a-z]+)(?: ([A-Z=]+))?` \\|.*");
  private static final Set<String> COMMON =
      Set.of("--config", "--set", "--port", "--data", "--debug");
  private static final String COMMON_LINK = "(#common-options)";

  @Test
  void every_command_has_a_section_and_every_section_is_of_a_command() {
    assertThat(sections().keySet()).containsExactlyInAnyOrderElementsOf(commands().keySet());
  }

  @Test
  void every_option_of_a_command_is_in_its_section_and_no_other() {
    commands()
        .forEach(
            (name, line) -> {
              boolean settings = line.getCommandSpec().findOption("--config") != null;
              assertThat(String.join("\n", sections().get(name)).contains(COMMON_LINK))
                  .as("%s takes the common options", name)
                  .isEqualTo(settings);
              assertThat(documented(sections().get(name)).keySet())
                  .as(name)
                  .isEqualTo(
                      own(line).stream()
                          .map(OptionSpec::longestName)
                          .filter(option -> !settings || !COMMON.contains(option))
                          .collect(Collectors.toCollection(TreeSet::new)));
            });
  }

  @Test
  void the_common_options_are_those_of_migrate() {
    List<String> section = new ArrayList<>(PAGE.lines());
    section =
        section.subList(section.indexOf("## Common options"), section.indexOf("## `longshore`"));
    assertThat(documented(section).keySet())
        .isEqualTo(
            own(commands().get("longshore migrate")).stream()
                .map(OptionSpec::longestName)
                .collect(Collectors.toCollection(TreeSet::new)))
        .isEqualTo(COMMON);
  }

  @Test
  void an_option_that_takes_a_value_shows_one_and_its_default() {
    commands()
        .forEach(
            (name, line) ->
                own(line)
                    .forEach(
                        option -> {
                          String row = documented(sections().get(name)).get(option.longestName());
                          if (row == null) {
                            return;
                          }
                          boolean value = option.arity().max() > 0;
                          assertThat(row.matches("\\| `--[a-z]+ .*"))
                              .as("%s %s takes a value", name, option.longestName())
                              .isEqualTo(value);
                          if (value && option.defaultValue() != null) {
                            assertThat(row).as(name).contains(option.defaultValue());
                          }
                        }));
  }

  /** Every command by its whole name. */
  private static Map<String, CommandLine> commands() {
    Map<String, CommandLine> all = new LinkedHashMap<>();
    add(all, CommandLines.all());
    return all;
  }

  private static void add(Map<String, CommandLine> all, CommandLine line) {
    all.put(line.getCommandSpec().qualifiedName(), line);
    line.getSubcommands().values().forEach(below -> add(all, below));
  }

  private static List<OptionSpec> own(CommandLine line) {
    return line.getCommandSpec().options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .toList();
  }

  private static Map<String, List<String>> sections() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    List<String> open = new ArrayList<>();
    for (String line : PAGE.lines()) {
      Matcher command = COMMAND.matcher(line);
      if (line.startsWith("#")) {
        open = new ArrayList<>();
      }
      if (command.matches()) {
        all.put(command.group(1), open);
      }
      open.add(line);
    }
    return all;
  }

  /** Rows of tables by their option. */
  private static Map<String, String> documented(List<String> lines) {
    Map<String, String> rows = new TreeMap<>();
    lines.forEach(
        line -> {
          Matcher option = OPTION.matcher(line);
          if (option.matches()) {
            rows.put(option.group(1), line);
          }
        });
    return rows;
  }
}
