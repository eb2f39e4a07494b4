package io.longshore.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.longshore.fixture.Installation;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** HTTP calls from the contracts: any operation with any parameters and any body. */
class RawCalls {

  /** The signing name of the service by contract. */
  static final Map<String, String> CONTRACTS =
      Map.of(
          "pinpoint", "mobiletargeting",
          "personalize", "personalize",
          "personalize-events", "personalize",
          "dataexchange", "dataexchange",
          "cleanroomsml", "cleanrooms-ml",
          "longshore", "longshore");

  /** An operation of a contract. */
  record Operation(
      String id,
      String signingName,
      String method,
      String path,
      Set<String> pathNames,
      Set<String> queryNames,
      Set<String> members) {

    boolean byTarget() {
      return path.startsWith("/Amazon");
    }
  }

  /** A response. */
  record Reply(int status, String error, String body) {

    JsonObject json() {
      return new JsonObject(body);
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final Map<String, Operation> operations = new TreeMap<>();

  RawCalls() throws IOException {
    this(Installation.shared().uri());
  }

  RawCalls(URI base) throws IOException {
    this.base = base;
    for (Map.Entry<String, String> contract : CONTRACTS.entrySet()) {
      JsonNode root =
          new YAMLMapper()
              .readTree(RawCalls.class.getResource("/openapi/" + contract.getKey() + ".yaml"));
      root.get("paths")
          .properties()
          .forEach(
              path ->
                  path.getValue()
                      .properties()
                      .forEach(
                          method ->
                              add(
                                  root,
                                  contract.getValue(),
                                  path.getKey(),
                                  path.getValue(),
                                  method)));
    }
  }

  private void add(
      JsonNode root,
      String signingName,
      String path,
      JsonNode shared,
      Map.Entry<String, JsonNode> method) {
    JsonNode operation = method.getValue();
    if (!operation.has("operationId")) {
      return;
    }
    Set<String> inPath = new TreeSet<>();
    Set<String> inQuery = new TreeSet<>();
    for (JsonNode list : List.of(shared.path("parameters"), operation.path("parameters"))) {
      for (JsonNode each : list) {
        JsonNode parameter = resolved(root, each);
        String where = parameter.get("in").asText();
        (where.equals("path") ? inPath : inQuery).add(parameter.get("name").asText());
      }
    }
    Set<String> members = new TreeSet<>();
    JsonNode body = resolved(root, operation.path("requestBody"));
    body.path("content").forEach(media -> members(root, media.path("schema"), members, 0));
    String id = operation.get("operationId").asText();
    operations.put(
        id,
        new Operation(
            id,
            signingName,
            method.getKey().toUpperCase(Locale.ROOT),
            path,
            inPath,
            inQuery,
            members));
  }

  private static void members(JsonNode root, JsonNode schema, Set<String> found, int depth) {
    JsonNode target = resolved(root, schema);
    if (depth > 12) {
      return;
    }
    target
        .path("properties")
        .properties()
        .forEach(
            member -> {
              found.add(member.getKey());
              members(root, member.getValue(), found, depth + 1);
            });
    for (String inner : List.of("items", "additionalProperties")) {
      if (target.path(inner).isObject()) {
        members(root, target.get(inner), found, depth + 1);
      }
    }
    for (String choice : List.of("oneOf", "anyOf", "allOf")) {
      target.path(choice).forEach(branch -> members(root, branch, found, depth + 1));
    }
  }

  private static JsonNode resolved(JsonNode root, JsonNode node) {
    JsonNode target = node;
    while (target.has("$ref")) {
      target = root.at(target.get("$ref").asText().substring(1));
    }
    return target;
  }

  Map<String, Operation> operations() {
    return operations;
  }

  /**
   * Sends a call and waits for the response.
   *
   * @param parameters those that the operation defines are sent
   * @param body JSON, or null for none
   */
  Reply call(String account, String id, Map<String, String> parameters, String body) {
    return call(account, id, parameters, body, Map.of());
  }

  /** Sends additional headers that are not signed. */
  Reply call(
      String account,
      String id,
      Map<String, String> parameters,
      String body,
      Map<String, String> unsigned) {
    Operation operation = operations.get(id);
    byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry("Host", base.getAuthority()));
    if (operation.byTarget()) {
      headers.add(Map.entry("X-Amz-Target", operation.path().substring(1)));
    }
    String target = operation.byTarget() ? "/" : target(operation, parameters);
    SignedRequest signed =
        new SigV4Signer(new AccessKey(account, "test", account, true), InstantSource.system())
            .sign(
                new SignedRequest(operation.method(), target, headers, bytes),
                "us-east-1",
                operation.signingName());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + target))
            .method(operation.method(), HttpRequest.BodyPublishers.ofByteArray(bytes));
    signed.headers().stream()
        .filter(header -> !header.getKey().equals("Host")) // the client sets it itself
        .forEach(header -> request.header(header.getKey(), header.getValue()));
    unsigned.forEach(request::header);
    return send(request.build());
  }

  private static String target(Operation operation, Map<String, String> parameters) {
    String path = operation.path();
    for (String name : operation.pathNames()) {
      path = path.replace("{" + name + "}", encoded(parameters.get(name)));
    }
    List<String> query = new ArrayList<>();
    for (String name : operation.queryNames()) {
      if (parameters.containsKey(name)) {
        query.add(name + "=" + encoded(parameters.get(name)));
      }
    }
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Reply send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      String error = response.headers().firstValue("x-amzn-ErrorType").orElse("");
      return new Reply(response.statusCode(), error, response.body());
    } catch (IOException failure) {
      throw new IllegalStateException(request.uri().toString(), failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
