package io.longshore.identity.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Retries of a signed creating call. */
@Timeout(120)
class IdempotencyIT {

  private static final AccessKey KEY = new AccessKey("test", "test", "000000000000", true);
  private static final int REPLAYS = 1_000;
  private static final int SOCKETS = 4;

  private final Installation server = Installation.shared();
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void a_thousand_retries_create_one_job() throws Exception {
    String app = app(UUID.randomUUID().toString());
    String path = "/v1/apps/" + app + "/jobs/export";
    SignedRequest create = signed("POST", path, export(), UUID.randomUUID().toString());
    ExecutorService sockets = Executors.newFixedThreadPool(SOCKETS);
    try {
      Callable<String> replay = () -> id(send(create), 202);
      List<Callable<String>> all = IntStream.range(0, REPLAYS).mapToObj(i -> replay).toList();
      Set<String> ids = new HashSet<>();
      for (Future<String> responded : sockets.invokeAll(all)) {
        ids.add(responded.get());
      }

      assertThat(ids).hasSize(1);
      assertThat(jobs(path)).isEqualTo(1);
    } finally {
      sockets.shutdownNow();
    }
  }

  @Test
  void another_operation_key_body_or_region_is_another_create() throws Exception {
    String app = app(UUID.randomUUID().toString());
    String path = "/v1/apps/" + app + "/jobs/export";
    String other = "/v1/apps/" + app(UUID.randomUUID().toString()) + "/jobs/export";
    String invocation = UUID.randomUUID().toString();
    Set<String> ids = new HashSet<>();

    ids.add(id(send(signed("POST", path, export(), invocation)), 202));
    ids.add(id(send(signed("POST", path, export(), invocation)), 202)); // the same
    ids.add(id(send(signed("POST", path, export(), UUID.randomUUID().toString())), 202));
    ids.add(id(send(signed("POST", other, export(), invocation)), 202));
    ids.add(id(send(signed("POST", path, export() + " ", invocation)), 202));
    ids.add(id(send(signed("POST", path, export(), null)), 202));

    assertThat(ids).hasSize(5);
  }

  @Test
  void a_refusal_is_not_stored() throws Exception {
    String invocation = UUID.randomUUID().toString();
    String path = "/v1/apps/" + "0".repeat(32) + "/jobs/export";

    assertThat(send(signed("POST", path, export(), invocation)).statusCode()).isEqualTo(404);
    assertThat(send(signed("POST", path, export(), invocation)).statusCode()).isEqualTo(404);
  }

  private String app(String name) throws Exception {
    return id(send(signed("POST", "/v1/apps", "{\"Name\":\"" + name + "\"}", null)), 201);
  }

  private static String export() {
    return "{\"RoleArn\":\"arn:aws:iam::000000000000:role/x\",\"S3UrlPrefix\":\"s3://none/x\"}";
  }

  private int jobs(String path) throws Exception {
    HttpResponse<String> listed = send(signed("GET", path, "", null));
    return new JsonObject(listed.body()).getJsonArray("Item").size();
  }

  private static String id(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return new JsonObject(response.body()).getString("Id");
  }

  private SignedRequest signed(String method, String path, String body, String invocation) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry("Host", server.uri().getAuthority()));
    SignedRequest signed =
        new SigV4Signer(KEY, InstantSource.system())
            .sign(
                new SignedRequest(method, path, headers, body.getBytes(StandardCharsets.UTF_8)),
                "us-east-1",
                "mobiletargeting");
    if (invocation == null) {
      return signed;
    }
    List<Map.Entry<String, String>> unsigned = new ArrayList<>(signed.headers());
    unsigned.add(Map.entry("amz-sdk-invocation-id", invocation));
    return signed.with(unsigned);
  }

  private HttpResponse<String> send(SignedRequest request) throws Exception {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(server.uri() + request.target()))
            .method(request.method(), BodyPublishers.ofByteArray(request.body()));
    request.headers().stream()
        .filter(header -> !header.getKey().equals("Host"))
        .forEach(header -> builder.header(header.getKey(), header.getValue()));
    return client.send(builder.build(), BodyHandlers.ofString());
  }
}
