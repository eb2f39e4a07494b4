package io.longshore.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.longshore.config.LongshoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code helm install} would send. */
class HelmChartTest {

  private static final Path CHART = Path.of("k8s/chart");

  private static final String PRODUCTION =
      """
      database: {url: "postgresql://postgres.databases.svc:5432/longshore"}
      s3: {endpoint: "http://minio.objects.svc:9000"}
      roles: {"arn:aws:iam::111122223333:role/*": {allowed: ["s3://exports"]}}
      """;

  private static final String TRIAL =
      """
      embedded: true
      keys: "trial only-for-trying 000000000000"
      """;

  @TempDir Path temp;

  @Test
  void lint_has_no_objection() {
    LintResult result = new Helm(CHART).lint().call();

    assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
  }

  @Test
  void every_object_fits_its_schema() throws IOException {
    for (String values : List.of(PRODUCTION, TRIAL)) {
      for (ObjectNode object : render(values)) {
        KubernetesSchemas.check(object);
      }
    }
  }

  @Test
  void a_release_has_the_objects_of_the_production_overlay() throws IOException {
    Map<String, ObjectNode> overlay = byName(Kustomize.render(Path.of("k8s/overlays/production")));
    overlay.remove("Namespace longshore");
    Map<String, ObjectNode> chart = byName(render(PRODUCTION));

    assertThat(chart.keySet()).isEqualTo(overlay.keySet());
    for (String name : List.of("Service longshore", "NetworkPolicy longshore")) {
      assertThat(chart.get(name).get("spec")).isEqualTo(overlay.get(name).get("spec"));
    }
    ObjectNode deployment = comparable(overlay.get("Deployment longshore"));
    assertThat(comparable(chart.get("Deployment longshore"))).isEqualTo(deployment);
  }

  @Test
  void the_settings_of_a_release_are_a_configuration_that_starts() throws IOException {
    String settings = "settings: {log: {format: json}, drain: {serveFor: 7s}}\n";
    Map<String, ObjectNode> chart = byName(render(PRODUCTION + settings));
    Path yaml = file("longshore.yaml", text(chart, "ConfigMap longshore", "longshore.yaml"));

    LongshoreConfig config =
        LongshoreConfig.load(
            Optional.of(yaml),
            Map.of("LONGSHORE_AUTH_KEYS_FILE", file("keys", "a b 000000000000").toString()),
            Map.of());

    assertThat(config.http().host()).isEqualTo("0.0.0.0");
    assertThat(config.drain().serveFor().toSeconds()).isEqualTo(7);
    assertThat(config.drain().timeout().toSeconds()).isEqualTo(60);
  }

  @Test
  void a_trial_is_one_replica_with_its_own_data_and_keys() throws IOException {
    Map<String, ObjectNode> chart = byName(render(TRIAL));

    assertThat(chart).containsKey("Secret longshore");
    assertThat(chart).doesNotContainKey("HorizontalPodAutoscaler longshore");
    JsonNode spec = chart.get("Deployment longshore").get("spec");
    assertThat(spec.get("replicas").asInt()).isEqualTo(1);
    assertThat(spec.at("/strategy/type").asText()).isEqualTo("Recreate");
    assertThat(spec.at("/template/spec/containers/0/env").toString())
        .contains("LONGSHORE_DATA_DIR")
        .doesNotContain("LONGSHORE_DATABASE_URL");
  }

  @Test
  void a_release_without_a_database_and_a_misspelled_value_are_refused() {
    assertThatThrownBy(() -> render("s3: {endpoint: aws}"))
        .hasMessageContaining("Set database.url, or embedded=true");
    assertThatThrownBy(() -> render(PRODUCTION + "replica: 5\n")).hasMessageContaining("replica");
  }

  private List<ObjectNode> render(String values) throws IOException {
    TemplateCommand command =
        new Helm(CHART)
            .template()
            .withName("ours")
            .withNamespace("longshore")
            .withKubeVersion("1.30.0");
    String rendered = command.withValuesFile(file("values.yaml", values)).call();
    return Kustomize.documents(file("rendered.yaml", rendered));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(temp.resolve(name), text);
  }

  private static Map<String, ObjectNode> byName(List<ObjectNode> objects) {
    Map<String, ObjectNode> all = new HashMap<>();
    objects.forEach(o -> all.put(o.get("kind").asText() + " " + Kustomize.name(o), o));
    return all;
  }

  private static String text(Map<String, ObjectNode> all, String object, String entry) {
    return all.get(object).at("/data/" + entry).asText();
  }

  /** Without what the chart chooses itself: image, annotations, the order of the variables. */
  private static ObjectNode comparable(ObjectNode deployment) {
    ObjectNode copy = deployment.deepCopy();
    ((ObjectNode) copy.get("metadata")).remove("namespace");
    ((ObjectNode) copy.at("/spec/template/metadata")).remove("annotations");
    ObjectNode container = (ObjectNode) copy.at("/spec/template/spec/containers/0");
    container.remove(List.of("image", "imagePullPolicy"));
    List<JsonNode> variables = new ArrayList<>();
    container.get("env").forEach(variables::add);
    variables.sort(Comparator.comparing(variable -> variable.get("name").asText()));
    variables.stream()
        .filter(variable -> variable.get("name").asText().equals("LONGSHORE_ROLES"))
        .forEach(v -> ((ObjectNode) v).put("value", v.get("value").asText().replace(" ", "")));
    container.putArray("env").addAll(variables);
    return copy;
  }
}
