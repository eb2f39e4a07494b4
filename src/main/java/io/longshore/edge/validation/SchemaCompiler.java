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
 * Compiles the contract's schemas into {@link Validator}s, once at startup. Fails on an unknown
 * keyword, so that no constraint of the contract is silently ignored.
 */
public final class SchemaCompiler {

  private static final Set<String> KEYWORDS =
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
  private final Map<Map<String, Object>, LateValidator> compiled = new IdentityHashMap<>();

  public SchemaCompiler(JsonObject contract) {
    this.contract = contract;
  }

  /** The validator of a schema that is being compiled and may refer to itself. */
  private static final class LateValidator implements Validator {
    private Validator target;

    @Override
    public Violation validate(Object value) {
      return target.validate(value);
    }
  }

  /**
   * Compiles a schema.
   *
   * @throws IllegalArgumentException for an unknown keyword, naming it
   */
  Validator compile(JsonObject schema) {
    LateValidator known = compiled.get(schema.getMap());
    if (known != null) {
      return known.target == null ? known : known.target;
    }
    LateValidator late = new LateValidator();
    compiled.put(schema.getMap(), late);
    schema.fieldNames().forEach(SchemaCompiler::requireKnown);
    List<Validator> validators = new ArrayList<>();
    addReference(schema, validators);
    addValue(schema, validators);
    addSizes(schema, validators);
    addContents(schema, validators);
    addCombinators(schema, validators);
    late.target = validators.isEmpty() ? Validator.ANYTHING : Validator.all(validators);
    return late.target;
  }

  private static void requireKnown(String keyword) {
    boolean annotation =
        ANNOTATIONS.contains(keyword) || keyword.startsWith("x-") || keyword.startsWith("__");
    if (!annotation && !KEYWORDS.contains(keyword)) {
      throw new IllegalArgumentException("The contract has an unknown keyword: " + keyword);
    }
  }

  private void addReference(JsonObject schema, List<Validator> validators) {
    if (schema.containsKey("$ref")) {
      validators.add(compile(target(schema.getString("$ref"))));
    }
  }

  /** The schema, or the one that it refers to: the OpenAPI library keeps some references. */
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

  private static void addValue(JsonObject schema, List<Validator> validators) {
    if (schema.containsKey("type")) {
      validators.add(JsonType.validator(schema.getValue("type")));
    }
    if (schema.containsKey("enum")) {
      validators.add(StructureValidators.enumeration(schema.getJsonArray("enum").getList()));
    }
    if (schema.containsKey("const")) {
      validators.add(StructureValidators.enumeration(List.of(schema.getValue("const"))));
    }
    if ("int32".equals(schema.getString("format"))) {
      validators.add(NumberValidators.range("int32", Integer.MIN_VALUE, Integer.MAX_VALUE));
    } else if ("int64".equals(schema.getString("format"))) {
      validators.add(NumberValidators.range("int64", Long.MIN_VALUE, Long.MAX_VALUE));
    }
    validators.addAll(StringValidators.of(schema));
    validators.addAll(NumberValidators.bounds(schema));
  }

  private static void addSizes(JsonObject schema, List<Validator> validators) {
    if (schema.containsKey("minItems") || schema.containsKey("maxItems")) {
      validators.add(size(schema, "item", "minItems", "maxItems"));
    }
    if (schema.containsKey("minProperties") || schema.containsKey("maxProperties")) {
      validators.add(size(schema, "member", "minProperties", "maxProperties"));
    }
    if (schema.getBoolean("uniqueItems", false)) {
      validators.add(StructureValidators.unique());
    }
  }

  private static Validator size(JsonObject schema, String unit, String min, String max) {
    return StructureValidators.size(
        unit, schema.getInteger(min, 0), schema.getInteger(max, Integer.MAX_VALUE));
  }

  private void addContents(JsonObject schema, List<Validator> validators) {
    if (schema.containsKey("items")) {
      validators.add(StructureValidators.items(compile(schema.getJsonObject("items"))));
    }
    if (schema.containsKey("propertyNames")) {
      validators.add(StructureValidators.names(compile(schema.getJsonObject("propertyNames"))));
    }
    JsonObject properties = schema.getJsonObject("properties", new JsonObject());
    JsonArray required = schema.getJsonArray("required", new JsonArray());
    Validator additional =
        additional(schema.getValue("additionalProperties"), properties.fieldNames());
    if (properties.isEmpty() && required.isEmpty() && additional == Validator.ANYTHING) {
      return;
    }
    Map<String, Validator> members = new HashMap<>();
    for (String name : properties.fieldNames()) {
      if (!name.startsWith("__")) { // added by the OpenAPI library
        members.put(name, compile(properties.getJsonObject(name)));
      }
    }
    List<String> names = required.stream().map(String.class::cast).toList();
    validators.add(StructureValidators.members(members, names, additional));
  }

  /** The services of AWS ignore unknown members; {@code false} refuses them. */
  private Validator additional(Object schema, Set<String> known) {
    if (schema == null || Boolean.TRUE.equals(schema)) {
      return Validator.ANYTHING;
    }
    if (schema instanceof JsonObject object) {
      return compile(object);
    }
    return StructureValidators.unknown(
        known.stream().filter(name -> !name.startsWith("__")).toList());
  }

  /** Whether the contract refuses query parameters that an operation does not have. */
  boolean refusesUnknownParameters() {
    return "refused".equals(contract.getString("x-unknown-parameters"));
  }

  private void addCombinators(JsonObject schema, List<Validator> validators) {
    if (schema.containsKey("allOf")) {
      validators.add(Validator.all(each(schema.getJsonArray("allOf"))));
    }
    if (schema.containsKey("anyOf")) {
      validators.add(CombinatorValidators.anyOf(each(schema.getJsonArray("anyOf"))));
    }
    if (schema.containsKey("oneOf")) {
      validators.add(CombinatorValidators.oneOf(each(schema.getJsonArray("oneOf"))));
    }
  }

  private List<Validator> each(JsonArray schemas) {
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < schemas.size(); i++) {
      validators.add(compile(schemas.getJsonObject(i)));
    }
    return validators;
  }
}
