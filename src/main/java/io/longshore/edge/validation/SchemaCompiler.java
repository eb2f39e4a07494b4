package io.longshore.edge.validation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compiles the contract's schemas, once at start-up, into {@link Validator}s. A keyword that it
 * does not know stops the start: nothing that the contract demands is silently let through.
 */
public final class SchemaCompiler {

  private static final Set<String> KNOWN =
      Set.of(
          "type",
          "enum",
          "const",
          "format",
          "minLength",
          "maxLength",
          "pattern",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "items",
          "minItems",
          "maxItems",
          "uniqueItems",
          "properties",
          "required",
          "additionalProperties",
          "propertyNames",
          "minProperties",
          "maxProperties",
          "oneOf",
          "anyOf",
          "allOf",
          "$ref");
  private static final Set<String> ANNOTATIONS =
      Set.of(
          "title",
          "description",
          "default",
          "example",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "discriminator",
          "externalDocs",
          "$comment",
          "$id",
          "$anchor");

  private final JsonObject contract;
  private final Map<Map<String, Object>, Later> compiled = new IdentityHashMap<>();

  public SchemaCompiler(JsonObject contract) {
    this.contract = contract;
  }

  /** Stands for a schema that refers to itself, until it is compiled. */
  private static final class Later implements Validator {
    private Validator check;

    @Override
    public Violation check(Object value) {
      return check.check(value);
    }
  }

  /**
   * The demands of that schema.
   *
   * @throws IllegalArgumentException for a keyword that is not known, naming it
   */
  Validator compile(JsonObject schema) {
    Later known = compiled.get(schema.getMap());
    if (known != null) {
      return known.check == null ? known : known.check;
    }
    Later later = new Later();
    compiled.put(schema.getMap(), later);
    schema.fieldNames().forEach(SchemaCompiler::requireKnown);
    List<Validator> checks = new ArrayList<>();
    addReference(schema, checks);
    addValue(schema, checks);
    addSizes(schema, checks);
    addInner(schema, checks);
    addChoices(schema, checks);
    later.check = checks.isEmpty() ? Validator.ANYTHING : Validator.all(checks);
    return later.check;
  }

  private static void requireKnown(String keyword) {
    boolean annotation =
        ANNOTATIONS.contains(keyword) || keyword.startsWith("x-") || keyword.startsWith("__");
    if (!annotation && !KNOWN.contains(keyword)) {
      throw new IllegalArgumentException(
          "The contract has a keyword that is not known: " + keyword);
    }
  }

  private void addReference(JsonObject schema, List<Validator> checks) {
    if (schema.containsKey("$ref")) {
      checks.add(compile(target(schema.getString("$ref"))));
    }
  }

  /** That schema, or the one that it refers to: the loader leaves some references standing. */
  JsonObject resolved(JsonObject schema) {
    return schema.containsKey("$ref") ? resolved(target(schema.getString("$ref"))) : schema;
  }

  private JsonObject target(String reference) {
    JsonObject target = contract;
    for (String step : reference.substring(reference.indexOf("#/") + 2).split("/")) {
      target = target == null ? null : target.getJsonObject(step);
    }
    if (target == null) {
      throw new IllegalArgumentException("The contract has no " + reference);
    }
    return target;
  }

  private static void addValue(JsonObject schema, List<Validator> checks) {
    if (schema.containsKey("type")) {
      checks.add(JsonType.check(schema.getValue("type")));
    }
    if (schema.containsKey("enum")) {
      checks.add(StructureValidators.oneOf(schema.getJsonArray("enum").getList()));
    }
    if (schema.containsKey("const")) {
      checks.add(StructureValidators.oneOf(List.of(schema.getValue("const"))));
    }
    if ("int32".equals(schema.getString("format"))) {
      checks.add(NumberValidators.range("int32", Integer.MIN_VALUE, Integer.MAX_VALUE));
    } else if ("int64".equals(schema.getString("format"))) {
      checks.add(NumberValidators.range("int64", Long.MIN_VALUE, Long.MAX_VALUE));
    }
    checks.addAll(StringValidators.of(schema));
    checks.addAll(NumberValidators.bounds(schema));
  }

  private static void addSizes(JsonObject schema, List<Validator> checks) {
    if (schema.containsKey("minItems") || schema.containsKey("maxItems")) {
      checks.add(size(schema, "item", "minItems", "maxItems"));
    }
    if (schema.containsKey("minProperties") || schema.containsKey("maxProperties")) {
      checks.add(size(schema, "member", "minProperties", "maxProperties"));
    }
    if (schema.getBoolean("uniqueItems", false)) {
      checks.add(StructureValidators.unique());
    }
  }

  private static Validator size(JsonObject schema, String unit, String least, String most) {
    return StructureValidators.size(
        unit, schema.getInteger(least, 0), schema.getInteger(most, Integer.MAX_VALUE));
  }

  private void addInner(JsonObject schema, List<Validator> checks) {
    if (schema.containsKey("items")) {
      checks.add(StructureValidators.items(compile(schema.getJsonObject("items"))));
    }
    if (schema.containsKey("propertyNames")) {
      checks.add(StructureValidators.names(compile(schema.getJsonObject("propertyNames"))));
    }
    JsonObject properties = schema.getJsonObject("properties", new JsonObject());
    JsonArray required = schema.getJsonArray("required", new JsonArray());
    Validator additional = additional(schema.getValue("additionalProperties"));
    if (properties.isEmpty() && required.isEmpty() && additional == Validator.ANYTHING) {
      return;
    }
    Map<String, Validator> members = new HashMap<>();
    for (String name : properties.fieldNames()) {
      if (!name.startsWith("__")) { // where the loader notes its own
        members.put(name, compile(properties.getJsonObject(name)));
      }
    }
    List<String> names = required.stream().map(String.class::cast).toList();
    checks.add(StructureValidators.members(members, names, additional));
  }

  private Validator additional(Object schema) {
    if (schema == null || Boolean.TRUE.equals(schema)) {
      return Validator.ANYTHING;
    }
    if (schema instanceof JsonObject object) {
      return compile(object);
    }
    throw new IllegalArgumentException(
        "additionalProperties must be a schema: members that are not known are ignored");
  }

  private void addChoices(JsonObject schema, List<Validator> checks) {
    if (schema.containsKey("allOf")) {
      checks.add(Validator.all(each(schema.getJsonArray("allOf"))));
    }
    if (schema.containsKey("anyOf")) {
      checks.add(CombinatorValidators.any(each(schema.getJsonArray("anyOf"))));
    }
    if (schema.containsKey("oneOf")) {
      checks.add(CombinatorValidators.one(each(schema.getJsonArray("oneOf"))));
    }
  }

  private List<Validator> each(JsonArray schemas) {
    List<Validator> checks = new ArrayList<>();
    for (int i = 0; i < schemas.size(); i++) {
      checks.add(compile(schemas.getJsonObject(i)));
    }
    return checks;
  }
}
