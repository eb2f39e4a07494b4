package io.longshore.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.load.ConfigLoader;
import io.longshore.config.load.Section;
import io.longshore.config.load.Setting;
import io.longshore.config.load.SettingType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped configuration file contains every key with its default. */
class ConfigFileTest {

  private static final Path SHIPPED = Path.of("conf/longshore.yaml");

  /** A section that is a single setting with an example. */
  private static final Pattern TABLE = Pattern.compile("#([a-z]+):");

  private static final Pattern KEY = Pattern.compile("^  #([A-Za-z0-9_]+):.*");

  @TempDir Path temp;

  @Test
  void the_shipped_file_loads_and_equals_the_defaults() {
    assertThat(LongshoreConfig.load(Optional.of(SHIPPED), Map.of(), Map.of()))
        .isEqualTo(LongshoreConfig.load(Optional.empty(), Map.of(), Map.of()));
  }

  @Test
  void the_defaults_in_the_file_equal_those_of_the_records() throws IOException {
    Path written = temp.resolve("all.yaml");
    Files.writeString(
        written, Files.readString(SHIPPED).replaceAll("(?m)^  #(?=[A-Za-z0-9_]+:)", "  "));

    Map<String, Setting> settings =
        new ConfigLoader(LongshoreConfig.SECTIONS).load(Optional.of(written), Map.of(), Map.of());

    for (Section<?> section : LongshoreConfig.SECTIONS) {
      section
          .components()
          .forEach(
              component -> {
                String key = section.key(component);
                Object fallback = section.defaultOf(component);
                Setting setting = settings.get(key);
                if (setting == null || !setting.isSet()) {
                  assertThat(fallback)
                      .as(key)
                      .isIn("", Optional.empty(), List.of(), Set.of(), Map.of());
                } else {
                  assertThat(SettingType.parse(component.getGenericType(), setting.text()))
                      .as(key)
                      .isEqualTo(fallback);
                }
              });
    }
  }

  @Test
  void every_key_is_in_the_file_once_in_record_order_with_a_comment() throws IOException {
    List<String> lines = Files.readAllLines(SHIPPED);
    assertThat(keys(lines))
        .containsExactlyElementsOf(
            LongshoreConfig.SECTIONS.stream()
                .flatMap(section -> section.components().stream().map(section::key))
                .toList());
    for (int i = 1; i < lines.size(); i++) {
      if (KEY.matcher(lines.get(i)).matches()) {
        assertThat(lines.get(i - 1)).as("above " + lines.get(i)).startsWith("  # ");
      }
      if (TABLE.matcher(lines.get(i)).matches()) {
        assertThat(lines.get(i - 1)).as("above " + lines.get(i)).startsWith("# ");
      }
    }
  }

  private static List<String> keys(List<String> lines) {
    String[] section = {""};
    return lines.stream()
        .flatMap(
            line -> {
              Matcher key = KEY.matcher(line);
              if (line.matches("[a-z0-9]+:")) {
                section[0] = line.replace(":", ".");
              }
              Matcher table = TABLE.matcher(line);
              if (table.matches()) {
                return Stream.of(table.group(1));
              }
              return key.matches() ? Stream.of(section[0] + key.group(1)) : Stream.empty();
            })
        .toList();
  }
}
