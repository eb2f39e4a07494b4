package io.longshore.service.cleanroomsml;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.Optional;

/** Ids in JSON: strings, or whole numbers as their digits. */
public final class JsonId {

  private JsonId() {}

  /** The row's member of that name in any case, because Glue has names in lower case only. */
  public static Object member(JsonObject row, String name) {
    if (row.containsKey(name)) {
      return row.getValue(name);
    }
    return row.fieldNames().stream()
        .filter(name::equalsIgnoreCase)
        .findFirst()
        .map(row::getValue)
        .orElse(null);
  }

  public static Optional<String> text(Object value) {
    if (value instanceof String text) {
      return Optional.of(text);
    }
    boolean whole =
        value instanceof Integer || value instanceof Long || value instanceof BigInteger;
    return whole ? Optional.of(value.toString()) : Optional.empty();
  }
}
