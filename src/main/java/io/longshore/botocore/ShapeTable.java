package io.longshore.botocore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The shapes of a botocore model, made from the JSON schemas of a contract. A schema of the
 * contract's components keeps its name. A schema inside another one is named after the structure
 * and the member that hold it, or after its type if it has no constraints.
 */
final class ShapeTable {

  private static final String SCHEMAS = "#/components/schemas/";
  private static final long INT_MAX = Integer.MAX_VALUE;
  private static final List<String> UNSUPPORTED = List.of("oneOf", "anyOf", "allOf", "not");

  private final JsonNode contract;
  private final Map<String, ObjectNode> shapes = new TreeMap<>();

  ShapeTable(JsonNode contract) {
    this.contract = contract;
  }

  /** All shapes that were asked for, and those that they refer to, by name. */
  ObjectNode toJson() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.setAll(shapes);
    return all;
  }

  /**
   * Adds a structure.
   *
   * @throws IllegalStateException if there is another shape of this name
   */
  void add(String name, ObjectNode shape) {
    if (shapes.put(name, shape) != null) {
      throw new IllegalStateException("Two shapes have the name " + name);
    }
  }

  boolean has(String name) {
    return shapes.containsKey(name);
  }

  /** The schema itself, or the one that it refers to. */
  JsonNode resolve(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : contract.at(reference.substring(1));
  }

  /** A reference to the shape of a schema, with the schema's own description. */
  ObjectNode member(JsonNode schema, String nameIfInline) {
    ObjectNode member = JsonNodeFactory.instance.objectNode();
    member.put("shape", nameOf(schema, nameIfInline));
    document(member, schema.path("description"));
    return member;
  }

  /** A structure with the properties of an object schema, not yet added to the table. */
  ObjectNode structure(JsonNode schema, String name) {
    ObjectNode structure = JsonNodeFactory.instance.objectNode();
    structure.put("type", "structure");
    if (schema.path("required").size() > 0) {
      structure.set("required", schema.get("required").deepCopy());
    }
    ObjectNode members = structure.putObject("members");
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      members.set(property.getKey(), member(property.getValue(), name + property.getKey()));
    }
    return structure;
  }

  /** AWS's documentation is HTML. */
  static void document(ObjectNode owner, JsonNode description) {
    if (!description.isMissingNode()) {
      String text = description.asText().strip();
      text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
      owner.put("documentation", "<p>" + text.replaceAll("\\s+", " ") + "</p>");
    }
  }

  private String nameOf(JsonNode schema, String nameIfInline) {
    String reference = schema.path("$ref").asText();
    if (reference.startsWith(SCHEMAS)) {
      String name = reference.substring(SCHEMAS.length());
      if (!shapes.containsKey(name)) {
        shapes.put(name, JsonNodeFactory.instance.objectNode()); // ends recursion
        shapes.put(name, shape(resolve(schema), name));
      }
      return name;
    }
    ObjectNode shape = shape(schema, nameIfInline);
    shape.remove("documentation"); // the member has it
    boolean plain = shape.size() == 1 || shape.path("type").asText().equals("timestamp");
    if (plain) {
      shapes.put("__" + shape.path("type").asText(), shape);
      return "__" + shape.path("type").asText();
    }
    add(nameIfInline, shape);
    return nameIfInline;
  }

  private ObjectNode shape(JsonNode schema, String name) {
    UNSUPPORTED.stream()
        .filter(schema::has)
        .forEach(
            keyword -> {
              throw new IllegalStateException(name + ": botocore has no shape for " + keyword);
            });
    ObjectNode shape =
        switch (type(schema)) {
          case "object" -> object(schema, name);
          case "array" -> list(schema, name);
          case "string" -> string(schema);
          case "integer" -> number(schema, isLong(schema) ? "long" : "integer");
          case "number" -> number(schema, "double");
          case "boolean" -> JsonNodeFactory.instance.objectNode().put("type", "boolean");
          default -> document();
        };
    document(shape, schema.path("description"));
    return shape;
  }

  /** The type, which may be one of a list whose other one is null. */
  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    for (JsonNode each : type) {
      if (!each.asText().equals("null")) {
        return each.asText();
      }
    }
    return type.asText();
  }

  private ObjectNode object(JsonNode schema, String name) {
    if (schema.has("properties")) {
      return structure(schema, name);
    }
    JsonNode values = schema.path("additionalProperties");
    if (!values.isObject()) {
      return document();
    }
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    map.put("type", "map");
    JsonNode keys = JsonNodeFactory.instance.objectNode().put("type", "string");
    map.set(
        "key",
        member(schema.has("propertyNames") ? schema.get("propertyNames") : keys, name + "Key"));
    map.set("value", member(values, name + "Value"));
    return map;
  }

  /** A value of any form. */
  private static ObjectNode document() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("type", "structure");
    document.putObject("members");
    return document.put("document", true);
  }

  private ObjectNode list(JsonNode schema, String name) {
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.put("type", "list");
    list.set("member", member(schema.path("items"), name + "Item"));
    copy(schema, "minItems", list, "min");
    copy(schema, "maxItems", list, "max");
    return list;
  }

  private static ObjectNode string(JsonNode schema) {
    ObjectNode string = JsonNodeFactory.instance.objectNode();
    switch (schema.path("format").asText()) {
      case "date-time" -> {
        return string.put("type", "timestamp").put("timestampFormat", "iso8601");
      }
      case "byte" -> {
        return string.put("type", "blob");
      }
      case "password" -> string.put("type", "string").put("sensitive", true);
      default -> string.put("type", "string");
    }
    copy(schema, "enum", string, "enum");
    copy(schema, "minLength", string, "min");
    copy(schema, "maxLength", string, "max");
    copy(schema, "pattern", string, "pattern");
    return string;
  }

  private static ObjectNode number(JsonNode schema, String type) {
    ObjectNode number = JsonNodeFactory.instance.objectNode();
    number.put("type", type);
    copy(schema, "minimum", number, "min");
    copy(schema, "maximum", number, "max");
    return number;
  }

  private static boolean isLong(JsonNode schema) {
    return schema.path("format").asText().equals("int64")
        || schema.path("maximum").asLong() > INT_MAX;
  }

  private static void copy(JsonNode schema, String keyword, ObjectNode shape, String trait) {
    if (schema.has(keyword)) {
      shape.set(trait, schema.get(keyword).deepCopy());
    }
  }
}
