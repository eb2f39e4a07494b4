package io.longshore.service.personalize.record;

import io.longshore.service.personalize.schema.Field;
import io.longshore.service.personalize.schema.FieldType;
import io.longshore.service.personalize.schema.SchemaRules;
import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The values of a record as in CSV; absent ones are null. */
public final class CsvValues {

  private static final int LONGEST_ID = 256;
  private static final int LONGEST_CATEGORY = 1000;
  private static final int LONGEST_TEXT = 20_000;
  private static final int LONGEST_DENSE_TEXT = 7000;
  private static final Set<UnicodeScript> DENSE =
      EnumSet.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA);
  private static final int DELETE = 0x7f;

  private CsvValues() {}

  /** The fault in a text as a value of the field. */
  public static Optional<String> fault(Field field, String text) {
    if (text == null) {
      return field.nullable() ? Optional.empty() : Optional.of(field.name() + " is required");
    }
    if (!field.type().holds(text)) {
      return Optional.of(field.name() + " must be of the type " + field.type().word());
    }
    return field.is(FieldType.STRING) ? wrongText(field, text) : Optional.empty();
  }

  private static Optional<String> wrongText(Field field, String text) {
    boolean id = field.isId();
    if (id && text.isEmpty()) {
      return Optional.of(field.name() + " must not be empty");
    }
    for (int at = 0; at < text.length(); at++) {
      char value = text.charAt(at);
      if (id && (value < ' ' || value == DELETE)) {
        return Optional.of(field.name() + " must not have control characters");
      }
      if (value == 0 || Character.isSurrogate(value) && !isHalf(text, at)) {
        return Optional.of(field.name() + " has a character that is none");
      }
    }
    int most = id ? LONGEST_ID : isText(field) ? longestText(text) : LONGEST_CATEGORY;
    return text.length() > most
        ? Optional.of(field.name() + " must have at most " + most + " characters")
        : Optional.empty();
  }

  /** Whether AWS limits the length: the field is neither a category nor a list of items. */
  private static boolean isText(Field field) {
    return !field.categorical() && !SchemaRules.isReserved(field);
  }

  /** Chinese and Japanese texts may have fewer characters. Source: the guide's quotas. */
  private static int longestText(String text) {
    boolean dense =
        text.length() > LONGEST_DENSE_TEXT
            && text.codePoints().anyMatch(point -> DENSE.contains(UnicodeScript.of(point)));
    return dense ? LONGEST_DENSE_TEXT : LONGEST_TEXT;
  }

  /** Whether the surrogate is half of a pair. */
  private static boolean isHalf(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }

  /** The CSV row without its line end. Source: RFC 4180. */
  static String line(List<String> values) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        line.append(',');
      }
      addQuoted(line, values.get(i));
    }
    return line.toString();
  }

  /** The names of the columns, with the line end. */
  public static String header(List<String> names) {
    return String.join(",", names) + "\n";
  }

  /** Absent values have no quotes and empty ones have them, to distinguish the two. */
  private static void addQuoted(StringBuilder line, String text) {
    if (text == null) {
      return;
    }
    if (isPlain(text)) {
      line.append(text);
    } else {
      line.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
  }

  private static boolean isPlain(String text) {
    return !text.isEmpty()
        && text.indexOf(',') < 0
        && text.indexOf('"') < 0
        && text.indexOf('\n') < 0
        && text.indexOf('\r') < 0;
  }
}
