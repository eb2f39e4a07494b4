package io.longshore.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's port: files with their headers, and the services within the process. */
class ConsoleListenerIT {

  private static final URI CONSOLE = Installation.shared().console();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/console/app.js",
        "/console/tokens.css",
        "/console/icon.svg",
        "/console/facts.json",
        "/console/lib/preact.js",
        "/console/manual/reference/settings.md",
        "/console/contracts/longshore.json"
      })
  void a_file_has_a_policy_that_allows_only_own_scripts_and_a_tag(String path) throws Exception {
    HttpResponse<String> file = get(path);

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(header(file, "Content-Security-Policy"))
        .isEqualTo(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'");
    assertThat(header(file, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(file, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(get(path, "If-None-Match", header(file, "ETag")).statusCode()).isEqualTo(304);
  }

  @Test
  void a_file_is_compressed_for_clients_that_accept_it_only() throws Exception {
    HttpResponse<byte[]> zipped =
        http.send(
            HttpRequest.newBuilder(CONSOLE.resolve("/console/app.js"))
                .header("Accept-Encoding", "br, gzip")
                .build(),
            BodyHandlers.ofByteArray());

    assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(get("/console/app.js").body());
    }
    assertThat(get("/console/app.js", "Accept-Encoding", "gzip;q=0").headers().map())
        .doesNotContainKey("content-encoding");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/",
        "/console/no-such.js",
        "/console/../db/V001__job.sql",
        "/console/%2e%2e/db/V001__job.sql",
        "/console/manual/../db/V001__job.sql",
        "/console/contracts/longshore.yaml",
        "/console//app.js",
        "/console/lib/../app.js"
      })
  void nothing_else_of_the_jar_is_served(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void the_facts_that_everybody_can_read_have_no_secret_and_no_path() throws Exception {
    assertThat(new JsonObject(get("/console/facts.json").body()).fieldNames())
        .containsExactlyInAnyOrder("Version", "Region", "TestKeys", "StoredKeys", "TestControls");
  }

  @Test
  void a_session_of_this_port_calls_the_services_and_reads_streams_here() throws Exception {
    String token = session();
    HttpRequest.Builder apps =
        HttpRequest.newBuilder(CONSOLE.resolve("/v1/apps"))
            .header("Authorization", "Bearer " + token)
            .header("X-Longshore-Service", "mobiletargeting");
    assertThat(http.send(apps.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);

    HttpRequest stream =
        HttpRequest.newBuilder(CONSOLE.resolve("/_longshore/v1/stream"))
            .header("Authorization", "Bearer " + token)
            .build();
    HttpResponse<InputStream> events = http.send(stream, BodyHandlers.ofInputStream());
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(events.body()))) {
      assertThat(lines.readLine()).isEqualTo(": Longshore");
    }
  }

  @Test
  void objects_of_s3_are_not_served_in_the_origin_of_the_console() throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(CONSOLE.resolve("/bucket/page.html"));
    signed("GET", "/bucket/page.html", "s3", "").forEach(request::header);

    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("No S3 is served on this port");
  }

  @Test
  void requests_without_a_session_are_refused_as_on_the_api_port() throws Exception {
    HttpResponse<String> answer = get("/_longshore/v1/jobs");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("Message");
  }

  private String session() throws IOException, InterruptedException {
    String path = "/_longshore/v1/sessions";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(CONSOLE.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    signed("POST", path, "longshore", "{}").forEach(request::header);
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body()).getString("Token");
  }

  private static Map<String, String> signed(
      String method, String path, String service, String body) {
    SignedRequest signed =
        new SigV4Signer(new AccessKey("test", "test", "000000000000", true), InstantSource.system())
            .sign(
                new SignedRequest(
                    method,
                    path,
                    List.of(Map.entry("Host", CONSOLE.getAuthority())),
                    body.getBytes(StandardCharsets.UTF_8)),
                "us-east-1",
                service);
    Map<String, String> headers = new TreeMap<>();
    signed.headers().stream()
        .filter(header -> !header.getKey().equals("Host"))
        .forEach(header -> headers.put(header.getKey(), header.getValue()));
    return headers;
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(CONSOLE + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
