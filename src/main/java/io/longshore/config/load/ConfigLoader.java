package io.longshore.config.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Merges the settings of file, environment and flags; the later wins. An unknown key in any of them
 * is an error.
 */
public final class ConfigLoader {

  private static final String FILE_SUFFIX = "_FILE";

  private final KnownKeys known;
  private final List<? extends Section<?>> sections;
  private final Map<String, Setting> settings = new TreeMap<>();
  private final SecretFiles files = new SecretFiles();

  public ConfigLoader(List<? extends Section<?>> sections) {
    this.sections = sections;
    this.known = new KnownKeys(sections.stream().flatMap(Section::keys).toList());
  }

  /**
   * @param file a YAML file, or empty for none
   * @param environment the environment variables of the process
   * @param flags key to value
   */
  public Map<String, Setting> load(
      Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
    file.ifPresent(this::readFile);
    Map<String, Setting> variables = new TreeMap<>();
    environment.forEach(
        (variable, text) -> {
          String key = known.ofVariable(variable);
          if (key != null && !text.isBlank()) {
            variables.put(key, new Setting(text, variable));
          }
        });
    override(variables);
    Map<String, Setting> set = new TreeMap<>();
    flags.forEach(
        (key, text) ->
            set.put(known.checked(key, "--set"), new Setting(text, "--set " + key + "=…")));
    override(set);
    readSecrets();
    return settings;
  }

  /** A secret's value in a later source overrides its file in an earlier one, and vice versa. */
  private void override(Map<String, Setting> later) {
    later.keySet().forEach(key -> settings.remove(twin(key)));
    settings.putAll(later);
  }

  private static String twin(String key) {
    return key.endsWith(FILE_SUFFIX)
        ? key.substring(0, key.length() - FILE_SUFFIX.length())
        : key + FILE_SUFFIX;
  }

  private void readFile(Path file) {
    JsonNode root;
    try {
      root = new YAMLMapper().readTree(Files.readString(file));
    } catch (IOException unreadable) {
      throw new ConfigError("The file %s cannot be read: %s".formatted(file, why(unreadable)));
    }
    if (!root.isObject() && !root.isMissingNode() && !root.isNull()) {
      throw new ConfigError("The file %s must hold sections such as http:".formatted(file));
    }
    root.properties().forEach(section -> readSection(file, section.getKey(), section.getValue()));
  }

  private void readSection(Path file, String name, JsonNode section) {
    if (section.isNull() && sections.stream().anyMatch(s -> s.name().equals(name))) {
      return; // every key of it is commented out
    }
    if (!section.isObject() || isTable(name)) {
      String key = known.checked(name, file.toString());
      settings.put(key, new Setting(text(key, section), file.toString()));
      return;
    }
    section
        .properties()
        .forEach(
            entry -> {
              String key = known.checked(name + "." + entry.getKey(), file.toString());
              settings.put(key, new Setting(text(key, entry.getValue()), file.toString()));
            });
  }

  private String text(String key, JsonNode value) {
    if (value.isObject()) {
      if (isTable(key)) {
        return value.toString();
      }
      throw new ConfigError(key + " must be a value, not a section");
    }
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(JsonNode::asText)
          .collect(Collectors.joining(","));
    }
    return value.isNull() ? "" : value.asText();
  }

  private boolean isTable(String key) {
    return sections.stream()
        .flatMap(section -> section.components().stream().filter(c -> section.key(c).equals(key)))
        .anyMatch(component -> component.getType() == Map.class);
  }

  /** The secret files that the loaded settings name. */
  public SecretFiles secretFiles() {
    for (String key : List.of("auth.keys_FILE", "http.tlsKey")) {
      Setting named = settings.get(key);
      if (named != null && named.isSet()) {
        files.add(key, named.text());
      }
    }
    return files;
  }

  private void readSecrets() {
    for (Section<?> section : sections) {
      section.components().stream()
          .filter(component -> component.isAnnotationPresent(Secret.class))
          .forEach(component -> readSecret(section.key(component)));
    }
  }

  private void readSecret(String key) {
    Setting named = settings.remove(key + FILE_SUFFIX);
    if (named == null || !named.isSet()) {
      return;
    }
    if (settings.containsKey(key) && settings.get(key).isSet()) {
      throw new ConfigError("Set %s or %s_FILE, not both".formatted(key, key));
    }
    settings.put(key, new Setting(SecretFile.read(key + "_FILE", named.text()), named.text()));
    files.add(key + FILE_SUFFIX, named.text());
  }

  static String why(IOException failure) {
    String line = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return failure.getClass().getSimpleName() + " " + line;
  }
}
