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
 * Parses a request body: strict UTF-8, strict JSON, one object, with limits on depth, number of
 * values, and lengths of strings and numbers. Null members are omitted; duplicate members are
 * refused.
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
          .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false) // names are untrusted
          .build();

  private static final int LARGE_BYTES = 64 * 1024;

  /** Above any batch of endpoints; a value may take some hundred bytes of heap. */
  private static final int MAX_VALUES = 100_000;

  /** Above any contract's objects; a large hash table of colliding names is slow. */
  private static final int MAX_MEMBERS = 1_000;

  private static final int LONG_DIGITS = 18;
  private static final int LARGE_NUMBER_WEIGHT = 10;

  private final JsonParser parser;
  private final ErrorCode invalid;
  private int values;

  private JsonBodyParser(JsonParser parser, ErrorCode invalid) {
    this.parser = parser;
    this.invalid = invalid;
  }

  /**
   * The members of the body's object.
   *
   * @throws ApiError with the code {@code invalid}
   */
  public static Map<String, Object> parse(byte[] bytes, ErrorCode invalid) {
    try (JsonParser parser = parser(bytes)) {
      return new JsonBodyParser(parser, invalid).body();
    } catch (CharacterCodingException malformed) {
      throw new ApiError(invalid, "The request body is not UTF-8.");
    } catch (JsonProcessingException malformed) {
      throw new ApiError(invalid, "The request body is not JSON: " + reason(malformed));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible); // it reads from memory
    }
  }

  /** A large body is decoded in pieces: its characters would take twice its bytes. */
  private static JsonParser parser(byte[] bytes) throws IOException {
    CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
    if (bytes.length > LARGE_BYTES) {
      return FACTORY.createParser(new InputStreamReader(new ByteArrayInputStream(bytes), strict));
    }
    CharBuffer text = strict.decode(ByteBuffer.wrap(bytes));
    return FACTORY.createParser(text.array(), text.position(), text.remaining());
  }

  private Map<String, Object> body() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new ApiError(invalid, "The request body must be a JSON object.");
    }
    Map<String, Object> body = object();
    if (parser.nextToken() != null) {
      throw new ApiError(invalid, "The request body has content after its JSON object.");
    }
    return body;
  }

  private Map<String, Object> object() throws IOException {
    Map<String, Object> members = new LinkedHashMap<>(8);
    boolean hasNulls = false;
    for (int size = 1; parser.nextToken() == JsonToken.FIELD_NAME; size++) {
      String name = text(parser.currentName());
      Object value = value(parser.nextToken());
      members.put(name, value);
      hasNulls |= value == null;
      if (members.size() < size) {
        throw new ApiError(invalid, "The request body has a duplicate member: " + clipped(name));
      }
      if (size > MAX_MEMBERS) {
        throw new ApiError(
            invalid, "The request body has an object of more than " + MAX_MEMBERS + " members.");
      }
    }
    if (hasNulls) {
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
    values += large ? LARGE_NUMBER_WEIGHT : 1;
    if (values > MAX_VALUES) {
      throw new ApiError(
          invalid,
          "The request body has more than "
              + MAX_VALUES
              + " values, where a number of more than 18 digits counts as ten.");
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

  /** PostgreSQL can store neither a NUL nor half a surrogate pair. */
  private String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (c == 0 || Character.isSurrogate(c) && !pair) {
        throw new ApiError(
            invalid, "The request body has a string with a NUL or an unpaired surrogate.");
      }
      i += pair ? 1 : 0;
    }
    return text;
  }

  private static String reason(JsonProcessingException malformed) {
    return malformed.getLocation() == null
        ? clipped(malformed.getOriginalMessage())
        : "%s (line %d, column %d)"
            .formatted(
                clipped(malformed.getOriginalMessage()),
                malformed.getLocation().getLineNr(),
                malformed.getLocation().getColumnNr());
  }

  /** The parser adds where an array or object began, with the name of its own setting. */
  private static String clipped(String whole) {
    String text = whole.replaceFirst(" \\(start marker at .*", "");
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
