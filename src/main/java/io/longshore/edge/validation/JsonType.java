package io.longshore.edge.validation;

import io.vertx.core.json.JsonArray;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The types of JSON Schema. */
enum JsonType {
  STRING("a string"),
  NUMBER("a number"),
  INTEGER("a whole number"),
  BOOLEAN("true or false"),
  OBJECT("an object"),
  ARRAY("an array"),
  NULL("null");

  private final String description;

  JsonType(String description) {
    this.description = description;
  }

  /** The validator of a {@code type} keyword: a name or an array of names. */
  static Validator validator(Object keyword) {
    Set<JsonType> types = parse(keyword);
    String text =
        "must be "
            + types.stream().map(type -> type.description).collect(Collectors.joining(" or "));
    Violation violation = Violation.here(text);
    JsonType[] each = types.toArray(JsonType[]::new);
    if (each.length == 1) {
      JsonType only = each[0];
      return value -> only.matches(value) ? null : violation;
    }
    return value -> Arrays.stream(each).anyMatch(type -> type.matches(value)) ? null : violation;
  }

  static Set<JsonType> parse(Object keyword) {
    List<?> names = keyword instanceof JsonArray array ? array.getList() : List.of(keyword);
    EnumSet<JsonType> types = EnumSet.noneOf(JsonType.class);
    names.forEach(name -> types.add(valueOf(name.toString().toUpperCase(Locale.ROOT))));
    return types;
  }

  private boolean matches(Object value) {
    return switch (this) {
      case STRING -> value instanceof String;
      case NUMBER -> value instanceof Number;
      case INTEGER -> value instanceof Number number && NumberValidators.isInteger(number);
      case BOOLEAN -> value instanceof Boolean;
      case OBJECT -> value instanceof Map;
      case ARRAY -> value instanceof List;
      case NULL -> value == null;
    };
  }
}
