package io.longshore.identity.sigv4;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Requests that botocore 1.43.11 signed with the key {@code test} and its secret {@code test} for
 * us-east-1 at 2026-11-21T12:00:00Z.
 */
record TestVectors(String name, String service, SignedRequest request) {

  static List<TestVectors> load() {
    List<TestVectors> vectors = new ArrayList<>();
    try {
      for (JsonNode node :
          new ObjectMapper()
              .readTree(TestVectors.class.getResource("/identity/signed-by-botocore.json"))) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        node.get("headers")
            .forEach(h -> headers.add(Map.entry(h.get(0).asText(), h.get(1).asText())));
        SignedRequest request =
            new SignedRequest(
                node.get("method").asText(),
                node.get("target").asText(),
                headers,
                node.get("body").asText().getBytes(StandardCharsets.UTF_8));
        vectors.add(
            new TestVectors(node.get("name").asText(), node.get("service").asText(), request));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return vectors;
  }

  @Override
  public String toString() {
    return name;
  }
}
