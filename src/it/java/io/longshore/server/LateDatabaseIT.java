package io.longshore.server;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.S3Config;
import io.longshore.fixture.Backends;
import io.longshore.fixture.TcpFaults;
import io.longshore.fixture.TcpFaults.Mode;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that starts before its database answers. */
class LateDatabaseIT {

  @TempDir Path temp;

  private final Vertx vertx = Vertx.vertx();
  private DatabaseConfig database;
  private TcpFaults way;

  @BeforeEach
  void open() {
    database = Backends.migratedDatabase();
    way = new TcpFaults(vertx, Integer.parseInt(database.url().replaceAll(".*:(\\d+)/.*", "$1")));
    way.mode(Mode.CLOSED);
  }

  @AfterEach
  void close() {
    way.close();
    await(vertx.close());
  }

  @Test
  void it_asks_again_until_the_database_answers() throws Exception {
    try (LongshoreServer wiring = wiring("2m")) {
      vertx.setTimer(1_500, later -> way.mode(Mode.PASS));
      wiring.start();
      assertThat(wiring.http().getPort()).isPositive();
    }
  }

  @Test
  void it_gives_up_at_its_deadline_in_one_line_that_says_what_it_waited_for() throws Exception {
    long began = System.nanoTime();
    try (LongshoreServer wiring = wiring("2s")) {
      assertThatThrownBy(wiring::start)
          .hasMessageStartingWith("The database at " + way.before(database).url())
          .message()
          .hasLineCount(1);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(2));
  }

  @Test
  void a_port_that_is_taken_is_not_waited_for() throws Exception {
    way.mode(Mode.PASS);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        LongshoreServer wiring = wiring("1h", taken.getLocalPort())) {
      assertTimeoutPreemptively(
          Duration.ofMinutes(2),
          () ->
              assertThatThrownBy(wiring::start)
                  .hasMessageStartingWith("http.port 127.0.0.1:" + taken.getLocalPort()));
    }
  }

  @Test
  void a_stop_meanwhile_ends_the_start() throws Exception {
    LongshoreServer wiring = wiring("1h");
    vertx.setTimer(500, later -> new Thread(wiring::close).start());
    assertThatThrownBy(wiring::start).isInstanceOf(RuntimeException.class);
  }

  private LongshoreServer wiring(String within) throws Exception {
    return wiring(within, 0);
  }

  private LongshoreServer wiring(String within, int port) throws Exception {
    Path keys = Files.writeString(temp.resolve("keys"), "AKID secret 111122223333\n");
    DatabaseConfig through = way.before(database);
    S3Config s3 = Backends.s3();
    Map<String, String> flags = new HashMap<>();
    flags.put("http.port", Integer.toString(port));
    flags.put("management.port", "0");
    flags.put("start.timeout", within);
    flags.put("auth.keys_FILE", keys.toString());
    flags.put("database.url", through.url());
    flags.put("database.user", through.user());
    flags.put("database.password", through.password());
    flags.put("s3.endpoint", s3.endpoint().orElseThrow().toString());
    flags.put("s3.accessKey", s3.accessKey().orElseThrow());
    flags.put("s3.secretKey", s3.secretKey().orElseThrow());
    return new LongshoreServer(LongshoreConfig.load(Optional.empty(), Map.of(), flags));
  }
}
