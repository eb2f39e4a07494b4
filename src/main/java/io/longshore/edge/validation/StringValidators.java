package io.longshore.edge.validation;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Validators of strings. Lengths count code points, so an emoji is one. */
final class StringValidators {

  private StringValidators() {}

  /** Length comes first: some of AWS's patterns overflow the stack on very long texts. */
  static List<Validator> of(JsonObject schema) {
    List<Validator> validators = new ArrayList<>();
    Integer min = schema.getInteger("minLength");
    Integer max = schema.getInteger("maxLength");
    String pattern = schema.getString("pattern");
    if (min != null) {
      validators.add(atLeast(min));
    }
    if (max != null) {
      validators.add(atMost(max));
    }
    if (pattern != null) {
      validators.add(matching(Pattern.compile(pattern)));
    }
    if ("date-time".equals(schema.getString("format"))) {
      validators.add(StringValidators::dateTime);
    }
    return validators;
  }

  private static Validator atLeast(int min) {
    String text = "must have at least " + min + (min == 1 ? " character" : " characters");
    return value ->
        !(value instanceof String string)
                || string.length() >= 2 * min // a code point takes at most two chars
                || string.codePointCount(0, string.length()) >= min
            ? null
            : Violation.here(text);
  }

  private static Validator atMost(int max) {
    String text = "must have at most " + max + (max == 1 ? " character" : " characters");
    return value ->
        !(value instanceof String string)
                || string.length() <= max
                || string.codePointCount(0, string.length()) <= max
            ? null
            : Violation.here(text);
  }

  /** Matches the whole text, with or without anchors in the pattern. */
  private static Validator matching(Pattern pattern) {
    String text = "must match the pattern " + pattern.pattern();
    return value -> {
      if (!(value instanceof String string)) {
        return null;
      }
      try {
        return pattern.matcher(string).matches() ? null : Violation.here(text);
      } catch (StackOverflowError tooDeep) {
        return Violation.here(text); // the matcher is recursive
      }
    };
  }

  private static Violation dateTime(Object value) {
    if (value instanceof String string) {
      try {
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(string);
      } catch (DateTimeException malformed) {
        return Violation.here("must be a date and time such as 2026-11-21T19:54:33Z");
      }
    }
    return null;
  }
}
