package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.LongshoreConfig;
import io.longshore.config.load.ConfigError;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of settings against conf/longshore.yaml and the configuration that is loaded. */
class SettingsPageTest {

  private static final MarkdownPage PAGE =
      MarkdownPage.read(MarkdownPage.MANUAL.resolve("reference/settings.md"));
  private static final Pattern HEADING = Pattern.compile("### `([A-Za-z0-9_.]+)`");
  private static final Pattern DEFAULT = Pattern.compile("- Default: (?:none|`(.*)`)");
  private static final Pattern FILE_KEY = Pattern.compile("  #([A-Za-z0-9_]+): ?(.*)");
  private static final Pattern FILE_SECTION = Pattern.compile("(#?)([a-z0-9]+):");
  private static final Pattern LEAST = Pattern.compile("(integer|duration), at least (\\w+).*");
  private static final Pattern BETWEEN = Pattern.compile("(integer|duration), (\\w+) to (\\w+)");

  /** A setting as the page describes it. */
  private record Described(String type, String fallback, List<String> variables) {}

  @Test
  void the_page_has_every_setting_of_the_file_in_its_order_with_its_default() throws IOException {
    Map<String, String> documented = new LinkedHashMap<>();
    described().forEach((key, setting) -> documented.put(key, setting.fallback()));
    assertThat(new ArrayList<>(documented.entrySet()))
        .containsExactlyElementsOf(fileDefaults().entrySet());
  }

  @Test
  void every_environment_variable_sets_its_setting_and_only_secrets_have_one_for_a_file() {
    described()
        .forEach(
            (key, setting) -> {
              setting
                  .variables()
                  .forEach(
                      variable -> assertThatCode(() -> load(variable)).doesNotThrowAnyException());
              String file = setting.variables().get(0) + "_FILE";
              // LONGSHORE_..._PORT_... is what Kubernetes sets for services, and is ignored.
              if (!setting.variables().contains(file) && !key.endsWith(".port")) {
                assertThatThrownBy(() -> load(file)).as(key).isInstanceOf(ConfigError.class);
              }
            });
  }

  @Test
  void every_type_is_the_type_of_its_component() {
    described()
        .forEach(
            (key, setting) -> {
              String word = setting.type().replaceFirst("[ ,;].*", "");
              assertThat(word).as(key).isIn(words(component(key).getType()));
            });
  }

  @Test
  void a_value_beyond_a_documented_bound_is_refused() {
    List<String> tried = new ArrayList<>();
    described()
        .forEach(
            (key, setting) -> {
              for (String wrong : beyond(setting.type())) {
                tried.add(key);
                assertThatThrownBy(
                        () -> LongshoreConfig.load(Optional.empty(), Map.of(), Map.of(key, wrong)))
                    .as("%s=%s", key, wrong)
                    .isInstanceOf(ConfigError.class)
                    .hasMessageContaining(key);
              }
            });
    assertThat(tried).hasSizeGreaterThan(30);
  }

  private static void load(String variable) {
    LongshoreConfig.load(Optional.empty(), Map.of(variable, ""), Map.of());
  }

  private static Map<String, Described> described() {
    Map<String, Described> all = new LinkedHashMap<>();
    List<String> lines = PAGE.lines();
    for (int i = 0; i < lines.size(); i++) {
      Matcher heading = HEADING.matcher(lines.get(i));
      if (heading.matches()) {
        Matcher fallback = DEFAULT.matcher(lines.get(i + 3));
        assertThat(fallback.matches()).as(lines.get(i + 3)).isTrue();
        String type = lines.get(i + 2).replaceFirst("^- Type: ", "");
        String value = fallback.group(1) == null ? "" : fallback.group(1);
        List<String> variables =
            Pattern.compile("`(LONGSHORE_[A-Z0-9_]+)`")
                .matcher(lines.get(i + 4))
                .results()
                .map(variable -> variable.group(1))
                .toList();
        assertThat(variables).as(heading.group(1)).isNotEmpty();
        all.put(heading.group(1), new Described(type, value, variables));
      }
    }
    return all;
  }

  /** Every setting of the file with the default that it names, commented out. */
  private static Map<String, String> fileDefaults() throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    String section = "";
    for (String line : Files.readAllLines(Path.of("conf/longshore.yaml"))) {
      Matcher key = FILE_KEY.matcher(line);
      Matcher start = FILE_SECTION.matcher(line);
      if (start.matches() && start.group(1).isEmpty()) {
        section = start.group(2);
      } else if (start.matches()) {
        all.put(start.group(2), "{}");
        section = "";
      } else if (key.matches() && !section.isEmpty()) {
        all.put(section + "." + key.group(1), key.group(2));
      }
    }
    return all;
  }

  private static RecordComponent component(String key) {
    Class<?> record = LongshoreConfig.class;
    RecordComponent found = null;
    String[] parts =
        (key.equals("roles") ? "roles.roles" : key).replace("_FILE", "File").split("\\.");
    for (String part : parts) {
      found =
          Stream.of(record.getRecordComponents())
              .filter(component -> component.getName().equals(part))
              .findFirst()
              .orElseThrow();
      record = found.getType();
    }
    return found;
  }

  private static List<String> words(Class<?> type) {
    if (type == int.class || type == long.class) {
      return List.of("integer");
    } else if (type == double.class) {
      return List.of("number");
    } else if (type == boolean.class) {
      return List.of("boolean");
    } else if (type == Duration.class) {
      return List.of("duration");
    } else if (Collection.class.isAssignableFrom(type)) {
      return List.of("list");
    } else if (type == Map.class) {
      return List.of("map");
    }
    return List.of(
        "address",
        "bucket",
        "file",
        "folder",
        "region",
        "string",
        "URL",
        "32",
        "`postgresql://host:port/database`",
        "`changes`",
        "`text`",
        "`debug`");
  }

  /** Values just outside of what a type allows. */
  private static List<String> beyond(String type) {
    Matcher least = LEAST.matcher(type);
    Matcher between = BETWEEN.matcher(type);
    if (least.matches()) {
      return below(least.group(1), least.group(2));
    }
    if (!between.matches()) {
      return List.of();
    }
    List<String> wrong = new ArrayList<>(below(between.group(1), between.group(2)));
    boolean isInteger = between.group(1).equals("integer");
    wrong.add(
        isInteger
            ? Long.toString(Long.parseLong(between.group(3)) + 1)
            : millis(between.group(3)) + 1 + "ms");
    return wrong;
  }

  private static List<String> below(String kind, String bound) {
    boolean isInteger = kind.equals("integer");
    long least = isInteger ? Long.parseLong(bound) : millis(bound);
    String unit = isInteger ? "" : "ms";
    return least == 0 ? List.of() : List.of(least - 1 + unit);
  }

  private static long millis(String text) {
    Map<String, Long> units =
        Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    String[] parts = text.split("(?<=[0-9])(?=[a-z])");
    return Long.parseLong(parts[0]) * units.get(parts[1]);
  }
}
