package io.longshore.edge.routing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.Protocol;
import io.longshore.edge.protocol.AwsJson11;
import io.longshore.edge.protocol.AwsRestJson;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a contract from the jar. The build converts each YAML file to JSON, which is faster to read
 * at startup.
 */
public final class PrecompiledContract {

  private static final String YAML = ".yaml";
  private static final String JSON = ".json";

  private PrecompiledContract() {}

  /** Used by the build: writes a JSON file beside each YAML file of the folder. */
  public static void main(String[] folder) throws IOException {
    for (File yaml : new File(folder[0]).listFiles((in, name) -> name.endsWith(YAML))) {
      File json = new File(yaml.getParent(), yaml.getName().replace(YAML, JSON));
      new ObjectMapper().writeValue(json, new YAMLMapper().readTree(yaml));
    }
  }

  /**
   * Reads the contract of a service. Blocks.
   *
   * <p>The OpenAPI library does not support the media types of AWS JSON 1.1 and of server-sent
   * events, so they are replaced by those of plain JSON and plain text.
   */
  static JsonObject read(ServiceProfile profile) throws IOException {
    String text =
        text(profile.contract()).replace(quoted("text/event-stream"), quoted("text/plain"));
    return new JsonObject(
        profile.protocol() == Protocol.AWS_JSON_1_1
            ? text.replace(quoted(AwsJson11.CONTENT_TYPE), quoted(AwsRestJson.CONTENT_TYPE))
            : text);
  }

  private static String quoted(String mediaType) {
    return '"' + mediaType + "\":";
  }

  /** Contracts of tests exist as YAML only, those of benchmarks as files. */
  private static String text(String name) throws IOException {
    try (InputStream json = resource(name.replace(YAML, JSON))) {
      if (json != null) {
        return new String(json.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
    InputStream found = resource(name);
    try (InputStream yaml = found != null ? found : Files.newInputStream(Path.of(name))) {
      return new YAMLMapper().readTree(yaml).toString();
    }
  }

  private static InputStream resource(String name) {
    return PrecompiledContract.class.getClassLoader().getResourceAsStream(name);
  }
}
