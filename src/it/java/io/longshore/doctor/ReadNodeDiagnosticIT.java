package io.longshore.doctor;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.ReplicatedPostgres;
import io.longshore.fixture.Sql;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} says of a node of {@code database.readUrls}. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadNodeDiagnosticIT {

  private static final Duration WAIT = Duration.ofSeconds(10);

  @TempDir static Path folder;

  private static Vertx vertx;
  private static ReplicatedPostgres postgres;
  private static String replica;

  @BeforeAll
  static void replicate() throws IOException {
    vertx = Vertx.vertx();
    postgres = new ReplicatedPostgres(folder);
    postgres.replicate(Map.of());
    replica = postgres.replica().url();
  }

  @AfterAll
  static void end() {
    postgres.close();
    await(vertx.close());
  }

  private static DiagnosticResult run(String url) {
    return run(postgres.database, url, WAIT);
  }

  private static DiagnosticResult run(DatabaseConfig primary, String url, Duration wait) {
    return run(primary, primary, url, wait);
  }

  /**
   * @param configured has the role and the password of the node
   */
  private static DiagnosticResult run(
      DatabaseConfig primary, DatabaseConfig configured, String url, Duration wait) {
    DatabaseConfig config =
        new DatabaseConfig(
            configured.url(),
            configured.user(),
            configured.password(),
            2,
            2,
            false,
            List.of(url),
            2,
            wait);
    try (Connection connection = Sql.connect(primary)) {
      return new ReadNodeDiagnostic(connection, config, url).run();
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  private static void assertWrong(DiagnosticResult result, String said, String fix) {
    assertThat(result.what()).isEqualTo("read node");
    assertThat(result.said()).contains(said).doesNotContain("password");
    assertThat(result.fix().orElse("nothing"))
        .contains(fix)
        .endsWith("until then exports read from the primary");
  }

  @Test
  void a_standby_of_the_primary_is_good_and_named_by_host_and_port() {
    DiagnosticResult result = run(replica);

    assertThat(result.fix()).isEmpty();
    assertThat(result.said())
        .startsWith(postgres.replicaName() + ": a standby of this primary, ")
        .contains(" bytes behind");
  }

  @Test
  void a_standby_that_is_behind_for_longer_than_exports_wait_is_wrong() {
    Sql.run(postgres.replica(), "select pg_wal_replay_pause()");
    try {
      Sql.run(postgres.database, "create table behind (id integer)");

      DiagnosticResult soon = run(postgres.database, replica, Duration.ofMinutes(10));
      assertThat(soon.fix()).isEmpty();
      assertThat(soon.said()).matches(".* [1-9]\\d* bytes behind, last commit \\d+ s ago");

      DiagnosticResult late = run(postgres.database, replica, Duration.ZERO);
      for (int look = 0; look < 100 && late.isGood(); look++) {
        await(vertx.timer(50).mapEmpty());
        late = run(postgres.database, replica, Duration.ZERO);
      }
      assertWrong(late, " bytes behind, last commit ", "raise database.readWait (0 s)");
    } finally {
      Sql.run(postgres.replica(), "select pg_wal_replay_resume()");
    }
  }

  @Test
  void a_standby_of_another_server_is_wrong() {
    assertWrong(
        run(Backends.freshDatabase(), postgres.database, replica, WAIT),
        "is a standby of another server",
        "correct database.readUrls");
  }

  @Test
  void a_server_that_is_no_standby_is_wrong() {
    assertWrong(
        run(postgres.database.url() + "?connectTimeout=5"),
        "is not a standby",
        "it was promoted, or never was one");
  }

  @Test
  void an_address_that_does_not_keep_the_settings_of_a_session_is_wrong() {
    assertWrong(
        run(replica + "?options=-c%20default_transaction_read_only=off"),
        "does not keep the settings of a session",
        "not a PgBouncer");
  }

  @Test
  void a_role_that_may_not_read_the_identifier_of_servers_is_told_so() {
    Sql.run(
        postgres.database,
        "create role plain login password 'longshore'",
        "revoke execute on function pg_control_system() from public");
    awaitReplay();
    DatabaseConfig plain =
        new DatabaseConfig(postgres.database.url(), "plain", "longshore", 2, 2, false);

    DiagnosticResult result = run(plain, replica, WAIT);

    assertThat(result.fix()).isEmpty();
    assertThat(result.said()).contains("was not compared: no permission for pg_control_system");
  }

  /** The standby has the role and the revocation when it has all of the primary's log. */
  private static void awaitReplay() {
    String position = Sql.run(postgres.database, "select pg_current_wal_lsn()").get(0);
    String replayed = "select pg_last_wal_replay_lsn() >= '%s'".formatted(position);
    for (int look = 0; look < 200; look++) {
      if (Sql.run(postgres.replica(), replayed).get(0).equals("t")) {
        return;
      }
      await(vertx.timer(50).mapEmpty());
    }
    throw new AssertionError("The standby did not get to " + position);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void a_standby_that_is_down_is_wrong() {
    postgres.standby().stopImmediately();

    assertWrong(run(replica), postgres.replicaName() + ": ", "start the node");
  }
}
