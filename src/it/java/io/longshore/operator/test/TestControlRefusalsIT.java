package io.longshore.operator.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Installation;
import io.longshore.fixture.Sql;
import io.longshore.operator.OperatorCalls;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where test controls are off, each of them is refused, says why, and stores nothing. */
@Timeout(180)
class TestControlRefusalsIT {

  private static final String ACCOUNT = "311111111111";

  /** Each operation below {@code /test/}, with a body that it takes where controls are on. */
  private static final List<String[]> REQUESTS =
      List.of(
          new String[] {"POST", "/fates", "{'Do':'HOLD'}"},
          new String[] {"GET", "/fates", null},
          new String[] {"POST", "/fates/1/release", null},
          new String[] {"DELETE", "/fates/1", null},
          new String[] {"POST", "/faults", "{'Faults':[{}]}"},
          new String[] {"PATCH", "/faults", "{'Faults':[{}]}"},
          new String[] {"GET", "/faults", null},
          new String[] {"DELETE", "/faults", null},
          new String[] {"GET", "/calls", null},
          new String[] {"GET", "/calls/count", null},
          new String[] {"DELETE", "/calls", null},
          new String[] {"POST", "/age", "{'Seconds':1}"},
          new String[] {"POST", "/maintenance", null},
          new String[] {"POST", "/reset", null},
          new String[] {"POST", "/seed", "{'Document':'apps: [{name: a}]'}"});

  @TempDir private Path folder;

  @Test
  void an_external_database_has_no_test_controls() throws IOException {
    refuses(external(), "the database is not the embedded one");
  }

  @Test
  void keys_of_a_file_have_no_test_controls() throws IOException {
    refuses(Map.of("auth.keys_FILE", keys()), "the keys are not the test keys");
  }

  @Test
  void stored_keys_have_no_test_controls() throws IOException {
    Path master = folder.resolve("master.key");
    Files.writeString(master, Base64.getEncoder().encodeToString(new byte[32]));
    Map<String, String> flags =
        Map.of("auth.masterKey_FILE", master.toString(), "auth.keys_FILE", keys());
    refuses(flags, "the keys are not the test keys");
  }

  @Test
  void a_listener_beyond_loopback_has_no_test_controls() throws IOException {
    Map<String, String> flags =
        Map.of(
            "http.host", "0.0.0.0",
            "http.allowPlain", "true",
            "auth.keys_FILE", keys());
    refuses(flags, "http.host, management.host or console.host is not a loopback address");
  }

  @Test
  void a_setting_that_would_allow_them_there_ends_the_start() throws IOException {
    Map<String, String> flags =
        Map.of(
            "http.host", "0.0.0.0",
            "http.allowPlain", "true",
            "auth.keys_FILE", keys(),
            "test.controls", "true");
    assertThatThrownBy(() -> Installation.start(folder.resolve("data"), flags))
        .hasMessageContaining("test.controls is true")
        .hasMessageContaining("127.0.0.1");
  }

  private String keys() throws IOException {
    String line = "%1$s test %1$s%n".formatted(ACCOUNT);
    return Files.writeString(folder.resolve("keys"), line).toString();
  }

  private Map<String, String> external() throws IOException {
    DatabaseConfig database = Backends.freshDatabase();
    return Map.of(
        "database.url", database.url(),
        "database.user", database.user(),
        "database.password", database.password(),
        "s3.endpoint", Backends.s3().endpoint().orElseThrow().toString(),
        "s3.accessKey", "test",
        "s3.secretKey", "test",
        "auth.keys_FILE", keys());
  }

  private void refuses(Map<String, String> flags, String why) {
    try (Installation server = Installation.start(folder.resolve("data"), flags)) {
      OperatorCalls calls = new OperatorCalls(server.uri());
      for (String[] request : REQUESTS) {
        String what = request[0] + " " + request[1];
        JsonObject body = request[2] == null ? null : new JsonObject(request[2].replace('\'', '"'));
        Reply refused =
            calls.signed(
                OperatorCalls.fileKey(ACCOUNT), request[0], "/test" + request[1], body, Map.of());
        assertThat(refused.status()).as("%s: %s", what, refused).isEqualTo(403);
        assertThat(refused.error()).as(what).contains("AccessDeniedException");
        assertThat(refused.text("Message"))
            .as(what)
            .startsWith("Test controls are off, because " + why)
            .contains("test.controls");
      }
      Reply faults =
          calls.plain(
              "POST",
              "/_localstack/chaos/effects",
              new JsonObject().put("latency", 9),
              Map.of("Content-Type", "application/json"));
      assertThat(faults.status()).isEqualTo(403);
      assertThat(faults.text("message")).contains("test.controls");
      assertNothingStored(server);
    }
  }

  private static void assertNothingStored(Installation server) {
    for (String table : List.of("test_fate", "test_fault", "pinpoint_app")) {
      assertThat(Sql.run(server.database(), "SELECT count(*) FROM " + table))
          .as(table)
          .containsExactly("0");
    }
  }
}
