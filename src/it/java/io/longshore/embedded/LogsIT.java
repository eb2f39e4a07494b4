package io.longshore.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.JarProcess;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log of the jar on standard output. */
@Timeout(180)
class LogsIT {

  @TempDir Path temp;

  @Test
  void json_logs_have_a_line_for_each_call_and_levels_can_be_changed_at_run_time()
      throws Exception {
    JarProcess server = JarProcess.serve(temp, "--set", "log.format=json");
    assertThat(call(server.http().resolve("/v1/apps"), "GET")).isEqualTo(403);
    URI level = server.management().resolve("/log/access?level=off");
    assertThat(call(level, "PUT")).isEqualTo(204);
    assertThat(call(server.http().resolve("/v1/apps/silent"), "GET")).isEqualTo(403);
    server.terminate();
    assertThat(server.exit(60)).isZero();

    List<JsonObject> lines =
        server.output().lines().filter(line -> !line.isBlank()).map(JsonObject::new).toList();
    assertThat(lines)
        .filteredOn(line -> line.getString("logger").equals("access"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getString("path")).isEqualTo("/v1/apps");
              assertThat(line.getString("method")).isEqualTo("GET");
              assertThat(line.getInteger("status")).isEqualTo(403);
              assertThat(line.getString("request")).isNotBlank();
              assertThat(line.getString("account")).isEqualTo("none");
              assertThat(line.getString("operation")).isEqualTo("none");
            });
    assertThat(lines).anyMatch(line -> line.getString("message").startsWith("Ready."));
  }

  private static int call(URI uri, String method) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
  }
}
