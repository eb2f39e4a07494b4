package io.longshore.config.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A setting that is a table of records: {@code {"name": {"component": "value"}}}. */
final class NamedRecords {

  private static final String FILE_SUFFIX = "_FILE";

  private NamedRecords() {}

  /**
   * Parses a JSON object into records by name.
   *
   * @throws IllegalArgumentException whose message says what was expected
   */
  static Map<String, Object> parse(Class<?> type, String text) {
    Map<String, Object> records = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : object(text, type).properties()) {
      records.put(entry.getKey(), record(type, entry.getKey(), entry.getValue()));
    }
    return records;
  }

  private static JsonNode object(String text, Class<?> type) {
    try {
      JsonNode root = new ObjectMapper().readTree(text);
      if (root.isObject()) {
        return root;
      }
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(example(type), malformed);
    }
    throw new IllegalArgumentException(example(type));
  }

  private static Object record(Class<?> type, String name, JsonNode members) {
    List<RecordComponent> components = Arrays.asList(type.getRecordComponents());
    List<String> known = components.stream().flatMap(NamedRecords::members).toList();
    members
        .fieldNames()
        .forEachRemaining(
            member -> {
              if (!known.contains(member)) {
                throw new IllegalArgumentException(
                    "%s; %s has the unknown member %s".formatted(example(type), name, member));
              }
            });
    Object[] values = components.stream().map(c -> value(type, name, c, members)).toArray();
    Class<?>[] types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException refused) {
      throw new ConfigError(refused.getCause().getMessage(), refused.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Stream<String> members(RecordComponent component) {
    String name = component.getName();
    return component.isAnnotationPresent(Secret.class)
        ? Stream.of(name, name + FILE_SUFFIX)
        : Stream.of(name);
  }

  private static Object value(
      Class<?> type, String name, RecordComponent component, JsonNode members) {
    JsonNode value = members.path(component.getName());
    JsonNode file = members.path(component.getName() + FILE_SUFFIX);
    if (component.isAnnotationPresent(Secret.class) && file.isTextual()) {
      if (!value.isMissingNode()) {
        throw new IllegalArgumentException(
            "%s; set %s or %s_FILE of %s, not both"
                .formatted(example(type), component.getName(), component.getName(), name));
      }
      return Optional.of(SecretFile.read(component.getName() + " of " + name, file.asText()));
    }
    if (component.getType() == List.class && value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false).map(JsonNode::asText).toList();
    }
    boolean optional = component.getType() == Optional.class;
    if (!value.isValueNode() && !(optional && value.isMissingNode())) {
      throw new IllegalArgumentException(
          "%s; %s lacks %s".formatted(example(type), name, component.getName()));
    }
    return SettingType.parse(component.getGenericType(), value.asText("").strip());
  }

  private static String example(Class<?> type) {
    List<String> members =
        Arrays.stream(type.getRecordComponents()).map(c -> c.getName() + ": …").toList();
    return "names with {" + String.join(", ", members) + "}";
  }
}
