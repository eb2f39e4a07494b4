package io.longshore.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Generates values that are nearly valid for a schema: most nodes conform to it, some do not. */
public final class MalformedBodies {

  private static final List<String> SCALARS =
      List.of(
          "0",
          "1",
          "1.0",
          "-1",
          "5",
          "5.0",
          "-5",
          "6",
          "7",
          "8",
          "0.5",
          "2.5",
          "1e3",
          "5.5",
          "90",
          "90.5",
          "2147483647",
          "2147483648",
          "-2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "1e300",
          "true",
          "false",
          "null",
          "\"\"",
          "\"a\"",
          "\"ab\"",
          "\"abc\"",
          "\"abcd\"",
          "\"abcdef\"",
          "\"x\"",
          "\"A1\"",
          "\"😀\"",
          "\"😀😀😀\"",
          "\"😀😀😀😀😀\"",
          "\"a\\nb\"",
          "\"5\"",
          "[]",
          "{}",
          "[null]",
          "[\"a\",\"a\"]",
          "[1,2]",
          "{\"a\":[]}",
          "{\"toolong\":[\"x\"]}",
          "{\"A\":\"x\"}",
          "{\"B\":1}");

  private final JsonNode root;
  private final Random random;
  private final ObjectMapper mapper = new ObjectMapper();

  public MalformedBodies(JsonNode root, Random random) {
    this.root = root;
    this.random = random;
  }

  public JsonNode value(JsonNode schema, int depth) {
    JsonNode target = schema;
    while (target.has("$ref")) {
      target = root.at(target.get("$ref").asText().substring(1));
    }
    boolean astray = random.nextInt(30) == 0 || depth > 4;
    if (astray) {
      return scalar();
    }
    for (String choice : List.of("oneOf", "anyOf", "allOf")) {
      if (target.has(choice)) {
        return choices(target.get(choice), depth);
      }
    }
    if (target.has("enum")) {
      return target.get("enum").get(random.nextInt(target.get("enum").size()));
    }
    JsonNode type = target.path("type");
    String name = type.isArray() ? type.get(random.nextInt(type.size())).asText() : type.asText();
    return switch (name) {
      case "object" -> object(target, depth);
      case "array" -> array(target, depth);
      case "string" -> text(target);
      case "integer", "number" -> number();
      case "boolean" -> BooleanNode.valueOf(random.nextBoolean());
      default -> scalar();
    };
  }

  private JsonNode choices(JsonNode branches, int depth) {
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    for (JsonNode branch : branches) {
      boolean taken = random.nextInt(3) > 0;
      if (taken && value(branch, depth + 1) instanceof ObjectNode members) {
        merged.setAll(members);
      }
    }
    return merged;
  }

  private JsonNode object(JsonNode schema, int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    JsonNode properties = schema.path("properties");
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    properties
        .fields()
        .forEachRemaining(
            member -> {
              int odds = required.contains(member.getKey()) ? 15 : depth == 0 ? 2 : 1;
              if (random.nextInt(16) < odds) {
                object.set(member.getKey(), value(member.getValue(), depth + 1));
              }
            });
    JsonNode additional = schema.path("additionalProperties");
    for (int i = random.nextInt(4); additional.isObject() && i > 0; i--) {
      String name = List.of("a", "bc", "DEF", "toolong", "", "x1").get(random.nextInt(6));
      object.set(name, value(additional, depth + 1));
    }
    object
        .properties()
        .removeIf(
            member ->
                member.getValue().isNull()); // as in JsonBodyParser: null members count as absent
    return object;
  }

  private JsonNode array(JsonNode schema, int depth) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (int i = random.nextInt(4); i > 0; i--) {
      array.add(value(schema.path("items"), depth + 1));
    }
    return array;
  }

  private JsonNode number() {
    int choice = random.nextInt(16);
    return choice == 0 ? scalar() : read(choice < 4 ? "0.5" : Integer.toString(choice - 9));
  }

  private JsonNode text(JsonNode schema) {
    if (random.nextInt(12) == 0) {
      return scalar();
    }
    int least = schema.path("minLength").asInt(0);
    int most = Math.min(schema.path("maxLength").asInt(8), 300);
    int length = least + random.nextInt(most + 1 - least);
    int off = random.nextInt(12) == 0 ? 1 : 0;
    String letter =
        List.of("a", "b", "z", "😀", "9").get(random.nextInt(schema.has("pattern") ? 5 : 4));
    boolean shorter = off == 1 && least > 0 && random.nextBoolean();
    return TextNode.valueOf(letter.repeat(shorter ? least - 1 : off == 1 ? most + 1 : length));
  }

  private JsonNode scalar() {
    return read(SCALARS.get(random.nextInt(SCALARS.size())));
  }

  private JsonNode read(String text) {
    try {
      return mapper.readTree(text);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
