package io.longshore.service.personalize;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The values of a record as texts, as they stand in CSV; absent ones are null. */
final class Cells {

  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,19}");
  private static final Pattern REAL =
      Pattern.compile(
          "[+-]?([0-9]{1,400}(\\.[0-9]{0,400})?|\\.[0-9]{1,400})([eE][+-]?[0-9]{1,3})?");
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1F\\x7F]");
  private static final int LONGEST_ID = 256;
  private static final int LONGEST_CATEGORY = 1000;
  private static final int LONGEST_TEXT = 20_000;

  private Cells() {}

  /** What is wrong with that text as a value of the field, if anything is. */
  static Optional<String> fault(Field field, String text) {
    if (text == null) {
      return field.nullable() ? Optional.empty() : Optional.of(field.name() + " is required");
    }
    boolean right =
        switch (field.types().iterator().next()) {
          case "int" ->
              WHOLE.matcher(text).matches() && fits(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
          case "long" ->
              WHOLE.matcher(text).matches() && fits(text, Long.MIN_VALUE, Long.MAX_VALUE);
          case "float" -> REAL.matcher(text).matches() && Float.isFinite(Float.parseFloat(text));
          case "double" ->
              REAL.matcher(text).matches() && Double.isFinite(Double.parseDouble(text));
          case "boolean" -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
          default -> true;
        };
    if (!right) {
      return Optional.of(field.name() + " must be of the type " + field.types().iterator().next());
    }
    return field.is("string") ? wrongText(field, text) : Optional.empty();
  }

  private static boolean fits(String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      return value >= least && value <= most;
    } catch (NumberFormatException tooLong) {
      return false;
    }
  }

  private static Optional<String> wrongText(Field field, String text) {
    if (text.indexOf('\0') >= 0 || !text.codePoints().allMatch(Cells::isCharacter)) {
      return Optional.of(field.name() + " has a character that is none");
    }
    boolean id = field.name().endsWith("_ID") && !field.categorical() && !field.textual();
    if (id && text.isEmpty()) {
      return Optional.of(field.name() + " must not be empty");
    }
    if (id && CONTROL.matcher(text).find()) {
      return Optional.of(field.name() + " must not have control characters");
    }
    int most = id ? LONGEST_ID : field.textual() ? LONGEST_TEXT : LONGEST_CATEGORY;
    boolean listed = field.name().equals("IMPRESSION");
    return !listed && text.length() > most
        ? Optional.of(field.name() + " must have at most " + most + " characters")
        : Optional.empty();
  }

  private static boolean isCharacter(int codePoint) {
    return codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE;
  }

  /** The CSV row, without its end. Source: RFC 4180. */
  static String line(RecordSchema schema, Map<String, String> cells) {
    StringBuilder line = new StringBuilder();
    String comma = "";
    for (Field field : schema.fields()) {
      line.append(comma).append(quoted(cells.get(field.name())));
      comma = ",";
    }
    return line.toString();
  }

  /** The names of the columns, with the line's end. */
  static String header(List<String> names) {
    return String.join(",", names) + "\n";
  }

  /** Nothing for an absent value; an empty one has its quotes, to be told from that. */
  private static String quoted(String text) {
    if (text == null) {
      return "";
    }
    boolean plain =
        !text.isEmpty()
            && text.indexOf(',') < 0
            && text.indexOf('"') < 0
            && text.indexOf('\n') < 0
            && text.indexOf('\r') < 0;
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
