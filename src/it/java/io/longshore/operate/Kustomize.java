package io.longshore.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Renders the kustomize features that {@code k8s/} uses: resources, namespace, generated config
 * maps without a hash suffix, and strategic merge patches. Where kubectl is installed, a test
 * compares the results.
 */
final class Kustomize {

  static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private static final List<String> CLUSTER_WIDE = List.of("Namespace");

  private Kustomize() {}

  static List<ObjectNode> render(Path folder) {
    JsonNode plan = documents(folder.resolve("kustomization.yaml")).get(0);
    plan.fieldNames()
        .forEachRemaining(
            name -> {
              if (!List.of(
                      "apiVersion",
                      "kind",
                      "namespace",
                      "resources",
                      "patches",
                      "configMapGenerator",
                      "generatorOptions")
                  .contains(name)) {
                throw new IllegalArgumentException("This renderer does not know " + name);
              }
            });
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode resource : plan.path("resources")) {
      Path at = folder.resolve(resource.asText()).normalize();
      objects.addAll(Files.isDirectory(at) ? render(at) : documents(at));
    }
    plan.path("configMapGenerator").forEach(made -> objects.add(configMap(folder, made)));
    for (JsonNode patch : plan.path("patches")) {
      documents(folder.resolve(patch.path("path").asText())).forEach(p -> patch(objects, p));
    }
    if (plan.has("namespace")) {
      objects.forEach(object -> place(object, plan.get("namespace").asText()));
    }
    return objects;
  }

  static List<ObjectNode> documents(Path file) {
    try (var values = YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(file.toFile())) {
      return values.readAll();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static ObjectNode configMap(Path folder, JsonNode made) {
    ObjectNode map = YAML.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
    map.putObject("metadata").set("name", made.get("name"));
    if (made.path("options").has("labels")) {
      map.withObject("/metadata").set("labels", made.path("options").get("labels"));
    }
    ObjectNode data = map.putObject("data");
    for (JsonNode file : made.path("files")) {
      String[] parts = file.asText().split("=");
      try {
        data.put(parts[0], Files.readString(folder.resolve(parts[parts.length - 1])));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return map;
  }

  private static void patch(List<ObjectNode> objects, ObjectNode patch) {
    ObjectNode target =
        objects.stream()
            .filter(object -> object.get("kind").equals(patch.get("kind")))
            .filter(object -> name(object).equals(name(patch)))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("Nothing to patch: " + patch));
    if (patch.path("$patch").asText().equals("delete")) {
      objects.remove(target);
    } else {
      merge(target, patch);
    }
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .fields()
        .forEachRemaining(
            field -> {
              JsonNode old = target.get(field.getKey());
              JsonNode now = field.getValue();
              if (now.isNull()) {
                target.remove(field.getKey());
              } else if (old instanceof ObjectNode object && now instanceof ObjectNode change) {
                merge(object, change);
              } else if (old instanceof ArrayNode list && named(list) && named(now)) {
                mergeNamed(list, (ArrayNode) now);
              } else {
                target.set(field.getKey(), now.deepCopy());
              }
            });
  }

  private static boolean named(JsonNode list) {
    return list.isArray() && !list.isEmpty() && list.get(0).has("name");
  }

  private static void mergeNamed(ArrayNode list, ArrayNode patch) {
    for (JsonNode change : patch) {
      ObjectNode same = null;
      for (JsonNode element : list) {
        same = element.get("name").equals(change.get("name")) ? (ObjectNode) element : same;
      }
      if (same == null) {
        list.add(change.deepCopy());
      } else {
        merge(same, (ObjectNode) change);
      }
    }
  }

  private static void place(ObjectNode object, String namespace) {
    if (!CLUSTER_WIDE.contains(object.get("kind").asText())) {
      object.withObject("/metadata").put("namespace", namespace);
    }
  }

  static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }
}
