package io.longshore.service.cleanroomsml;

import java.math.BigInteger;
import java.util.Optional;

/** Ids in JSON: strings, or whole numbers as their digits. */
final class JsonId {

  private JsonId() {}

  static Optional<String> text(Object value) {
    if (value instanceof String text) {
      return Optional.of(text);
    }
    boolean whole =
        value instanceof Integer || value instanceof Long || value instanceof BigInteger;
    return whole ? Optional.of(value.toString()) : Optional.empty();
  }
}
