package io.longshore.operator;

import static io.longshore.operator.OperatorCalls.fileKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sql;
import io.longshore.fixture.StreamReader;
import io.longshore.fixture.StreamReader.Event;
import io.longshore.identity.key.AccessKey;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Open streams whose key may no longer read them. */
@Timeout(120)
class StreamAccessIT {

  private static final Duration END = Duration.ofSeconds(5);
  private static final AccessKey OWNER = fileKey("111122223333");

  private enum Credentials {
    SIGNATURE,
    SESSION
  }

  @TempDir static Path folder;
  private static Installation server;
  private static OperatorCalls calls;

  @BeforeAll
  static void start() throws Exception {
    server = OperatorServer.start(folder, OWNER);
    calls = new OperatorCalls(server.uri());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Credentials.class)
  void a_disabled_key_loses_its_open_stream_within_5_seconds(Credentials kind) throws Exception {
    AccessKey key = key();
    try (StreamReader stream = open(key, kind)) {
      assertThat(calls.post(OWNER, "/keys/" + key.id() + "/disable", null).status()).isEqualTo(200);
      ends(stream);
    }
  }

  @ParameterizedTest
  @EnumSource(Credentials.class)
  void a_key_whose_policy_no_longer_allows_it_loses_its_open_stream_within_5_seconds(
      Credentials kind) throws Exception {
    AccessKey key = key();
    try (StreamReader stream = open(key, kind)) {
      assertThat(
              Sql.run(
                  server.database(),
                  "update access_key set policy = replace(policy, 'StreamEvents', 'GetJob') where id = '"
                      + key.id()
                      + "' returning 1"))
          .containsExactly("1");
      ends(stream);
    }
  }

  private static AccessKey key() {
    String policy =
        "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':['longshore:StreamEvents','longshore:CreateSession'],'Resource':'*'}]}"
            .replace('\'', '"');
    Reply made = calls.post(OWNER, "/keys", new JsonObject().put("Policy", policy));
    assertThat(made.status()).as("%s", made).isEqualTo(200);
    return OperatorCalls.key(made);
  }

  private static StreamReader open(AccessKey key, Credentials kind) {
    StreamReader stream =
        kind == Credentials.SIGNATURE
            ? StreamReader.open(server.uri(), key, "")
            : StreamReader.openInSession(server.uri(), session(key), "");
    assertThat(stream.status()).isEqualTo(200);
    return stream;
  }

  private static String session(AccessKey key) {
    return calls.post(key, "/sessions", new JsonObject()).text("Token");
  }

  private static void ends(StreamReader stream) {
    long from = System.nanoTime();
    List<Event> last = stream.until(event -> false);
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(END);
    assertThat(last).hasSize(2).endsWith(StreamReader.END);
    assertThat(last.get(0).name()).isEqualTo("error");
  }
}
