package io.longshore.edge.http;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request target, split before it is decoded, so that an encoded slash stays inside its segment.
 *
 * @param path as sent, with its escapes
 * @param query names and values, percent-decoded once; a plus stays a plus, repeated names keep all
 *     values
 */
public record RequestTarget(String path, Map<String, List<String>> query) {

  /**
   * Parses a request target.
   *
   * @throws ApiError with that code for a target that proxies and servers may read differently
   */
  public static RequestTarget parse(String target, ErrorCode invalid) {
    requirePath(target, invalid);
    if (!target.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#')) {
      throw new ApiError(invalid, "The request target has a character that must be escaped.");
    }
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    requireSegments(path, invalid);
    String query = question < 0 ? "" : target.substring(question + 1);
    return new RequestTarget(path, pairs(query, invalid));
  }

  /** Requires the form of a target that begins with a slash. */
  public static void requirePath(String target, ErrorCode invalid) {
    if (!target.startsWith("/")) {
      throw new ApiError(invalid, "The request target must be a path that begins with a slash.");
    }
  }

  private static void requireSegments(String path, ErrorCode invalid) {
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      String segment = decode(segments[i], invalid);
      boolean last = i == segments.length - 1;
      if (segment.isEmpty() && !last) {
        throw new ApiError(invalid, "The path has an empty segment.");
      }
      if (segment.equals(".") || segment.equals("..")) {
        throw new ApiError(invalid, "The path has a segment of dots.");
      }
    }
  }

  private static Map<String, List<String>> pairs(String query, ErrorCode invalid) {
    Map<String, List<String>> pairs = new LinkedHashMap<>();
    for (String piece : query.split("&")) {
      if (!piece.isEmpty()) {
        int equals = piece.indexOf('=');
        String name = decode(equals < 0 ? piece : piece.substring(0, equals), invalid);
        String value = equals < 0 ? "" : decode(piece.substring(equals + 1), invalid);
        pairs.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
      }
    }
    return pairs;
  }

  /** Decodes UTF-8 percent escapes. A NUL is refused because PostgreSQL cannot store it. */
  static String decode(String text, ErrorCode invalid) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
        if (low < 0 || (high | low) == 0) {
          throw new ApiError(invalid, "The request target has an invalid escape.");
        }
        bytes.put((byte) (high << 4 | low));
        i += 2;
      } else {
        bytes.put((byte) c);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException malformed) {
      throw new ApiError(invalid, "The request target has escapes that are not UTF-8.");
    }
  }
}
