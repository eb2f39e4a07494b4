package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of events against the JSON schemas that the jar carries. */
class EventsPageTest {

  private static final MarkdownPage PAGE =
      MarkdownPage.read(MarkdownPage.MANUAL.resolve("reference/events.md"));
  private static final Path FOLDER = Path.of("src/main/resources/events");
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)` \\|.*\\| \\[`([a-z-]+\\.schema\\.json)`\\]\\(.*\\) \\|");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void the_page_lists_every_detail_type_of_the_schemas_and_no_other() {
    Map<String, String> listed = new TreeMap<>();
    for (String line : PAGE.lines()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        listed.put(row.group(1), row.group(2));
      }
    }
    Map<String, String> known = new TreeMap<>();
    schemas()
        .forEach(
            (file, schema) ->
                schema
                    .at("/properties/detail-type/enum")
                    .forEach(type -> known.put(type.asText(), file)));
    assertThat(known).hasSizeGreaterThan(10);
    assertThat(listed).isEqualTo(known);
  }

  @Test
  void the_examples_of_the_page_fit_their_schemas() throws IOException {
    List<String> examples =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
            .matcher(String.join("\n", PAGE.lines()) + "\n")
            .results()
            .map(block -> block.group(1))
            .filter(block -> block.contains("\"detail-type\""))
            .toList();
    assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
    for (String example : examples) {
      JsonNode event = JSON.readTree(example);
      assertThat(schemas().values().stream().filter(schema -> fits(schema, event)))
          .as(example)
          .hasSize(1);
    }
  }

  private static boolean fits(JsonNode text, JsonNode event) {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(text);
    return schema.validate(event).isEmpty();
  }

  private static Map<String, JsonNode> schemas() {
    Map<String, JsonNode> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.toList()) {
        all.put(file.getFileName().toString(), JSON.readTree(file.toFile()));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return all;
  }
}
