package io.longshore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.S3Config;
import io.longshore.fixture.Backends;
import io.longshore.fixture.CommandResult;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A set-up that is whole, and the same with one thing broken. */
@Timeout(120)
class DoctorIT {

  private static final String BUCKET = "doctor-it";

  private static DatabaseConfig whole;

  @TempDir Path temp;
  private Path keys;

  @BeforeAll
  static void prepare() {
    whole = Backends.migratedDatabase();
    try (S3Objects objects = new S3Objects(Backends.s3())) {
      objects.createBucket(BUCKET);
    }
  }

  @BeforeEach
  void keys() throws Exception {
    keys = Files.writeString(temp.resolve("keys"), "me secret 111122223333\n");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void a_whole_set_up_is_found_whole_and_nothing_is_left_behind() {
    CommandResult ran = doctor(flags -> {});

    assertThat(ran.said())
        .doesNotContain("WRONG")
        .contains("PostgreSQL", "s3.upload", "s3.presign", "s3.abort", "migrations")
        .contains("256 calls of a service at once; rates not enforced; quotas of Data Exchange on");
    assertThat(ran.exit()).isZero();
    try (S3Objects objects = new S3Objects(Backends.s3())) {
      assertThat(objects.keys(BUCKET)).isEmpty();
    }
  }

  @Test
  void a_restored_copy_whose_jobs_wait_for_their_release_is_told_of() {
    DatabaseConfig copy = Backends.migratedDatabase();
    Sql.run(copy, "insert into restored_copy default values");

    assertThat(doctor(flags -> flags.put("database.url", copy.url())).said())
        .contains("this database was restored from a backup", "longshore jobs release --all");
  }

  @Test
  void quotas_that_count_stand_with_what_the_account_that_has_most_uses() {
    DatabaseConfig used = Backends.migratedDatabase();
    Sql.run(
        used,
        "insert into personalize_resource select 'arn' || n, '00000000000' || n / 4, 'r', 'schema',"
            + " 'n', null, null, 'u' || n, 'ACTIVE', '{}', '{}', now(), now()"
            + " from generate_series(1, 9) n");

    assertThat(doctor(flags -> flags.put("database.url", used.url())).said())
        .contains("dataexchange: ", "cleanroomsml: ", "personalize: schemas 4 of 500,");
    assertThat(
            doctor(
                    flags -> {
                      flags.put("database.url", used.url());
                      flags.put("personalize.quotas", "false");
                    })
                .said())
        .contains("dataexchange: ")
        .doesNotContain("personalize: ");
  }

  @Test
  void one_a_key_that_there_is_not() {
    wrong(flags -> flags.put("http.prot", "1"), "http.port", "conf/longshore.yaml");
  }

  @Test
  void two_a_list_of_keys_with_a_line_that_is_none() throws Exception {
    Files.writeString(keys, "me secret\n");
    wrong(flags -> {}, "line 1", "accessKey secret account");
  }

  @Test
  void three_a_list_of_keys_that_everybody_may_read() throws Exception {
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
    wrong(flags -> {}, "read by everybody", "chmod o-r");
  }

  @Test
  void four_no_database_there() {
    wrong(
        flags -> flags.put("database.url", "postgresql://127.0.0.1:1/none"),
        "refused",
        "database.url names it");
  }

  @Test
  void five_a_database_that_was_never_made() {
    wrong(
        flags -> flags.put("database.url", whole.url().replaceFirst("/[^/]+$", "/never")),
        "never",
        "create database");
  }

  @Test
  void six_a_database_without_the_schema() {
    wrong(
        flags -> flags.put("database.url", Backends.freshDatabase().url()),
        "does not exist yet",
        "longshore migrate");
  }

  @Test
  void seven_a_migration_that_failed_half_way() {
    DatabaseConfig broken = Backends.migratedDatabase();
    Sql.run(broken, "update flyway_schema_history set success = false where version = '300'");
    wrong(
        flags -> flags.put("database.url", broken.url()),
        "a migration failed",
        "flyway_schema_history");
  }

  @Test
  void eight_a_database_that_may_only_be_read() {
    DatabaseConfig broken = Backends.migratedDatabase();
    Sql.run(
        broken,
        "alter database %s set default_transaction_read_only = on"
            .formatted(broken.url().replaceFirst(".*/", "")));
    wrong(
        flags -> flags.put("database.url", broken.url()),
        "read-only",
        "default_transaction_read_only = off");
  }

  @Test
  void nine_a_role_that_may_not_make_tables() {
    DatabaseConfig broken = Backends.migratedDatabase();
    Sql.run(
        broken,
        "create role doctor_guest login password 'guest'",
        "revoke create on schema public from public");
    wrong(
        flags -> {
          flags.put("database.url", broken.url());
          flags.put("database.user", "doctor_guest");
          flags.put("database.password", "guest");
        },
        "doctor_guest may not",
        "grant");
    Sql.run(broken, "drop role doctor_guest");
  }

  @Test
  void ten_more_connections_than_the_server_has() {
    wrong(
        flags -> flags.put("database.requestConnections", "5000"),
        "a replica needs",
        "max_connections");
  }

  @Test
  void eleven_no_s3_there() {
    wrong(
        flags -> flags.put("s3.endpoint", "http://127.0.0.1:1"), "s3.bucket", "s3.endpoint names");
  }

  @Test
  void twelve_a_bucket_that_was_never_made() {
    wrong(flags -> flags.put("assets.bucket", "never-made"), "never-made", "assets.bucket");
  }

  @Test
  void thirteen_keys_that_this_s3_does_not_know() {
    wrong(flags -> flags.put("s3.secretKey", "guessed"), "s3.bucket", "keys");
  }

  @Test
  void fourteen_more_slots_than_fit_into_the_heap() {
    wrong(flags -> flags.put("worker.slots", "4000"), "4000 slots", "worker.slots");
  }

  private void wrong(Consumer<Map<String, String>> broken, String said, String mend) {
    CommandResult ran = doctor(broken);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.said().lines().filter(line -> line.startsWith("WRONG") && line.contains(said)))
        .as(ran.said())
        .isNotEmpty();
    assertThat(ran.said().lines().filter(line -> line.contains("fix: ") && line.contains(mend)))
        .as(ran.said())
        .isNotEmpty();
  }

  private CommandResult doctor(Consumer<Map<String, String>> broken) {
    Map<String, String> flags = new LinkedHashMap<>();
    S3Config s3 = Backends.s3();
    flags.put("database.url", whole.url());
    flags.put("database.user", whole.user());
    flags.put("database.password", whole.password());
    flags.put("s3.endpoint", s3.endpoint().orElseThrow().toString());
    flags.put("s3.accessKey", "test");
    flags.put("s3.secretKey", "test");
    flags.put("assets.bucket", BUCKET);
    flags.put("auth.keys_FILE", keys.toString());
    broken.accept(flags);
    List<String> arguments = new ArrayList<>();
    flags.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return CommandResult.of(new DoctorCommand(), arguments);
  }
}
