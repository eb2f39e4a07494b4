package io.longshore.service.personalize.schema;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/** The types of a field's values, which are checked as text. */
public enum FieldType {
  INT,
  LONG,
  FLOAT,
  DOUBLE,
  BOOLEAN,
  STRING;

  private static final Set<FieldType> WHOLE = Set.of(INT, LONG);
  private static final int MOST_DIGITS = 400;
  private static final int MOST_WHOLE_DIGITS = 19;
  private static final int MOST_EXPONENT_DIGITS = 3;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The name in Avro. */
  public String word() {
    return word;
  }

  static Optional<FieldType> of(Schema.Type type) {
    for (FieldType each : values()) {
      if (each.name().equals(type.name())) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** Whether a text is a value of the type. Numbers are decimal, without blanks. */
  public boolean holds(String text) {
    return switch (this) {
      case INT -> isNumber(text) && isWithin(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> isNumber(text) && isWithin(text, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT -> isNumber(text) && Float.isFinite(Float.parseFloat(text));
      case DOUBLE -> isNumber(text) && Double.isFinite(Double.parseDouble(text));
      case BOOLEAN -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
      case STRING -> true;
    };
  }

  /** Stricter than the JDK, which also parses NaN, 0x1p3 and 1d. */
  private boolean isNumber(String text) {
    int at = afterSign(text, 0);
    int point = afterDigits(text, at);
    int digits = point - at;
    if (WHOLE.contains(this)) {
      return point == text.length() && digits > 0 && digits <= MOST_WHOLE_DIGITS;
    }
    int end = point;
    if (point < text.length() && text.charAt(point) == '.') {
      end = afterDigits(text, point + 1);
    }
    int decimals = Math.max(0, end - point - 1);
    return digits + decimals > 0
        && digits <= MOST_DIGITS
        && decimals <= MOST_DIGITS
        && (end == text.length() || isExponent(text, end));
  }

  private static boolean isExponent(String text, int at) {
    if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
      return false;
    }
    int from = afterSign(text, at + 1);
    int end = afterDigits(text, from);
    return end == text.length() && end > from && end - from <= MOST_EXPONENT_DIGITS;
  }

  private static int afterSign(String text, int at) {
    boolean sign = at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-');
    return sign ? at + 1 : at;
  }

  private static int afterDigits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static boolean isWithin(String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      return value >= least && value <= most;
    } catch (NumberFormatException tooLong) {
      return false;
    }
  }
}
