package io.longshore.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An operation of a contract with its method and path. */
record Route(ServiceProfile profile, String operation, String method, String path) {

  private static final String BODY = "{}";

  /** All operations of a contract. */
  static List<Route> of(ServiceProfile profile) throws IOException {
    List<Route> routes = new ArrayList<>();
    JsonNode paths =
        new YAMLMapper().readTree(Route.class.getResource("/" + profile.contract())).get("paths");
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        JsonNode id = method.getValue().get("operationId");
        if (id != null) {
          String verb = method.getKey().toUpperCase(Locale.ROOT);
          routes.add(new Route(profile, id.asText(), verb, path.getKey()));
        }
      }
    }
    return routes;
  }

  /** The headers that select the operation. */
  List<Map.Entry<String, String>> headers(String host) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry("Host", host));
    if (profile.protocol() == Protocol.AWS_JSON_1_1) {
      headers.add(Map.entry("X-Amz-Target", path.substring(1)));
    }
    return headers;
  }

  String target() {
    return profile.protocol() == Protocol.AWS_JSON_1_1
        ? "/"
        : path.replaceAll("\\{[^}]*}", "0123456789abcdef0123456789abcdef");
  }

  byte[] body() {
    return method.equals("GET") || method.equals("DELETE")
        ? new byte[0]
        : BODY.getBytes(StandardCharsets.UTF_8);
  }
}
