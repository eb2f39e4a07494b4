package io.longshore.service.personalize.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.schema.Field;
import io.longshore.service.personalize.schema.FieldType;
import io.longshore.service.personalize.schema.RecordSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Parses the JSON text with a record's fields. Names are in camel case or as in the schema, which
 * never has two that differ in underscores or case only.
 */
public final class PropertiesParser {

  /** Numbers keep their text, and duplicate members are refused. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final RecordSchema schema;

  public PropertiesParser(RecordSchema schema) {
    this.schema = schema;
  }

  /**
   * The fields in the text.
   *
   * @param properties may be null
   * @param ignored names that are allowed although the schema does not have them
   * @throws io.longshore.api.ApiError when it is not an object of the schema's fields
   */
  public Map<String, String> read(String properties, Set<String> ignored) {
    Map<String, String> cells = new HashMap<>();
    if (properties == null) {
      return cells;
    }
    JsonNode object = parse(properties);
    object
        .fields()
        .forEachRemaining(
            member -> {
              Optional<Field> field = field(member.getKey());
              if (field.isPresent()) {
                if (cells.containsKey(field.get().name())) {
                  throw invalid("properties has " + field.get().name() + " twice");
                }
                cells.put(field.get().name(), text(field.get(), member.getValue()));
              } else if (!ignored.contains(member.getKey())) {
                throw invalid(
                    "properties has a name that the schema has not: " + shown(member.getKey()));
              }
            });
    return cells;
  }

  /** The text; fails when the schema has a field of that name and the text is not a value of it. */
  public String checked(String name, String text) {
    schema
        .field(name)
        .flatMap(field -> CsvValues.fault(field, text))
        .ifPresent(
            fault -> {
              throw invalid(fault);
            });
    return text;
  }

  /** Fails on the first value that does not fit its field. */
  public Map<String, String> checked(Map<String, String> cells) {
    for (Field field : schema.fields()) {
      CsvValues.fault(field, cells.get(field.name()))
          .ifPresent(
              fault -> {
                throw invalid(fault);
              });
    }
    return cells;
  }

  public static RuntimeException invalid(String why) {
    return PersonalizeError.INVALID_INPUT.because(why + ".");
  }

  private static JsonNode parse(String properties) {
    try {
      JsonNode parsed = JSON.readTree(properties);
      if (parsed != null && parsed.isObject()) {
        return parsed;
      }
    } catch (JsonProcessingException wrong) {
      throw invalid("Error parsing properties json: it must be an object");
    }
    throw invalid("Error parsing properties json: it must be an object");
  }

  private Optional<Field> field(String name) {
    String plain = plain(name);
    return schema.fields().stream().filter(field -> plain(field.name()).equals(plain)).findFirst();
  }

  private static String plain(String name) {
    return name.replace("_", "").toUpperCase(Locale.ROOT);
  }

  private static String shown(String name) {
    return name.substring(0, Math.min(64, name.length()));
  }

  private static String text(Field field, JsonNode value) {
    if (value.isNull()) {
      return null;
    }
    if (value.isArray() && field.categorical()) {
      List<String> values = new ArrayList<>();
      value.forEach(each -> values.add(text(field, each)));
      if (values.stream().allMatch(each -> each != null && each.indexOf('|') < 0)) {
        return String.join("|", values);
      }
    }
    boolean fits = field.is(FieldType.STRING) ? value.isTextual() : value.isValueNode();
    if (!fits) {
      throw invalid(field.name() + " must be of the type " + field.type().word());
    }
    return value.asText();
  }
}
