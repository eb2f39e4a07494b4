package io.longshore.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.fixture.Sdk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image of {@code k8s/Containerfile}, built and run without a container engine: as user 10001,
 * on a read-only root, with nothing to write to but /tmp.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class ImageIT {

  private static final String READ_ONLY =
      "mount -t tmpfs -o mode=1777 tmpfs \"$0/tmp\"; mount -o remount,bind,ro \"$0\"";

  @TempDir static Path temp;
  private static ContainerImage image;

  @BeforeAll
  static void build() throws Exception {
    Path jdk = jdk25();
    try {
      RootFolders.command("sh", "-ec", "command -v debootstrap; unshare --mount true");
    } catch (IllegalStateException | IOException missing) {
      skip("it has no debootstrap, or its user may not make mount namespaces");
    }
    Path folder = Files.createDirectories(temp.resolve("roots"));
    RootFolders roots = RootFolders.create(folder, jdk);
    Path jar = Path.of(System.getProperty("longshore.jar"));
    image = ContainerImage.build(Path.of("k8s/Containerfile"), roots, jar);
  }

  @AfterAll
  static void delete() throws Exception {
    RootFolders.command("rm", "-rf", "--one-file-system", temp.resolve("roots").toString());
  }

  @Test
  void the_image_serves_as_user_10001_on_a_read_only_root_from_its_aot_cache() throws Exception {
    Process server = start(READ_ONLY, Map.of(), "serve", "--data", "/tmp/data");
    try {
      assertThat(health(addresses(server).get(0) + "/_longshore/health")).isEqualTo(200);
      Path process = Path.of("/proc", Long.toString(server.pid()));
      assertThat(Files.readString(process.resolve("status")))
          .containsPattern("Uid:\\s+10001\\s+10001\\s+10001\\s+10001\n");
      assertThat(Files.readAllLines(process.resolve("maps")))
          .as("a mapping of the AOT cache")
          .anyMatch(mapping -> mapping.endsWith("/app/longshore.aot"));
      assertThat(Files.readAllLines(process.resolve("mountinfo")))
          .anyMatch(mount -> mount.split(" ")[4].equals("/") && mount.split(" ")[5].contains("ro"));
    } finally {
      server.destroy();
    }
    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).as(log(server)).isZero();
  }

  @Test
  void the_embedded_overlay_is_ready_and_stops_by_sigterm() throws Exception {
    Path mounted = Files.createDirectories(temp.resolve("mounted"));
    Files.copy(Path.of("k8s/base/longshore.yaml"), mounted.resolve("longshore.yaml"));
    Files.writeString(mounted.resolve("keys"), "trial only-for-trying 000000000000\n");
    RootFolders.command("chmod", "-R", "a+rX", mounted.toString());
    String mounts = "";
    for (String point : List.of("/etc/longshore", "/run/secrets/longshore")) {
      Files.createDirectories(ContainerImage.in(image.root(), point));
      mounts += "mount --bind '" + mounted + "' \"$0" + point + "\"; ";
    }
    JsonNode container = embeddedContainer();
    List<String> arguments = new ArrayList<>();
    container.get("args").forEach(argument -> arguments.add(argument.asText()));
    Process server =
        start(mounts + READ_ONLY, environment(container), arguments.toArray(String[]::new));
    try {
      String management = addresses(server).get(1);
      for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        String path = container.at("/" + probe + "/httpGet/path").asText();
        assertThat(health(management + path)).as(probe).isEqualTo(200);
      }
    } finally {
      server.destroy();
    }
    assertThat(server.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).as(log(server)).isZero();
  }

  @Test
  void a_wrong_setting_ends_the_container_with_exit_code_2() throws Exception {
    Process server = start(READ_ONLY, Map.of("LONGSHORE_HTTP_PROT", "1"), "serve");

    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isEqualTo(2);
    assertThat(log(server)).contains("LONGSHORE_HTTP_PROT");
  }

  private static Process start(String mounts, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(RootFolders.inside(image.root(), mounts, image.user(), environment));
    command.addAll(image.entryPoint());
    command.addAll(List.of(arguments));
    if (environment.isEmpty()) {
      command.addAll(List.of("--port", "0", "--set", "management.port=0"));
    }
    command.addAll(List.of("--set", "console.port=0"));
    command.addAll(List.of("--ready", "/tmp/ready"));
    Path output = Files.createTempFile(temp, "server-", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Files.move(output, temp.resolve("server-" + process.pid() + ".log"));
    return process;
  }

  private static String log(Process process) throws IOException {
    return Files.readString(temp.resolve("server-" + process.pid() + ".log"));
  }

  /** The file is in the mount namespace of the process. */
  private static List<String> addresses(Process server) throws Exception {
    Path ready = Path.of("/proc", Long.toString(server.pid()), "root/tmp/ready");
    Sdk.until(
        () -> CompletableFuture.completedFuture(Files.exists(ready) || !server.isAlive()),
        done -> done);
    assertThat(server.isAlive()).as(log(server)).isTrue();
    return Files.readAllLines(ready);
  }

  private static int health(String address) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  private static JsonNode embeddedContainer() {
    return Kustomize.render(Path.of("k8s/overlays/embedded")).stream()
        .filter(object -> object.get("kind").asText().equals("Deployment"))
        .findFirst()
        .orElseThrow()
        .at("/spec/template/spec/containers/0");
  }

  /** The variables of the overlay, with free ports, since other servers may run here. */
  private static Map<String, String> environment(JsonNode container) {
    Map<String, String> all = new LinkedHashMap<>();
    container.get("env").forEach(v -> all.put(v.get("name").asText(), v.get("value").asText()));
    all.put("LONGSHORE_HTTP_PORT", "0");
    all.put("LONGSHORE_MANAGEMENT_PORT", "0");
    return all;
  }

  private static Path jdk25() throws IOException {
    try (var homes = Files.newDirectoryStream(Path.of("/usr/lib/jvm"), "*25*")) {
      for (Path home : homes) {
        if (Files.isExecutable(home.resolve("bin/java"))) {
          return home;
        }
      }
    } catch (IOException none) {
      skip("it has no /usr/lib/jvm");
    }
    return skip("no JDK 25 is in /usr/lib/jvm");
  }

  /** Never returns. */
  private static Path skip(String why) {
    System.out.println("Skipped on this machine: " + why);
    return abort(why);
  }
}
