package io.longshore.service.personalize.schema;

import io.longshore.api.ApiError;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Fuzzes schemas: they are rejected with a reason, or describe a flat record with its key field.
 */
public final class AvroSchemaFuzz {

  private AvroSchemaFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      RecordSchema schema = RecordSchema.parse(new String(data, StandardCharsets.UTF_8));
      SchemaRules.require(schema, null);
      if (schema.keyColumn() < 0 || schema.names().isEmpty()) {
        throw new AssertionError("The schema has no key field");
      }
    } catch (ApiError refused) {
      if (refused.code().status() != 400 || refused.getMessage().isBlank()) {
        throw new AssertionError("The error has no reason");
      }
    }
  }

  public static List<byte[]> seeds() {
    String fields =
        "{\"name\":\"USER_ID\",\"type\":\"string\"},{\"name\":\"ITEM_ID\",\"type\":\"string\"},"
            + "{\"name\":\"TIMESTAMP\",\"type\":\"long\"}";
    String record =
        "{\"type\":\"record\",\"name\":\"%s\",\"namespace\":\"a.b\",\"fields\":[%s],\"version\":\"1.0\"}";
    return List.of(
            record.formatted("Interactions", fields),
            record.formatted(
                "Users",
                "{\"name\":\"USER_ID\",\"type\":\"string\"},{\"name\":\"AGE\",\"type\":[\"null\",\"int\"],\"categorical\":true,\"default\":null}"),
            record.formatted(
                "Items",
                "{\"name\":\"ITEM_ID\",\"type\":\"string\"},{\"name\":\"X\",\"type\":{\"type\":\"array\",\"items\":\"string\"}}"),
            record.formatted(
                "Users",
                "{\"name\":\"a\",\"type\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}}"))
        .stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
