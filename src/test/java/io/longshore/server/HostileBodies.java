package io.longshore.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Malicious request bodies of the maximum size. */
final class HostileBodies {

  private HostileBodies() {}

  /** The bodies by their description. No contract has a member {@code absent}. */
  static Map<String, byte[]> of(int limit) {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("arrays in arrays", text("{\"a\":" + "[".repeat(limit - 5)));
    all.put("objects in objects", text("{\"a\":".repeat(limit / 5)));
    all.put("arrays of maximum depth", many(limit, i -> "[".repeat(60) + "]".repeat(60)));
    all.put(
        "objects of maximum depth", many(limit, i -> "{\"a\":".repeat(55) + "1" + "}".repeat(55)));
    all.put("a long number", text("{\"a\":" + "9".repeat(limit - 6) + "}"));
    all.put("long numbers", many(limit, i -> "9".repeat(100)));
    all.put("long fractions", many(limit, i -> "0." + "9".repeat(98)));
    all.put("a vast exponent", many(limit, i -> "1e999999999"));
    all.put("tiny exponents", many(limit, i -> "1e-99999"));
    all.put("one long string", text("{\"a\":\"" + "x".repeat(limit - 8) + "\"}"));
    all.put("escapes", text("{\"a\":\"" + "\\u0041".repeat(limit / 6 - 2) + "\"}"));
    all.put("many names", members(limit, i -> "k" + i));
    all.put("names with one hash", members(limit, HostileBodies::collision));
    all.put("objects of names with one hash", many(limit, HostileBodies::colliding));
    all.put("one long name", text("{\"" + "n".repeat(limit - 6) + "\":1}"));
    all.put("empty objects", many(limit, i -> "{}"));
    all.put("objects of one member", many(limit, i -> "{\"a\":0}"));
    all.put("empty arrays", many(limit, i -> "[]"));
    all.put("empty strings", many(limit, i -> "\"\""));
    all.put("digits", many(limit, i -> "1"));
    all.put("nulls", many(limit, i -> "null"));
    all.put("a duplicate name at the end", twice(limit));
    all.put("blanks", text(" ".repeat(limit)));
    all.put("zero bytes", new byte[limit]);
    all.put("invalid UTF-8 at the end", ending(limit, (byte) 0xff));
    all.put("half a character at the end", ending(limit, (byte) 0xc3));
    all.put("UTF-16", "{\"a\":1}".repeat(limit / 14).getBytes(StandardCharsets.UTF_16BE));
    all.put("half a surrogate pair", text("{\"a\":\"\\ud800\"}"));
    all.put("content after the object", text("{}" + " ".repeat(limit - 3) + "x"));
    all.put("never closed", text("{\"a\":[" + "1,".repeat(1000)));
    all.put("not JSON", text("x".repeat(limit)));
    return all;
  }

  /** A gzip body that inflates to a thousand times its size. */
  static byte[] bomb() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      byte[] blanks = new byte[64 << 20];
      Arrays.fill(blanks, (byte) ' ');
      gzip.write(blanks);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return bytes.toByteArray();
  }

  /** A list of items, without the closing brace, so that it is refused in any case. */
  private static byte[] many(int limit, IntFunction<String> item) {
    StringBuilder text = new StringBuilder("{\"absent\":[");
    for (int i = 0; text.length() < limit - 50_000; i++) {
      text.append(i == 0 ? "" : ",").append(item.apply(i));
    }
    return text(text.append("]").toString());
  }

  private static byte[] members(int limit, IntFunction<String> name) {
    StringBuilder text = new StringBuilder("{\"absent\":1");
    for (int i = 0; text.length() < limit - 100; i++) {
      text.append(",\"").append(name.apply(i)).append("\":0");
    }
    return text(text.toString());
  }

  private static byte[] twice(int limit) {
    return text(
        "{\"a\":["
            + "0,".repeat(100)
            + "\""
            + "x".repeat(Math.min(limit, 1 << 20) - 300)
            + "\"],\"a\":1}");
  }

  private static byte[] ending(int limit, byte last) {
    byte[] bytes =
        text("{\"a\":[\"" + "é".repeat(1 << 18) + "\"" + " ".repeat(limit - (1 << 19) - 20) + "]}");
    bytes[bytes.length - 1] = last;
    return bytes;
  }

  /** Names with the same hash: Aa and BB have one, and so have all their combinations. */
  private static String collision(int number) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 20; bit++) {
      name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }

  private static String colliding(int from) {
    return IntStream.range(0, 900)
        .mapToObj(i -> "\"" + collision(900 * from + i) + "\":0")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
