package io.longshore.identity.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.S3Config;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Installation;
import io.longshore.fixture.Sql;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replays of a signed creating call, at the same or another replica. */
@Timeout(180)
class UsedSignatureIT {

  private static final AccessKey KEY = new AccessKey("AKIDA", "hush", "111122223333", true);
  private static final String INVOCATION = "amz-sdk-invocation-id";

  @TempDir Path temp;

  private record Reply(int status, String body) {
    String id() {
      return new JsonObject(body).getString("Id");
    }
  }

  @Test
  void a_signature_creates_once_on_all_replicas_when_configured() throws Exception {
    Map<String, String> flags = flags();
    try (Installation one = Installation.start(temp.resolve("one"), flags);
        Installation other = Installation.start(temp.resolve("other"), flags)) {
      SignedRequest plain = signed("POST", "/v1/apps", "{\"Name\":\"plain\"}");
      assertThat(send(one, plain).status()).isEqualTo(201);
      refused(send(one, plain));
      refused(send(other, plain));
      refused(send(other, with(plain, UUID.randomUUID().toString())));

      SignedRequest create = signed("POST", "/v1/apps", "{\"Name\":\"by an SDK\"}");
      String invocation = UUID.randomUUID().toString();
      String made = send(one, with(create, invocation)).id();
      assertThat(send(other, with(create, invocation)).id()).as("the SDK's retry").isEqualTo(made);
      refused(send(other, with(create, UUID.randomUUID().toString())));
      refused(send(other, create));

      SignedRequest list = signed("GET", "/v1/apps", "");
      for (Installation server : List.of(one, other, one)) {
        Reply listed = send(server, list);
        assertThat(listed.status()).isEqualTo(200);
        assertThat(new JsonObject(listed.body()).getJsonArray("Item")).hasSize(2);
      }
      assertThat(Sql.run(one.database(), "select count(*) from used_signature"))
          .containsExactly("2");
    }
  }

  private static void refused(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(403);
    assertThat(reply.body()).contains("This signature was used before");
  }

  private Map<String, String> flags() throws IOException {
    DatabaseConfig database = Backends.migratedDatabase();
    S3Config s3 = Backends.s3();
    Path keys = Files.writeString(temp.resolve("keys"), "AKIDA hush 111122223333\n");
    return Map.of(
        "database.url", database.url(),
        "database.user", database.user(),
        "database.password", database.password(),
        "s3.endpoint", s3.endpoint().orElseThrow().toString(),
        "s3.accessKey", s3.accessKey().orElseThrow(),
        "s3.secretKey", s3.secretKey().orElseThrow(),
        "auth.keys_FILE", keys.toString(),
        "auth.refuseReplays", "true");
  }

  private static SignedRequest signed(String method, String path, String body) {
    return new SigV4Signer(KEY, InstantSource.system())
        .sign(
            new SignedRequest(
                method,
                path,
                List.of(Map.entry("Host", "longshore.example")),
                body.getBytes(StandardCharsets.UTF_8)),
            "us-east-1",
            "mobiletargeting");
  }

  private static SignedRequest with(SignedRequest request, String invocation) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(request.headers());
    headers.add(Map.entry(INVOCATION, invocation));
    return request.with(headers);
  }

  /** With the signed Host header, for any replica. */
  private static Reply send(Installation server, SignedRequest request) throws IOException {
    StringBuilder head = new StringBuilder(request.method() + " " + request.target());
    head.append(" HTTP/1.1\r\nConnection: close\r\n");
    request
        .headers()
        .forEach(h -> head.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n"));
    head.append("Content-Length: ").append(request.body().length).append("\r\n\r\n");
    try (Socket socket = new Socket("localhost", server.uri().getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(request.body());
      String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int body = response.indexOf("\r\n\r\n") + 4;
      return new Reply(Integer.parseInt(response.substring(9, 12)), response.substring(body));
    }
  }
}
