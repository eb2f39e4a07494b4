package io.longshore.service.personalize.schema;

import static io.longshore.service.personalize.schema.FieldType.FLOAT;
import static io.longshore.service.personalize.schema.FieldType.LONG;
import static io.longshore.service.personalize.schema.FieldType.STRING;
import static io.longshore.service.personalize.schema.RecordSchema.invalid;

import io.longshore.service.personalize.dataset.DatasetType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The fields that Personalize requires of each dataset type and domain, and the names that it
 * reserves. Source: "Creating schema JSON files" of the developer guide, and its quotas.
 */
public final class SchemaRules {

  private static final Set<String> IDS = Set.of("USER_ID", "ITEM_ID", "ACTION_ID", "TIMESTAMP");

  private static final Map<String, FieldType> RESERVED =
      Map.of(
          "EVENT_TYPE", STRING,
          "EVENT_VALUE", FLOAT,
          "IMPRESSION", STRING,
          "RECOMMENDATION_ID", STRING,
          "EVENT_ATTRIBUTION_SOURCE", STRING,
          "CREATION_TIMESTAMP", LONG);

  private final RecordSchema schema;
  private final String domain;

  private SchemaRules(RecordSchema schema, String domain) {
    this.schema = schema;
    this.domain = domain;
  }

  /**
   * @param domain of the schema, or null for none
   * @throws io.longshore.api.ApiError on the first violated rule
   */
  static void require(RecordSchema schema, String domain) {
    SchemaRules rules = new SchemaRules(schema, domain);
    rules.requireFields();
    schema.fields().forEach(rules::requireReserved);
    rules.requireMetadata();
  }

  /** The fields of which every record must have a value. */
  public static Set<String> filled(RecordSchema schema, String domain) {
    return new SchemaRules(schema, domain).required().keySet();
  }

  private void requireFields() {
    for (Map.Entry<String, FieldType> wanted : required().entrySet()) {
      Field field =
          schema
              .field(wanted.getKey())
              .orElseThrow(() -> invalid("must have the field " + wanted.getKey()));
      if (!field.is(wanted.getValue())) {
        throw invalid("must have " + field.name() + " as a " + wanted.getValue().word());
      }
      if (field.nullable() && IDS.contains(field.name())) {
        throw invalid("must not allow null as " + field.name());
      }
    }
    for (String name : categories()) {
      if (schema.field(name).filter(Field::categorical).isEmpty()) {
        throw invalid("must have " + name + " as categorical");
      }
    }
  }

  private Map<String, FieldType> required() {
    Map<String, FieldType> wanted = new TreeMap<>();
    wanted.put(schema.type().key(), STRING);
    switch (schema.type()) {
      case INTERACTIONS -> {
        wanted.putAll(Map.of("ITEM_ID", STRING, "TIMESTAMP", LONG));
        if (domain != null) {
          wanted.put("EVENT_TYPE", STRING);
        }
      }
      case ACTION_INTERACTIONS ->
          wanted.putAll(Map.of("ACTION_ID", STRING, "EVENT_TYPE", STRING, "TIMESTAMP", LONG));
      case ITEMS -> {
        if ("ECOMMERCE".equals(domain)) {
          wanted.putAll(Map.of("PRICE", FLOAT, "CATEGORY_L1", STRING));
        } else if ("VIDEO_ON_DEMAND".equals(domain)) {
          wanted.putAll(Map.of("GENRES", STRING, "CREATION_TIMESTAMP", LONG));
        }
      }
      case USERS, ACTIONS -> {
        // Their key is all.
      }
    }
    return wanted;
  }

  private List<String> categories() {
    if (schema.type() != DatasetType.ITEMS || domain == null) {
      return List.of();
    }
    return List.of(domain.equals("ECOMMERCE") ? "CATEGORY_L1" : "GENRES");
  }

  private void requireReserved(Field field) {
    FieldType type = RESERVED.get(field.name());
    if (type != null && !field.is(type)) {
      throw invalid("has " + field.name() + ", which must be a " + type.word());
    }
    if (type == STRING && field.categorical()) {
      throw invalid("has " + field.name() + ", which must not be categorical");
    }
    boolean words = field.categorical() || field.textual();
    if (words && !field.is(STRING)) {
      throw invalid("has a field that is categorical or textual and no string: " + field.name());
    }
    if (field.textual() && schema.type() != DatasetType.ITEMS) {
      throw invalid("has a textual field, which only items may have: " + field.name());
    }
  }

  private void requireMetadata() {
    List<Field> metadata =
        schema.fields().stream().filter(this::isMetadata).collect(Collectors.toList());
    long most =
        switch (schema.type()) {
          case USERS -> 25;
          case ITEMS -> 100;
          case INTERACTIONS, ACTION_INTERACTIONS -> 5;
          case ACTIONS -> 10;
        };
    if (metadata.size() > most) {
      throw invalid("must have at most " + most + " metadata fields");
    }
    boolean entity = schema.type() == DatasetType.USERS || schema.type() == DatasetType.ITEMS;
    if (entity && schema.fields().size() < 2) {
      throw invalid("must have at least one metadata field beside " + schema.type().key());
    }
    if (schema.type() == DatasetType.USERS
        && metadata.stream().allMatch(field -> field.is(STRING) && !field.categorical())) {
      throw invalid("must have a metadata field that is categorical or no string");
    }
    if (metadata.stream().filter(Field::textual).count() > 1) {
      throw invalid("must have at most one textual field");
    }
  }

  /** Whether the name has a meaning for Personalize, in datasets of some type. */
  public static boolean isReservedName(String name) {
    return IDS.contains(name) || RESERVED.containsKey(name);
  }

  /** Whether Personalize reserves the name. */
  public static boolean isReserved(Field field) {
    return RESERVED.containsKey(field.name());
  }

  private boolean isMetadata(Field field) {
    return !isReserved(field) && !required().containsKey(field.name());
  }
}
