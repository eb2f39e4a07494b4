package io.longshore.embedded.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.embedded.DataDirectoryLock;
import io.longshore.embedded.EmbeddedStartException;
import io.longshore.embedded.LoneServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedPostgresIT {

  @TempDir Path temp;

  @Test
  void rows_survive_a_restart() throws SQLException {
    try (DataDirectoryLock folder = DataDirectoryLock.take(temp)) {
      try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
        run(server, "create table kept as select 42 as answer");
      }
      try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
        assertThat(query(server, "select answer from kept")).isEqualTo("42");
      }
    }
  }

  @Test
  void commits_are_durable_and_other_users_are_rejected() throws Exception {
    try (DataDirectoryLock folder = DataDirectoryLock.take(temp.resolve("made"));
        EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
      for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
        assertThat(query(server, "show " + setting)).as(setting).isEqualTo("on");
      }
      assertThat(query(server, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
          .isEqualTo("rwx------");
      assertThatThrownBy(() -> connect(server.url(), "guess"))
          .isInstanceOfSatisfying(
              SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("28P01"));
    }
  }

  @Test
  void the_role_longshore_cannot_read_files_or_start_programs_of_the_host() throws Exception {
    try (DataDirectoryLock folder = DataDirectoryLock.take(temp);
        EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
      assertThat(query(server, "select rolsuper from pg_roles where rolname = current_user"))
          .isEqualTo("f");
      for (String sql :
          List.of(
              "create table got (line text); copy got from program 'id'",
              "select pg_read_file('/etc/passwd')",
              "alter role longshore superuser")) {
        assertThatThrownBy(() -> run(server, sql))
            .as(sql)
            .isInstanceOfSatisfying(
                SQLException.class,
                refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
      }
    }
    assertThat(Files.getPosixFilePermissions(temp.resolve("postgres.superuser")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void a_postgres_that_survived_a_kill_is_stopped_and_its_rows_are_kept() throws Exception {
    Process killed = separateProcess();
    long orphan;
    try (BufferedReader out = killed.inputReader()) {
      String[] address = firstAddress(out);
      try (Connection connection = connect(address[0], address[1]);
          Statement statement = connection.createStatement()) {
        statement.execute("create table kept as select 42 as answer");
      }
      orphan = postmaster();
      killed.destroyForcibly().waitFor();
    }
    assertThat(ProcessHandle.of(orphan)).get().matches(ProcessHandle::isAlive);

    try (DataDirectoryLock folder = DataDirectoryLock.take(temp);
        EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
      assertThat(query(server, "select answer from kept")).isEqualTo("42");
      // Without a process that reaps orphans it stays a zombie, which has no executable.
      assertThat(ProcessHandle.of(orphan).flatMap(process -> process.info().command())).isEmpty();
      assertThat(postmaster()).isNotEqualTo(orphan);
    }
  }

  @Test
  void a_stale_pid_of_another_process_does_not_prevent_the_start() throws Exception {
    try (DataDirectoryLock folder = DataDirectoryLock.take(temp)) {
      EmbeddedPostgres.start(folder).close();
      Path pidFile = temp.resolve("postgres/postmaster.pid");
      Process unrelated = new ProcessBuilder("cat").start();
      Files.writeString(pidFile, unrelated.pid() + "\n" + temp.resolve("postgres") + "\n");
      try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
        assertThat(query(server, "select 1")).isEqualTo("1");
        assertThat(unrelated.isAlive()).isTrue();
      } finally {
        unrelated.destroyForcibly();
      }
    }
  }

  @Test
  void a_second_start_on_a_folder_names_the_process_that_uses_it() throws Exception {
    Process first = separateProcess();
    try (BufferedReader out = first.inputReader()) {
      firstAddress(out);
      assertThatThrownBy(() -> DataDirectoryLock.take(temp))
          .isInstanceOf(EmbeddedStartException.class)
          .hasMessageContaining("in use by process " + first.pid());
      first.destroyForcibly().waitFor();
    }
    try (DataDirectoryLock folder = DataDirectoryLock.take(temp)) {
      EmbeddedPostgres.start(folder).close();
    }
  }

  @Test
  void an_interrupted_first_start_is_repeated() throws Exception {
    Files.createDirectories(temp.resolve("postgres.new/base"));
    Files.writeString(temp.resolve("postgres.new/PG_VERSION"), "18");
    Files.writeString(temp.resolve("postgres.password"), "half");
    try (DataDirectoryLock folder = DataDirectoryLock.take(temp);
        EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
      assertThat(query(server, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void a_cluster_that_cannot_start_reports_the_reason_in_one_line() throws Exception {
    try (DataDirectoryLock folder = DataDirectoryLock.take(temp)) {
      EmbeddedPostgres.start(folder).close();
      Files.writeString(temp.resolve("postgres/PG_VERSION"), "9.6\n");
      assertThatThrownBy(() -> EmbeddedPostgres.start(folder))
          .hasMessageContaining("incompatible with server")
          .message()
          .hasLineCount(1);
    }
  }

  private Process separateProcess() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LoneServer.class.getName(),
            temp.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String[] firstAddress(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (!line.startsWith("postgresql:")) {
      line = out.readLine();
    }
    return line.split(" ");
  }

  private long postmaster() throws IOException {
    return Long.parseLong(
        Files.readAllLines(temp.resolve("postgres/postmaster.pid")).get(0).strip());
  }

  private static Connection connect(String url, String password) throws SQLException {
    return DriverManager.getConnection("jdbc:" + url, "longshore", password);
  }

  private static void run(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = connect(server.url(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = connect(server.url(), server.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
