package io.longshore.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longshore.config.LongshoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kubectl apply -k} would send, and whether it fits Kubernetes and Longshore. */
class KubernetesTest {

  private static final Path K8S = Path.of("k8s");

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/embedded", "overlays/production"})
  void every_object_fits_its_schema(String folder) throws IOException {
    for (ObjectNode object : Kustomize.render(K8S.resolve(folder))) {
      KubernetesSchemas.check(object);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/embedded", "overlays/production"})
  void kubectl_renders_the_same(String folder) throws Exception {
    Path out = temp.resolve("out.yaml");
    assumeTrue(kubectl(out, K8S.resolve(folder)), "no kubectl of 1.21 or later here");
    assertThat(sorted(Kustomize.documents(out)))
        .isEqualTo(sorted(Kustomize.render(K8S.resolve(folder))));
  }

  private static boolean kubectl(Path out, Path folder) throws Exception {
    try {
      Process run =
          new ProcessBuilder("kubectl", "kustomize", folder.toString())
              .redirectOutput(out.toFile())
              .start();
      return run.waitFor(60, TimeUnit.SECONDS) && run.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  @Test
  void replicas_are_hardened_and_stop_before_they_are_killed() {
    JsonNode pod = deployment("production").path("spec").path("template").path("spec");
    JsonNode container = pod.path("containers").get(0);
    assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean()).isTrue();
    assertThat(container.path("securityContext").path("readOnlyRootFilesystem").asBoolean())
        .isTrue();
    assertThat(container.path("securityContext").path("capabilities").path("drop").get(0).asText())
        .isEqualTo("ALL");
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(container.path(probe).path("httpGet").path("port").asText())
          .isEqualTo("management");
    }
    LongshoreConfig config = config("production");
    int preStop = container.path("lifecycle").path("preStop").path("sleep").path("seconds").asInt();
    assertThat(pod.path("terminationGracePeriodSeconds").asInt())
        .isGreaterThan(preStop + (int) config.drain().timeout().toSeconds());
    assertThat(config.drain().serveFor().toSeconds()).isPositive();
  }

  @Test
  void each_overlay_is_a_configuration_that_starts() {
    assertThat(config("production").database().isEmbedded()).isFalse();
    assertThat(config("production").s3().isEmbedded()).isFalse();
    assertThat(config("embedded").database().isEmbedded()).isTrue();
    assertThat(config("embedded").http().host()).isEqualTo("0.0.0.0");
    assertThat(deployment("embedded").path("spec").path("replicas").asInt()).isEqualTo(1);
    assertThat(deployment("production").path("spec").path("replicas").asInt()).isEqualTo(3);
  }

  @Test
  void every_alert_has_its_paragraph_in_the_runbook() throws IOException {
    String runbook = Files.readString(K8S.resolve("RUNBOOK.md"));
    List<String> alerts = new ArrayList<>();
    Kustomize.documents(K8S.resolve("base/rules.yaml"))
        .get(0)
        .path("spec")
        .path("groups")
        .get(0)
        .path("rules")
        .forEach(rule -> alerts.add(rule.path("alert").asText()));
    assertThat(alerts)
        .hasSizeGreaterThan(5)
        .allSatisfy(alert -> assertThat(runbook).containsPattern("\n## " + alert + "\n\n\\w"));
  }

  private static JsonNode deployment(String overlay) {
    return Kustomize.render(K8S.resolve("overlays").resolve(overlay)).stream()
        .filter(object -> object.get("kind").asText().equals("Deployment"))
        .findFirst()
        .orElseThrow();
  }

  /** What the process in the pod would load: the mounted file, and the container's environment. */
  private LongshoreConfig config(String overlay) {
    Map<String, String> environment = new HashMap<>();
    JsonNode container =
        deployment(overlay).path("spec").path("template").path("spec").path("containers").get(0);
    StreamSupport.stream(container.path("env").spliterator(), false)
        .filter(variable -> variable.path("name").asText().startsWith("LONGSHORE_"))
        .forEach(variable -> environment.put(variable.path("name").asText(), value(variable)));
    return LongshoreConfig.load(
        Optional.of(K8S.resolve("base/longshore.yaml")), environment, Map.of());
  }

  private String value(JsonNode variable) {
    String text = variable.path("value").asText("from-a-secret");
    if (!text.startsWith("/run/secrets/")) {
      return text;
    }
    try {
      return Files.writeString(temp.resolve(Path.of(text).getFileName()), "secret").toString();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static Map<String, JsonNode> sorted(List<ObjectNode> objects) {
    Map<String, JsonNode> all = new TreeMap<>();
    objects.forEach(o -> all.put(o.get("kind").asText() + " " + Kustomize.name(o), sorted(o)));
    return all;
  }

  /** Lists of named things in the order of their names. */
  private static JsonNode sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = Kustomize.YAML.createObjectNode();
      object.fields().forEachRemaining(f -> copy.set(f.getKey(), sorted(f.getValue())));
      return copy;
    }
    if (node instanceof ArrayNode list) {
      List<JsonNode> elements = new ArrayList<>();
      list.forEach(element -> elements.add(sorted(element)));
      elements.sort(java.util.Comparator.comparing(e -> e.path("name").asText()));
      return Kustomize.YAML.createArrayNode().addAll(elements);
    }
    return node;
  }
}
