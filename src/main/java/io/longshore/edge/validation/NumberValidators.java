package io.longshore.edge.validation;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Demands on numbers. A number is what it is worth: 5.0 and 5e0 are the integer 5. */
final class NumberValidators {

  private NumberValidators() {}

  static boolean integral(Number number) {
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

  /** The bounds of a schema: at most four. */
  static List<Validator> bounds(JsonObject schema) {
    List<Validator> checks = new ArrayList<>();
    BigDecimal minimum = bound(schema, "minimum");
    BigDecimal maximum = bound(schema, "maximum");
    BigDecimal above = bound(schema, "exclusiveMinimum");
    BigDecimal below = bound(schema, "exclusiveMaximum");
    if (minimum != null) {
      checks.add(compared("must be at least " + minimum, n -> n.compareTo(minimum) >= 0));
    }
    if (maximum != null) {
      checks.add(compared("must be at most " + maximum, n -> n.compareTo(maximum) <= 0));
    }
    if (above != null) {
      checks.add(compared("must be greater than " + above, n -> n.compareTo(above) > 0));
    }
    if (below != null) {
      checks.add(compared("must be less than " + below, n -> n.compareTo(below) < 0));
    }
    return checks;
  }

  /** Whole numbers from {@code least} to {@code most}. */
  static Validator range(String format, long least, long most) {
    String text = "must be a whole number of " + (format.equals("int32") ? 32 : 64) + " bits";
    BigDecimal low = BigDecimal.valueOf(least);
    BigDecimal high = BigDecimal.valueOf(most);
    Validator slow =
        compared(text, n -> n.compareTo(low) >= 0 && n.compareTo(high) <= 0 && integral(n));
    return value -> {
      if (value instanceof Integer || value instanceof Long) {
        long number = ((Number) value).longValue();
        return number >= least && number <= most ? null : Violation.here(text);
      }
      return slow.check(value);
    };
  }

  private interface Demand {
    boolean met(BigDecimal number);
  }

  private static Validator compared(String text, Demand demand) {
    return value ->
        !(value instanceof Number number) || demand.met(exact(number))
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
