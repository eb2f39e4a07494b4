package io.longshore.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The operations of a contract as the AWS CLI names them, with the options of each: its parameters
 * and the members of its body, in kebab case. A waiter has the options of its operation.
 */
final class AwsOptions {

  /** The services whose members are wrapped into one parameter, named after its structure. */
  private static final Set<String> WRAPPED = Set.of("pinpoint");

  private final String service;
  private final JsonNode contract;

  private AwsOptions(String service, JsonNode contract) {
    this.service = service;
    this.contract = contract;
  }

  /** The options of each operation by its name. */
  static Map<String, Set<String>> of(String service) throws IOException {
    Path file = Path.of("openapi", service + ".yaml");
    Map<String, Set<String>> all =
        new AwsOptions(service, new YAMLMapper().readTree(file.toFile())).operations();
    for (Map.Entry<String, JsonNode> waiter : waiters(service).properties()) {
      String operation = waiter.getValue().path("operation").asText();
      all.put("wait " + kebab(waiter.getKey()), all.get(kebab(operation)));
    }
    return all;
  }

  /** What the command {@code models install} adds to the service. */
  private static JsonNode waiters(String service) throws IOException {
    Path folder = Path.of("src/main/resources/models", service);
    if (!Files.isDirectory(folder)) {
      return MissingNode.getInstance();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      Path file = files.filter(each -> each.endsWith("waiters-2.json")).findFirst().orElseThrow();
      return new YAMLMapper().readTree(file.toFile()).path("waiters");
    }
  }

  private Map<String, Set<String>> operations() {
    Map<String, Set<String>> all = new HashMap<>();
    for (JsonNode path : contract.path("paths")) {
      for (JsonNode operation : path) {
        String id = operation.path("operationId").asText();
        if (!id.isEmpty()) {
          Set<String> options = new TreeSet<>();
          parameters(path).forEach(name -> options.add(kebab(name)));
          parameters(operation).forEach(name -> options.add(kebab(name)));
          body(operation).forEach(name -> options.add(kebab(name)));
          all.put(kebab(id.substring(id.indexOf('.') + 1)), options);
        }
      }
    }
    return all;
  }

  private List<String> parameters(JsonNode owner) {
    List<String> names = new ArrayList<>();
    owner
        .path("parameters")
        .forEach(parameter -> names.add(resolved(parameter).path("name").asText()));
    return names;
  }

  private List<String> body(JsonNode operation) {
    JsonNode body = resolved(operation.path("requestBody"));
    List<String> names = new ArrayList<>();
    for (JsonNode content : body.path("content")) {
      JsonNode schema = content.path("schema");
      if (WRAPPED.contains(service)) {
        String reference = schema.path("$ref").asText();
        names.add(reference.substring(reference.lastIndexOf('/') + 1));
      } else {
        resolved(schema).path("properties").fieldNames().forEachRemaining(names::add);
      }
    }
    return names;
  }

  private JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : contract.at(reference.substring(1));
  }

  /** {@code roleArn} is {@code role-arn}, {@code S3UrlPrefix} is {@code s3-url-prefix}. */
  static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
        .replaceAll("([A-Z]+)([A-Z][a-z])", "$1-$2")
        .toLowerCase(Locale.ROOT);
  }
}
