package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on waiting for jobs, against the waiters and the tested program in JavaScript. */
class WaitersPageTest {

  private static final MarkdownPage PAGE =
      MarkdownPage.read(MarkdownPage.MANUAL.resolve("how-to/wait-for-jobs.md"));
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;

  @Test
  void the_table_has_every_waiter_with_its_operation_delay_and_longest_time() throws IOException {
    Map<String, List<String>> rows = new TreeMap<>();
    for (String line : PAGE.lines()) {
      String[] cells = line.split("\\s*\\|\\s*");
      if (line.startsWith("| `") && cells[1].contains(" wait ")) {
        rows.put(cells[1].replace("`", ""), List.of(cells[2], cells[5], cells[6]));
      }
    }
    assertThat(rows).isEqualTo(waiters());
  }

  @Test
  void the_program_in_javascript_is_the_tested_one() throws IOException {
    String program = Files.readString(Path.of("src/it/resources/clients/wait.mjs"));
    String page = String.join("\n", PAGE.lines());
    String shown = page.substring(page.indexOf("```js\n") + 6);

    assertThat(program).contains(shown.substring(0, shown.indexOf("```")));
  }

  private static Map<String, List<String>> waiters() throws IOException {
    Map<String, List<String>> all = new TreeMap<>();
    for (Path file : files()) {
      JsonNode waiters = new ObjectMapper().readTree(file.toFile()).path("waiters");
      for (Map.Entry<String, JsonNode> each : waiters.properties()) {
        JsonNode waiter = each.getValue();
        int delay = waiter.path("delay").asInt();
        all.put(
            file.getName(file.getNameCount() - 3) + " wait " + AwsOptions.kebab(each.getKey()),
            List.of(
                "`" + AwsOptions.kebab(waiter.path("operation").asText()) + "`",
                delay + " s",
                time(delay * waiter.path("maxAttempts").asInt())));
      }
    }
    return all;
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/resources/models"))) {
      return new ArrayList<>(files.filter(file -> file.endsWith("waiters-2.json")).toList());
    }
  }

  private static String time(int seconds) {
    return seconds < HOUR ? seconds / MINUTE + " min" : seconds / HOUR + " h";
  }
}
