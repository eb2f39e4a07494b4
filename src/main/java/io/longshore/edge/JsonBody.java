package io.longshore.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads a body: strict UTF-8, strict JSON, one object, bounded in depth and in the length of its
 * strings and numbers. Null members are left out; a member that stands twice is refused.
 */
final class JsonBody {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxStringLength(1 << 20)
                  .maxNumberLength(100)
                  .maxNameLength(4096)
                  .build())
          .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false) // names may be strangers'
          .build();

  private JsonBody() {}

  /** The object's members. Fails with {@code invalid}. */
  static Map<String, Object> parse(byte[] bytes, ErrorCode invalid) {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      char[] chars = text.array();
      try (JsonParser parser = FACTORY.createParser(chars, text.position(), text.remaining())) {
        return whole(parser, invalid);
      }
    } catch (CharacterCodingException malformed) {
      throw new ApiError(invalid, "The request body is not UTF-8.");
    } catch (JsonProcessingException malformed) {
      throw new ApiError(invalid, "The request body is not JSON: " + place(malformed));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible); // it reads from memory
    }
  }

  private static Map<String, Object> whole(JsonParser parser, ErrorCode invalid)
      throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new ApiError(invalid, "The request body must be a JSON object.");
    }
    Map<String, Object> body = object(parser, invalid);
    if (parser.nextToken() != null) {
      throw new ApiError(invalid, "The request body has something after its JSON object.");
    }
    return body;
  }

  private static Map<String, Object> object(JsonParser parser, ErrorCode invalid)
      throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    boolean nulls = false;
    for (int size = 1; parser.nextToken() == JsonToken.FIELD_NAME; size++) {
      String name = text(parser.currentName(), invalid);
      Object value = value(parser, parser.nextToken(), invalid);
      members.put(name, value);
      nulls |= value == null;
      if (members.size() < size) {
        throw new ApiError(invalid, "The request body has a member twice: " + clipped(name));
      }
    }
    if (nulls) {
      members.values().removeIf(Objects::isNull);
    }
    return members;
  }

  private static List<Object> array(JsonParser parser, ErrorCode invalid) throws IOException {
    List<Object> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(parser, token, invalid));
    }
    return items;
  }

  private static Object value(JsonParser parser, JsonToken token, ErrorCode invalid)
      throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser, invalid);
      case START_ARRAY -> array(parser, invalid);
      case VALUE_STRING -> text(parser.getText(), invalid);
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue(), invalid);
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      default -> throw new IllegalStateException("unexpected " + token);
    };
  }

  private static Object finite(double number, ErrorCode invalid) {
    if (Double.isInfinite(number)) {
      throw new ApiError(invalid, "The request body has a number that is out of range.");
    }
    return number;
  }

  /** No database text can hold a NUL or half a surrogate pair. */
  private static String text(String text, ErrorCode invalid) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (c == 0 || Character.isSurrogate(c) && !pair) {
        throw new ApiError(invalid, "The request body has a string with a character that is none.");
      }
      i += pair ? 1 : 0;
    }
    return text;
  }

  private static String place(JsonProcessingException malformed) {
    return malformed.getLocation() == null
        ? clipped(malformed.getOriginalMessage())
        : "%s (line %d, column %d)"
            .formatted(
                clipped(malformed.getOriginalMessage()),
                malformed.getLocation().getLineNr(),
                malformed.getLocation().getColumnNr());
  }

  private static String clipped(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
