package io.longshore.edge.protocol;

import io.longshore.api.ApiError;
import io.longshore.edge.validation.ValidationSubject;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Fuzzes the JSON parser: a body is rejected, or parsed such that the encoded result parses to the
 * same value.
 */
public final class JsonBodyParserFuzz {

  private static final ValidationSubject SUBJECT =
      new ValidationSubject("openapi/pinpoint.yaml", "pinpoint.UpdateEndpoint");

  private JsonBodyParserFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    Map<String, Object> read;
    try {
      read = SUBJECT.parse(data);
    } catch (ApiError refused) {
      return;
    }
    byte[] written = new JsonObject(read).toBuffer().getBytes();
    if (!SUBJECT.parse(written).equals(read)) {
      throw new AssertionError("The parsed value differs after formatting: " + new String(written));
    }
    try {
      SUBJECT.read(Buffer.buffer(data));
    } catch (ApiError refused) {
      if (refused.getMessage().isBlank()) {
        throw new AssertionError("The error has no reason");
      }
    }
  }

  public static List<byte[]> seeds() {
    return List.of(
            "{}",
            "{\"Address\":\"a@b.c\",\"ChannelType\":\"EMAIL\",\"OptOut\":\"NONE\"}",
            "{\"Attributes\":{\"a\":[\"b\",\"\\u00e9\\ud83d\\ude00\"],\"c\":null},\"Metrics\":{\"m\":1.5e3}}",
            "{\"Location\":{\"Latitude\":-12.25,\"Longitude\":1},\"User\":{\"UserId\":\"ann\"}}",
            "{\"a\":[1,-2,0.5,1E+2,12345678901234567890,true,false,null,{\"b\":[[]]}]}")
        .stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
