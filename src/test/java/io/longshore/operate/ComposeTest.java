package io.longshore.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.config.LongshoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What {@code docker compose -f conf/compose.yaml up} would start. */
class ComposeTest {

  private static final Path CONF = Path.of("conf");

  @TempDir Path temp;

  @Test
  void the_replicas_have_a_configuration_that_starts() throws IOException {
    for (String replica : List.of("a", "b", "c")) {
      Map<String, String> environment = new HashMap<>();
      service(replica)
          .get("environment")
          .fields()
          .forEachRemaining(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
      Path keys = temp.resolve("keys");
      Files.writeString(keys, compose().at("/configs/keys/content").asText());
      environment.put("LONGSHORE_AUTH_KEYS_FILE", keys.toString());

      LongshoreConfig config = LongshoreConfig.load(Optional.empty(), environment, Map.of());

      assertThat(config.database().isEmbedded()).isFalse();
      assertThat(config.s3().isEmbedded()).isFalse();
      assertThat(config.http().host()).isEqualTo("0.0.0.0");
      assertThat(config.roles().roles()).containsKey("arn:aws:iam::*:role/*");
    }
  }

  @Test
  void the_proxy_and_prometheus_reach_the_replicas_by_name() throws Exception {
    assertThat(rewritten("haproxy", "haproxy.cfg"))
        .contains("server a a:4566", "server b b:4566", "server c c:4566")
        .doesNotContain("10.0.0.");
    assertThat(rewritten("prometheus", "prometheus.yml"))
        .contains("\"a:9464\", \"b:9464\", \"c:9464\"")
        .doesNotContain("10.0.0.");
  }

  @Test
  void every_port_is_published_on_loopback_only() throws IOException {
    compose()
        .get("services")
        .forEach(
            service ->
                service
                    .path("ports")
                    .forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:")));
  }

  /** The file that the command of the service writes from the one in {@code conf/}. */
  private String rewritten(String service, String file) throws Exception {
    String command = service(service).get("command").get(0).asText();
    String sed =
        command
            .substring(0, command.indexOf(';'))
            .replace("/etc/longshore", CONF.toString())
            .replace("/tmp", temp.toString());
    assertThat(sed).startsWith("sed ");
    Process run = new ProcessBuilder("sh", "-ec", sed).redirectErrorStream(true).start();
    assertThat(run.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return Files.readString(temp.resolve(file));
  }

  private static JsonNode service(String name) throws IOException {
    return compose().at("/services/" + name);
  }

  /** SnakeYAML resolves the anchors and aliases. */
  private static JsonNode compose() throws IOException {
    Object read = new Yaml().load(Files.readString(CONF.resolve("compose.yaml")));
    return Kustomize.YAML.valueToTree(read);
  }
}
