package io.longshore.config.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
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
      throw new ConfigError(
          "%s (%s)".formatted(refused.getCause().getMessage(), name), refused.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A component {@code secretFile} is the member {@code secret_FILE}. */
  static String member(RecordComponent component) {
    return component.getName().replaceFirst("(?<=.)File$", FILE_SUFFIX);
  }

  private static Stream<String> members(RecordComponent component) {
    String name = member(component);
    return component.isAnnotationPresent(Secret.class)
        ? Stream.of(name, name + FILE_SUFFIX)
        : Stream.of(name);
  }

  private static Object value(
      Class<?> type, String name, RecordComponent component, JsonNode members) {
    JsonNode value = members.path(member(component));
    JsonNode file = members.path(component.getName() + FILE_SUFFIX);
    if (component.isAnnotationPresent(Secret.class) && file.isTextual()) {
      if (!value.isMissingNode()) {
        throw new IllegalArgumentException(
            "%s; set %s or %s_FILE of %s, not both"
                .formatted(example(type), component.getName(), component.getName(), name));
      }
      return Optional.of(
          SecretFile.read(component.getName() + FILE_SUFFIX + " of " + name, file.asText()));
    }
    if (component.getType() == List.class && value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false).map(JsonNode::asText).toList();
    }
    if (component.isAnnotationPresent(JsonText.class) && value.isObject()) {
      return Optional.of(value.toString());
    }
    String place = component.getName() + " of " + name;
    if (component.getType() == Map.class) {
      return numbers(place, value);
    }
    Optional<Class<?>> nested = nested(component);
    if (nested.isPresent()) {
      return nested(nested.get(), place, value);
    }
    return text(type, name, component, value);
  }

  private static Object text(
      Class<?> type, String name, RecordComponent component, JsonNode value) {
    boolean optional = component.getType() == Optional.class;
    if (!value.isValueNode() && !(optional && value.isMissingNode())) {
      throw new IllegalArgumentException(
          "%s; %s lacks %s".formatted(example(type), name, component.getName()));
    }
    return SettingType.parse(component.getGenericType(), value.asText("").strip());
  }

  /** The record that a component may hold. */
  private static Optional<Class<?>> nested(RecordComponent component) {
    return component.getGenericType() instanceof ParameterizedType generic
            && generic.getRawType() == Optional.class
            && generic.getActualTypeArguments()[0] instanceof Class<?> type
            && type.isRecord()
        ? Optional.of(type)
        : Optional.empty();
  }

  /**
   * A record within a record; its lists may be absent, but not empty: an empty list of what may
   * leave would let everything leave.
   */
  private static Optional<Object> nested(Class<?> type, String name, JsonNode members) {
    if (members.isMissingNode() || members.isNull()) {
      return Optional.empty();
    }
    if (!members.isObject()) {
      throw new IllegalArgumentException("%s for %s".formatted(example(type), name));
    }
    Arrays.stream(type.getRecordComponents())
        .filter(each -> each.getType() == List.class || each.getType() == Map.class)
        .filter(each -> members.has(each.getName()))
        .forEach(each -> requireSome(each.getName() + " of " + name, members.get(each.getName())));
    ObjectNode complete = members.deepCopy();
    Arrays.stream(type.getRecordComponents())
        .filter(component -> component.getType() == List.class)
        .filter(component -> !members.has(component.getName()))
        .forEach(component -> complete.putArray(component.getName()));
    return Optional.of(record(type, name, complete));
  }

  private static void requireSome(String what, JsonNode value) {
    if (value.isEmpty() && value.asText("").isBlank()) {
      throw new IllegalArgumentException(
          "without an empty %s: name what it is for, or leave it out".formatted(what));
    }
  }

  /** Names with whole numbers; none if it is absent. */
  private static Map<String, Integer> numbers(String name, JsonNode members) {
    Map<String, Integer> numbers = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : members.properties()) {
      if (!entry.getValue().canConvertToInt() || !entry.getValue().isIntegralNumber()) {
        throw new IllegalArgumentException(
            "whole numbers in %s, %s has none".formatted(name, entry.getKey()));
      }
      numbers.put(entry.getKey(), entry.getValue().intValue());
    }
    if (!members.isObject() && !members.isMissingNode() && !members.isNull()) {
      throw new IllegalArgumentException("names with whole numbers in " + name);
    }
    return numbers;
  }

  private static String example(Class<?> type) {
    List<String> members =
        Arrays.stream(type.getRecordComponents()).map(c -> member(c) + ": …").toList();
    return "names with {" + String.join(", ", members) + "}";
  }
}
