package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of operations against the contracts. */
class CompatibilityPageTest {

  private static final MarkdownPage PAGE =
      MarkdownPage.read(MarkdownPage.MANUAL.resolve("reference/compatibility.md"));
  private static final Pattern OPERATION = Pattern.compile("`([A-Z][A-Za-z0-9]+)`");

  @ParameterizedTest
  @CsvSource({
    "Pinpoint, pinpoint",
    "Personalize, personalize personalize-events",
    "Data Exchange, dataexchange",
    "Clean Rooms ML, cleanroomsml",
    "Operator API, longshore"
  })
  void a_service_lists_the_operations_of_its_contracts(String heading, String contracts)
      throws IOException {
    Set<String> served = new TreeSet<>();
    for (String contract : contracts.split(" ")) {
      served.addAll(
          contract(contract).findValuesAsText("operationId").stream()
              .map(id -> id.substring(id.indexOf('.') + 1))
              .toList());
    }
    assertThat(listed(heading)).isEqualTo(served);
  }

  @Test
  void the_number_of_operations_of_pinpoint_that_are_not_served_is_right() throws IOException {
    int unserved = contract("pinpoint").at("/x-unserved/operations").size();
    assertThat(String.join("\n", PAGE.lines())).contains(unserved + " operations");
  }

  /** The names in the section's table of operations. */
  private static Set<String> listed(String heading) {
    List<String> lines = PAGE.lines();
    int start = lines.indexOf("## " + heading);
    List<String> section = lines.subList(start, lines.size());
    int table = section.indexOf("| Area | Operations |");
    return section.subList(table + 2, section.size()).stream()
        .takeWhile(line -> line.startsWith("|"))
        .flatMap(line -> OPERATION.matcher(line).results())
        .map((MatchResult operation) -> operation.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static JsonNode contract(String name) throws IOException {
    return new YAMLMapper().readTree(Path.of("openapi", name + ".yaml").toFile());
  }
}
