package io.longshore.embedded.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.embedded.DataDirectoryLock;
import io.longshore.server.BackingServices;
import io.longshore.store.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ClusterTemplateIT {

  private static final Duration LONGEST = Duration.ofMinutes(1);

  @TempDir static Path cache;
  private static ClusterTemplate template;

  @TempDir Path data;

  @BeforeAll
  static void create() throws IOException {
    Files.createDirectory(cache.resolve("cluster-of-another-build"));
    template = new ClusterTemplate(Optional.of(cache.resolve("cluster-of-this-build")));
    template.create(ClusterTemplateIT::migrate);
  }

  private static void migrate(Path folder) {
    BackingServices.migrateOnly(
        LongshoreConfig.load(Optional.empty(), Map.of(), Map.of("data.dir", folder.toString())));
  }

  @Test
  void a_new_folder_has_the_schema_at_once_and_is_not_durable() throws SQLException {
    try (DataDirectoryLock folder = DataDirectoryLock.take(data);
        EmbeddedPostgres server = EmbeddedPostgres.start(folder, LONGEST, Optional.of(template))) {
      assertThat(server.isCopy()).isTrue();
      assertThat(query(server, "select count(*) from job")).isEqualTo("0");
      assertThat(query(server, "show wal_segment_size")).isEqualTo("1MB");
      assertThat(query(server, "show fsync")).isEqualTo("off");
      DatabaseConfig database = DatabaseConfig.defaults();
      assertThat(Migrations.run(database.at(server.url(), server.user(), server.password())))
          .isZero();
    }
  }

  @Test
  void a_new_folder_takes_the_copy_that_was_made_in_advance() throws Exception {
    Path spare = cache.resolve("cluster-of-this-build/spare");
    try (SpareClusterTask task = new SpareClusterTask(template.spare())) {
      task.begin();
    }
    Object file = Files.getAttribute(spare.resolve("PG_VERSION"), "unix:ino");

    try (DataDirectoryLock folder = DataDirectoryLock.take(data);
        EmbeddedPostgres server = EmbeddedPostgres.start(folder, LONGEST, Optional.of(template))) {
      assertThat(query(server, "select count(*) from job")).isEqualTo("0");
      assertThat(Files.getAttribute(data.resolve("postgres/PG_VERSION"), "unix:ino"))
          .isEqualTo(file);
      assertThat(spare).doesNotExist();
    }
  }

  @Test
  void there_is_one_copy_at_most_and_what_a_killed_process_began_is_deleted() throws Exception {
    Path home = cache.resolve("cluster-of-this-build");
    long ended = endedProcess();
    Files.createDirectories(home.resolve("filling-" + ended).resolve("base"));
    SpareCluster spare = template.spare().orElseThrow();

    spare.make();
    Object file = Files.getAttribute(home.resolve("spare/PG_VERSION"), "unix:ino");
    spare.make();

    assertThat(Files.getAttribute(home.resolve("spare/PG_VERSION"), "unix:ino")).isEqualTo(file);
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files.map(it -> it.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "postgres", "postgres.password", "postgres.superuser", "spare");
    }
    assertThat(spare.moveTo(data.resolve("first"))).isTrue();
    assertThat(spare.moveTo(data.resolve("second"))).isFalse();
    assertThat(data.resolve("second")).doesNotExist();
  }

  private static long endedProcess() throws IOException {
    Process process = new ProcessBuilder("true").start();
    process.onExit().join();
    return process.pid();
  }

  @Test
  void a_failure_of_the_copy_leaves_nothing(@TempDir Path home) throws IOException {
    Path cluster = Files.createDirectory(home.resolve("postgres"));
    Files.createSymbolicLink(cluster.resolve("absent"), home.resolve("nothing"));

    new SpareCluster(home, cluster).make();

    try (Stream<Path> files = Files.list(home)) {
      assertThat(files).containsExactly(cluster);
    }
  }

  @Test
  void a_folder_with_a_cluster_keeps_its_rows_and_is_durable_again_on_request()
      throws SQLException {
    try (DataDirectoryLock folder = DataDirectoryLock.take(data)) {
      try (EmbeddedPostgres server =
          EmbeddedPostgres.start(folder, LONGEST, Optional.of(template))) {
        query(server, "create table kept as select 42 as answer");
      }
      try (EmbeddedPostgres server =
          EmbeddedPostgres.start(folder, LONGEST, Optional.of(template))) {
        assertThat(server.isCopy()).isFalse();
      }
      try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
        assertThat(query(server, "select answer from kept")).isEqualTo("42");
        assertThat(query(server, "show fsync")).isEqualTo("on");
      }
    }
  }

  @Test
  void it_is_made_once_and_replaces_those_of_other_builds() throws IOException {
    template.create(
        folder -> {
          throw new AssertionError("There is one");
        });

    try (Stream<Path> files = Files.list(cache)) {
      assertThat(files).containsExactly(cache.resolve("cluster-of-this-build"));
    }
  }

  @Test
  void a_failure_leaves_neither_a_template_nor_half_of_one(@TempDir Path other) throws IOException {
    ClusterTemplate failing = new ClusterTemplate(Optional.of(other.resolve("cluster-new")));

    failing.create(folder -> folder.resolve("postgres.password").toFile().delete());

    assertThat(other).isEmptyDirectory();
  }

  @Test
  void without_a_whole_template_the_cluster_is_created() throws Exception {
    Path half = Files.createDirectory(data.resolve("cluster-half"));
    Files.createDirectory(half.resolve("postgres"));
    for (Optional<Path> home :
        Stream.of(Optional.of(half), Optional.of(data.resolve("none")), Optional.<Path>empty())
            .toList()) {
      try (DataDirectoryLock folder =
              DataDirectoryLock.take(data.resolve("data" + home.hashCode()));
          EmbeddedPostgres server =
              EmbeddedPostgres.start(folder, LONGEST, Optional.of(new ClusterTemplate(home)))) {
        assertThat(query(server, "show wal_segment_size")).isEqualTo("16MB");
        assertThat(server.isCopy()).isFalse();
      }
    }
  }

  /** The first value; empty for a statement without rows. */
  private static String query(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:" + server.url(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
