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

/** A server that starts before its database is reachable. */
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
  void the_start_retries_until_the_database_is_reachable() throws Exception {
    try (Server wiring = server("2m")) {
      vertx.setTimer(1_500, later -> way.mode(Mode.PASS));
      wiring.start();
      assertThat(wiring.http().getPort()).isPositive();
    }
  }

  @Test
  void the_start_fails_at_its_deadline_with_one_line_that_names_the_cause() throws Exception {
    long began = System.nanoTime();
    try (Server wiring = server("2s")) {
      assertThatThrownBy(wiring::start)
          .hasMessageStartingWith("The database at " + way.before(database).url())
          .message()
          .hasLineCount(1);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(2));
  }

  @Test
  void a_used_port_is_not_retried() throws Exception {
    way.mode(Mode.PASS);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Server wiring = server("1h", taken.getLocalPort())) {
      assertTimeoutPreemptively(
          Duration.ofMinutes(2),
          () ->
              assertThatThrownBy(wiring::start)
                  .hasMessageStartingWith("http.port 127.0.0.1:" + taken.getLocalPort()));
    }
  }

  @Test
  void a_stop_during_the_start_ends_it() throws Exception {
    Server wiring = server("1h");
    vertx.setTimer(500, later -> new Thread(wiring::close).start());
    assertThatThrownBy(wiring::start).isInstanceOf(RuntimeException.class);
  }

  private Server server(String within) throws Exception {
    return server(within, 0);
  }

  private Server server(String within, int port) throws Exception {
    Path keys = Files.writeString(temp.resolve("keys"), "AKID secret 111122223333\n");
    DatabaseConfig through = way.before(database);
    S3Config s3 = Backends.s3();
    Map<String, String> flags = new HashMap<>();
    flags.put("http.port", Integer.toString(port));
    flags.put("management.port", "0");
    flags.put("console.port", "0");
    flags.put("start.timeout", within);
    flags.put("auth.keys_FILE", keys.toString());
    flags.put("database.url", through.url());
    flags.put("database.user", through.user());
    flags.put("database.password", through.password());
    flags.put("s3.endpoint", s3.endpoint().orElseThrow().toString());
    flags.put("s3.accessKey", s3.accessKey().orElseThrow());
    flags.put("s3.secretKey", s3.secretKey().orElseThrow());
    return new Server(LongshoreConfig.load(Optional.empty(), Map.of(), flags));
  }
}
