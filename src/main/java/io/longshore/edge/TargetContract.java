package io.longshore.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The contract of a service of the protocol JSON 1.1. The library refuses to load a contract that
 * names that media type, so it is shown JSON instead.
 */
final class TargetContract {

  private TargetContract() {}

  static Future<OpenAPIContract> load(Vertx vertx, String resource) {
    return vertx
        .fileSystem()
        .readFile(resource)
        .map(TargetContract::plain)
        .compose(contract -> OpenAPIContract.from(vertx, contract));
  }

  private static JsonObject plain(Buffer yaml) {
    String text =
        yaml.toString(StandardCharsets.UTF_8)
            .replace(AwsJson11.CONTENT_TYPE + ":", AwsRestJson.CONTENT_TYPE + ":");
    try {
      Map<?, ?> members = new ObjectMapper(new YAMLFactory()).readValue(text, LinkedHashMap.class);
      return new JsonObject(new ObjectMapper().writeValueAsString(members));
    } catch (JsonProcessingException wrong) {
      throw new IllegalStateException("A contract is no YAML", wrong);
    }
  }
}
