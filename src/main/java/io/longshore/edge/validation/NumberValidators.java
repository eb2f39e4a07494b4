package io.longshore.edge.validation;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Validators of numbers. Numbers are compared by value: 5.0 and 5e0 are the integer 5. */
final class NumberValidators {

  private NumberValidators() {}

  static boolean isInteger(Number number) {
    if (number instanceof Integer || number instanceof Long || number instanceof BigInteger) {
      return true;
    }
    return exact(number).stripTrailingZeros().scale() <= 0;
  }

  static BigDecimal exact(Number number) {
    if (number instanceof BigDecimal decimal) {
      return decimal;
    }
    if (number instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    boolean whole = number instanceof Integer || number instanceof Long;
    return whole ? BigDecimal.valueOf(number.longValue()) : new BigDecimal(number.toString());
  }

  /** The validators of a schema's bounds. */
  static List<Validator> bounds(JsonObject schema) {
    List<Validator> validators = new ArrayList<>();
    BigDecimal minimum = bound(schema, "minimum");
    BigDecimal maximum = bound(schema, "maximum");
    BigDecimal exclusiveMinimum = bound(schema, "exclusiveMinimum");
    BigDecimal exclusiveMaximum = bound(schema, "exclusiveMaximum");
    if (minimum != null) {
      validators.add(comparison("must be at least " + minimum, n -> n.compareTo(minimum) >= 0));
    }
    if (maximum != null) {
      validators.add(comparison("must be at most " + maximum, n -> n.compareTo(maximum) <= 0));
    }
    if (exclusiveMinimum != null) {
      validators.add(
          comparison(
              "must be greater than " + exclusiveMinimum, n -> n.compareTo(exclusiveMinimum) > 0));
    }
    if (exclusiveMaximum != null) {
      validators.add(
          comparison(
              "must be less than " + exclusiveMaximum, n -> n.compareTo(exclusiveMaximum) < 0));
    }
    return validators;
  }

  /** The validator of the formats {@code int32} and {@code int64}. */
  static Validator range(String format, long min, long max) {
    String text = "must be a whole number of " + (format.equals("int32") ? 32 : 64) + " bits";
    BigDecimal low = BigDecimal.valueOf(min);
    BigDecimal high = BigDecimal.valueOf(max);
    Validator slow =
        comparison(text, n -> n.compareTo(low) >= 0 && n.compareTo(high) <= 0 && isInteger(n));
    return value -> {
      if (value instanceof Integer || value instanceof Long) {
        long number = ((Number) value).longValue();
        return number >= min && number <= max ? null : Violation.here(text);
      }
      return slow.validate(value);
    };
  }

  private interface Condition {
    boolean holds(BigDecimal number);
  }

  private static Validator comparison(String text, Condition condition) {
    return value ->
        !(value instanceof Number number) || condition.holds(exact(number))
            ? null
            : Violation.here(text);
  }

  private static BigDecimal bound(JsonObject schema, String keyword) {
    Object bound = schema.getValue(keyword);
    if (bound == null) {
      return null;
    }
    if (bound instanceof Number number) {
      return exact(number);
    }
    throw new IllegalArgumentException(keyword + " must be a number, was " + bound);
  }
}
