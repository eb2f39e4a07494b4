package io.longshore.edge.validation;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Demands on strings. A length counts code points, so an emoji is one. */
final class StringValidators {

  private StringValidators() {}

  /** Length first: some of AWS's patterns overflow the stack on a text that is far too long. */
  static List<Validator> of(JsonObject schema) {
    List<Validator> checks = new ArrayList<>();
    Integer least = schema.getInteger("minLength");
    Integer most = schema.getInteger("maxLength");
    String pattern = schema.getString("pattern");
    if (least != null) {
      checks.add(atLeast(least));
    }
    if (most != null) {
      checks.add(atMost(most));
    }
    if (pattern != null) {
      checks.add(matching(Pattern.compile(pattern)));
    }
    if ("date-time".equals(schema.getString("format"))) {
      checks.add(StringValidators::dateTime);
    }
    return checks;
  }

  private static Validator atLeast(int least) {
    String text = "must have at least " + least + (least == 1 ? " character" : " characters");
    return value ->
        !(value instanceof String string)
                || string.length() >= 2 * least // each takes at most two of Java's
                || string.codePointCount(0, string.length()) >= least
            ? null
            : Violation.here(text);
  }

  private static Validator atMost(int most) {
    String text = "must have at most " + most + (most == 1 ? " character" : " characters");
    return value ->
        !(value instanceof String string)
                || string.length() <= most
                || string.codePointCount(0, string.length()) <= most
            ? null
            : Violation.here(text);
  }

  /** Matches the whole text, whatever anchors the pattern has. */
  private static Validator matching(Pattern pattern) {
    String text = "must match the pattern " + pattern.pattern();
    return value -> {
      if (!(value instanceof String string)) {
        return null;
      }
      try {
        return pattern.matcher(string).matches() ? null : Violation.here(text);
      } catch (StackOverflowError tooDeep) {
        return Violation.here(
            text); // Java's matcher recurses; a text that it cannot match is refused
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
