package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines of the AWS CLI in the documentation, against the contracts. */
class AwsCommandsTest {

  private static final Pattern COMMAND =
      Pattern.compile("(?:^|[\\s(`;|])aws ([a-z][a-z0-9-]*) ((?:wait )?[a-z][a-z0-9-]*)(.*)");
  private static final Pattern OPTION = Pattern.compile("(?<=\\s)--([a-z][a-z0-9-]*)");

  /** Their lines are of the CLI's own commands or of an API that is Amazon's, not in openapi. */
  private static final Set<String> NOT_CHECKED = Set.of("s3", "s3api", "configure");

  /** What the CLI lets follow every operation. */
  private static final Set<String> GLOBAL =
      Set.of(
          "ca-bundle",
          "cli-binary-format",
          "cli-connect-timeout",
          "cli-input-json",
          "cli-input-yaml",
          "cli-read-timeout",
          "color",
          "debug",
          "endpoint-url",
          "generate-cli-skeleton",
          "max-items",
          "no-cli-pager",
          "no-paginate",
          "no-sign-request",
          "no-verify-ssl",
          "output",
          "page-size",
          "profile",
          "query",
          "region",
          "starting-token");

  private final Map<String, Map<String, Set<String>>> services = new HashMap<>();

  static List<MarkdownPage> pages() {
    return MarkdownPage.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_operation_exists_and_has_the_options(MarkdownPage page) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (MarkdownPage.Block block : page.blocks()) {
      for (String line : joined(block.lines())) {
        wrong.addAll(faults(line));
      }
    }
    assertThat(wrong).as("commands of %s", page).isEmpty();
  }

  @Test
  void a_wrong_service_operation_or_option_is_found() throws IOException {
    assertThat(faults("aws pinpoint get-app --application-id x --query y")).isEmpty();
    assertThat(faults("JOB=$(aws pinpoint create-export-job --export-job-request a=b)")).isEmpty();
    assertThat(faults("aws pinpoint wait export-job-completed --job-id x")).isEmpty();
    assertThat(faults("aws pinpoint wait export-job-complete --job-id x")).hasSize(1);
    assertThat(faults("aws pinpoint wait export-job-completed --job x")).hasSize(1);
    assertThat(faults("aws pinpont get-app")).hasSize(1);
    assertThat(faults("aws pinpoint get-application")).hasSize(1);
    assertThat(faults("aws personalize list-schemas --max-result 5")).hasSize(1);
    assertThat(faults("aws cleanroomsml get-audience-model --arn x; aws dataexchange foo"))
        .hasSize(2);
  }

  private List<String> faults(String line) throws IOException {
    List<String> wrong = new ArrayList<>();
    Matcher command = COMMAND.matcher(line);
    while (command.find()) {
      String service = command.group(1);
      String operation = command.group(2);
      if (!NOT_CHECKED.contains(service)) {
        wrong.addAll(faults(service, operation, untilNext(command.group(3))));
      }
      command.region(command.start(3), line.length());
    }
    return wrong;
  }

  private List<String> faults(String service, String operation, String rest) throws IOException {
    if (!List.of(
            "pinpoint",
            "personalize",
            "personalize-events",
            "dataexchange",
            "cleanroomsml",
            "longshore")
        .contains(service)) {
      return List.of("aws " + service + ": no such service here");
    }
    if (!services.containsKey(service)) {
      services.put(service, AwsOptions.of(service));
    }
    Set<String> options = services.get(service).get(operation);
    if (options == null) {
      return List.of("aws " + service + " " + operation + ": no such operation");
    }
    return OPTION
        .matcher(rest)
        .results()
        .map(option -> option.group(1))
        .filter(option -> !GLOBAL.contains(option) && !options.contains(option))
        .map(option -> "aws " + service + " " + operation + ": no option --" + option)
        .toList();
  }

  /** The options of this command, not those of one that follows in its line. */
  private static String untilNext(String rest) {
    Matcher next = COMMAND.matcher(rest);
    return next.find() ? rest.substring(0, next.start()) : rest;
  }

  /** Lines that end in a backslash go on in the next one. */
  private static List<String> joined(List<String> lines) {
    return Arrays.asList(String.join("\n", lines).replaceAll("\\\\\n\\s*", " ").split("\n"));
  }
}
