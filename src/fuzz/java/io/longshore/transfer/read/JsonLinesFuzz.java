package io.longshore.transfer.read;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fuzzes files of JSON lines. */
public final class JsonLinesFuzz {

  private JsonLinesFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    ChunkedDecoding.requireSame(
        data,
        limits -> new RowDecoder<>(limits, java.util.Optional.empty(), JsonLinesReader::row),
        row -> row.encode());
  }

  public static List<byte[]> seeds() {
    return List.of(
            "{\"Id\":\"a\",\"Attributes\":{\"x\":[\"1\",\"2\"]}}\n{\"Id\":\"b\"}\n",
            "\n{\"user_id\": \"ann\"}\r\n[]\n\"x\"\nnull\n{\"a\":1e400}\n",
            "{\"a\":" + "[".repeat(50) + "]".repeat(50) + "}")
        .stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
