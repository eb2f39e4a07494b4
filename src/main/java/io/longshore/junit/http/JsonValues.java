package io.longshore.junit.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes JSON. An object is a {@link Map}, an array a {@link List}, a number a {@link
 * Long} or {@link Double}.
 */
final class JsonValues {

  private static final int HEXADECIMAL = 16;
  private static final int UNICODE_DIGITS = 4;

  private final String text;
  private int at;

  private JsonValues(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if the text is not one JSON value
   */
  static Object parse(String text) {
    JsonValues json = new JsonValues(text);
    try {
      Object value = json.value();
      json.space();
      if (json.at != text.length()) {
        throw json.wrong();
      }
      return value;
    } catch (StringIndexOutOfBoundsException | NumberFormatException incomplete) {
      throw new IllegalArgumentException("Not JSON: " + text, incomplete);
    }
  }

  private Object value() {
    space();
    return switch (text.charAt(at)) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> literal("true", Boolean.TRUE);
      case 'f' -> literal("false", Boolean.FALSE);
      case 'n' -> literal("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    at++;
    space();
    while (text.charAt(at) != '}') {
      space();
      String name = string();
      space();
      expect(':');
      members.put(name, value());
      separator('}');
    }
    at++;
    return members;
  }

  private List<Object> array() {
    List<Object> items = new ArrayList<>();
    at++;
    space();
    while (text.charAt(at) != ']') {
      items.add(value());
      separator(']');
    }
    at++;
    return items;
  }

  private void separator(char end) {
    space();
    if (text.charAt(at) != end) {
      expect(',');
      space();
    }
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    expect('"');
    while (text.charAt(at) != '"') {
      char next = text.charAt(at++);
      string.append(next == '\\' ? escaped() : next);
    }
    at++;
    return string.toString();
  }

  private char escaped() {
    char escape = text.charAt(at++);
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        String digits = text.substring(at, at + UNICODE_DIGITS);
        at += UNICODE_DIGITS;
        yield (char) Integer.parseInt(digits, HEXADECIMAL);
      }
      default -> escape;
    };
  }

  private Object literal(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong();
    }
    at += word.length();
    return value;
  }

  private Number number() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(from, at);
    return digits.matches("-?[0-9]{1,18}")
        ? (Number) Long.valueOf(digits)
        : (Number) Double.valueOf(digits);
  }

  private void expect(char wanted) {
    if (text.charAt(at) != wanted) {
      throw wrong();
    }
    at++;
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException("Not JSON at character %d: %s".formatted(at, text));
  }

  static String write(Object value) {
    StringBuilder json = new StringBuilder();
    append(json, value);
    return json.toString();
  }

  private static void append(StringBuilder json, Object value) {
    if (value instanceof Map<?, ?> members) {
      char separator = '{';
      for (Map.Entry<?, ?> member : members.entrySet()) {
        json.append(separator);
        quote(json, member.getKey().toString());
        json.append(':');
        append(json, member.getValue());
        separator = ',';
      }
      json.append(members.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> items) {
      char separator = '[';
      for (Object item : items) {
        json.append(separator);
        append(json, item);
        separator = ',';
      }
      json.append(items.isEmpty() ? "[]" : "]");
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      json.append(value);
    } else {
      quote(json, value.toString());
    }
  }

  private static void quote(StringBuilder json, String string) {
    json.append('"');
    for (int i = 0; i < string.length(); i++) {
      char next = string.charAt(i);
      if (next == '"' || next == '\\') {
        json.append('\\').append(next);
      } else if (next < ' ') {
        json.append("\\u%04x".formatted((int) next));
      } else {
        json.append(next);
      }
    }
    json.append('"');
  }
}
