package io.longshore.edge.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads a body: strict UTF-8, strict JSON, one object, bounded in depth, in how many values it has
 * and in the length of its strings and numbers. Null members are left out; a member that stands
 * twice is refused.
 */
public final class JsonBodyParser {

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

  private static final int LARGE_BYTES = 64 * 1024;

  /** Many more than a batch of endpoints has; each may take some hundred bytes of heap. */
  private static final int MOST_VALUES = 100_000;

  /** No contract lets in as many; a table of names that collide is slow when it is large. */
  private static final int MOST_MEMBERS = 1_000;

  private static final int LONG_DIGITS = 18;
  private static final int LARGE_NUMBER_VALUES = 10;

  private final JsonParser parser;
  private final ErrorCode invalid;
  private int values;

  private JsonBodyParser(JsonParser parser, ErrorCode invalid) {
    this.parser = parser;
    this.invalid = invalid;
  }

  /** The object's members. Fails with {@code invalid}. */
  public static Map<String, Object> parse(byte[] bytes, ErrorCode invalid) {
    try (JsonParser parser = parser(bytes)) {
      return new JsonBodyParser(parser, invalid).whole();
    } catch (CharacterCodingException malformed) {
      throw new ApiError(invalid, "The request body is not UTF-8.");
    } catch (JsonProcessingException malformed) {
      throw new ApiError(invalid, "The request body is not JSON: " + place(malformed));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible); // it reads from memory
    }
  }

  /** A large one is decoded bit by bit, for all of its characters take twice its bytes. */
  private static JsonParser parser(byte[] bytes) throws IOException {
    CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
    if (bytes.length > LARGE_BYTES) {
      return FACTORY.createParser(new InputStreamReader(new ByteArrayInputStream(bytes), strict));
    }
    CharBuffer text = strict.decode(ByteBuffer.wrap(bytes));
    return FACTORY.createParser(text.array(), text.position(), text.remaining());
  }

  private Map<String, Object> whole() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new ApiError(invalid, "The request body must be a JSON object.");
    }
    Map<String, Object> body = object();
    if (parser.nextToken() != null) {
      throw new ApiError(invalid, "The request body has something after its JSON object.");
    }
    return body;
  }

  private Map<String, Object> object() throws IOException {
    Map<String, Object> members = new LinkedHashMap<>(8);
    boolean nulls = false;
    for (int size = 1; parser.nextToken() == JsonToken.FIELD_NAME; size++) {
      String name = text(parser.currentName());
      Object value = value(parser.nextToken());
      members.put(name, value);
      nulls |= value == null;
      if (members.size() < size) {
        throw new ApiError(invalid, "The request body has a member twice: " + clipped(name));
      }
      if (size > MOST_MEMBERS) {
        throw new ApiError(
            invalid, "The request body has an object of more than " + MOST_MEMBERS + " members.");
      }
    }
    if (nulls) {
      members.values().removeIf(Objects::isNull);
    }
    return members;
  }

  private List<Object> array() throws IOException {
    List<Object> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token));
    }
    return items;
  }

  private Object value(JsonToken token) throws IOException {
    boolean large = token.isNumeric() && parser.getTextLength() > LONG_DIGITS;
    values += large ? LARGE_NUMBER_VALUES : 1;
    if (values > MOST_VALUES) {
      throw new ApiError(
          invalid,
          "The request body has more than "
              + MOST_VALUES
              + " values, of which a number of more than 18 digits counts as ten.");
    }
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> text(parser.getText());
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      default -> throw new IllegalStateException("unexpected " + token);
    };
  }

  private Object finite(double number) {
    if (Double.isInfinite(number)) {
      throw new ApiError(invalid, "The request body has a number that is out of range.");
    }
    return number;
  }

  /** No database text can hold a NUL or half a surrogate pair. */
  private String text(String text) {
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
