package io.longshore.identity.sigv4;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The canonical request of SigV4: the text that is hashed and signed. For every service except S3
 * the path is encoded a second time, so {@code %2F} becomes {@code %252F}.
 *
 * <p>Source: "Create a canonical request" of the IAM user guide.
 */
final class CanonicalRequest {

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private CanonicalRequest() {}

  /**
   * The canonical request with a doubly encoded path.
   *
   * @param unsigned query parameters that the signature does not cover
   * @param normalized whether to remove dot and empty segments from the path
   */
  static String of(
      SignedRequest request,
      List<String> signedHeaders,
      Set<String> unsigned,
      boolean normalized,
      String payloadHash) {
    String path = path(normalized ? normalize(request.path()) : request.path());
    return ofPath(request, signedHeaders, unsigned, path, payloadHash);
  }

  /** The canonical request with a given canonical path. */
  static String ofPath(
      SignedRequest request,
      List<String> signedHeaders,
      Set<String> unsigned,
      String path,
      String payloadHash) {
    StringBuilder text = new StringBuilder(512);
    text.append(request.method()).append('\n');
    text.append(path).append('\n');
    text.append(query(request.query(), unsigned)).append('\n');
    for (String name : signedHeaders) {
      text.append(name).append(':').append(header(request.values(name))).append('\n');
    }
    return text.append('\n')
        .append(String.join(";", signedHeaders))
        .append('\n')
        .append(payloadHash)
        .toString();
  }

  /** Removes dot segments and empty segments; keeps a trailing slash. */
  static String normalize(String raw) {
    boolean isNormal = !raw.contains("//") && !raw.contains("/.");
    if (isNormal) {
      return raw;
    }
    Deque<String> kept = new ArrayDeque<>();
    for (String segment : raw.split("/")) {
      if (segment.equals("..")) {
        kept.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        kept.addLast(segment);
      }
    }
    boolean trailingSlash = raw.endsWith("/") && !kept.isEmpty();
    return "/" + String.join("/", kept) + (trailingSlash ? "/" : "");
  }

  /** Encodes all bytes except unreserved ones and slashes; the percent sign too. */
  static String path(String raw) {
    return raw.isEmpty() ? "/" : encode(raw.getBytes(StandardCharsets.UTF_8), true);
  }

  /** S3's form: encoded exactly once, however the client encoded it. */
  static String pathOnce(String raw) {
    return raw.isEmpty() ? "/" : encode(decode(raw), true);
  }

  /** Sorts the re-encoded pairs; a plus stays a plus, repeated names are all kept. */
  static String query(String raw) {
    return query(raw, Set.of());
  }

  private static String query(String raw, Set<String> unsigned) {
    List<String[]> pairs = new ArrayList<>();
    for (String piece : raw.split("&")) {
      if (!piece.isEmpty()) {
        int equals = piece.indexOf('=');
        String name = equals < 0 ? piece : piece.substring(0, equals);
        String value = equals < 0 ? "" : piece.substring(equals + 1);
        String encoded = encode(decode(name), false);
        if (!unsigned.contains(encoded)) {
          pairs.add(new String[] {encoded, encode(decode(value), false)});
        }
      }
    }
    pairs.sort(Comparator.<String[], String>comparing(p -> p[0]).thenComparing(p -> p[1]));
    StringBuilder text = new StringBuilder(raw.length() + 16);
    for (String[] pair : pairs) {
      text.append(text.isEmpty() ? "" : "&").append(pair[0]).append('=').append(pair[1]);
    }
    return text.toString();
  }

  /** Joins the values by commas, each trimmed and with runs of white space collapsed. */
  static String header(List<String> values) {
    return values.stream().map(CanonicalRequest::collapse).collect(Collectors.joining(","));
  }

  private static String collapse(String value) {
    StringBuilder text = new StringBuilder(value.length());
    boolean gap = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean white = c == ' ' || c >= '\t' && c <= '\r';
      if (!white) {
        text.append(gap && !text.isEmpty() ? " " : "").append(c);
      }
      gap = white;
    }
    return text.toString();
  }

  /** Decodes percent escapes; a percent sign without two hexadecimal digits is literal. */
  static byte[] decode(String text) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
      bytes.write(low < 0 ? raw[i] : high << 4 | low);
      i += low < 0 ? 0 : 2;
    }
    return bytes.toByteArray();
  }

  private static String encode(byte[] bytes, boolean keepSlash) {
    StringBuilder text = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      if (isUnreserved(b) || keepSlash && b == '/') {
        text.append((char) b);
      } else {
        text.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
      }
    }
    return text.toString();
  }

  private static boolean isUnreserved(byte b) {
    return b >= 'a' && b <= 'z'
        || b >= 'A' && b <= 'Z'
        || b >= '0' && b <= '9'
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }

  /** The lower-case, sorted, distinct names of SignedHeaders. */
  static List<String> names(List<String> headers) {
    return headers.stream().map(n -> n.toLowerCase(Locale.ROOT)).distinct().sorted().toList();
  }
}
