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

/** {@code doctor} on a valid configuration, and on the same with one defect. */
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
  void a_valid_configuration_passes_and_leaves_no_objects() {
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
  void held_jobs_of_a_restored_copy_are_reported() {
    DatabaseConfig copy = Backends.migratedDatabase();
    Sql.run(copy, "insert into restored_copy default values");

    assertThat(doctor(flags -> flags.put("database.url", copy.url())).said())
        .contains("this database was restored from a backup", "longshore jobs release --all");
  }

  @Test
  void quotas_are_shown_with_the_highest_use_of_an_account() {
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
  void defect_1_an_unknown_setting() {
    requireDiagnosis(flags -> flags.put("http.prot", "1"), "http.port", "conf/longshore.yaml");
  }

  @Test
  void defect_2_an_invalid_line_in_the_key_file() throws Exception {
    Files.writeString(keys, "me secret\n");
    requireDiagnosis(flags -> {}, "line 1", "accessKey secret account");
  }

  @Test
  void defect_3_a_world_readable_key_file() throws Exception {
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
    requireDiagnosis(flags -> {}, "read by everybody", "chmod o-r");
  }

  @Test
  void defect_4_an_unreachable_database() {
    requireDiagnosis(
        flags -> flags.put("database.url", "postgresql://127.0.0.1:1/none"),
        "refused",
        "database.url names it");
  }

  @Test
  void defect_5_a_missing_database() {
    requireDiagnosis(
        flags -> flags.put("database.url", whole.url().replaceFirst("/[^/]+$", "/never")),
        "never",
        "create database");
  }

  @Test
  void defect_6_a_database_without_the_schema() {
    requireDiagnosis(
        flags -> flags.put("database.url", Backends.freshDatabase().url()),
        "does not exist yet",
        "longshore migrate");
  }

  @Test
  void defect_7_an_incomplete_migration() {
    DatabaseConfig defect = Backends.migratedDatabase();
    Sql.run(defect, "update flyway_schema_history set success = false where version = '300'");
    requireDiagnosis(
        flags -> flags.put("database.url", defect.url()),
        "a migration failed",
        "flyway_schema_history");
  }

  @Test
  void defect_8_a_read_only_database() {
    DatabaseConfig defect = Backends.migratedDatabase();
    Sql.run(
        defect,
        "alter database %s set default_transaction_read_only = on"
            .formatted(defect.url().replaceFirst(".*/", "")));
    requireDiagnosis(
        flags -> flags.put("database.url", defect.url()),
        "read-only",
        "default_transaction_read_only = off");
  }

  @Test
  void defect_9_a_role_that_cannot_create_tables() {
    DatabaseConfig defect = Backends.migratedDatabase();
    Sql.run(
        defect,
        "create role doctor_guest login password 'guest'",
        "revoke create on schema public from public");
    requireDiagnosis(
        flags -> {
          flags.put("database.url", defect.url());
          flags.put("database.user", "doctor_guest");
          flags.put("database.password", "guest");
        },
        "doctor_guest may not",
        "grant");
    Sql.run(defect, "drop role doctor_guest");
  }

  @Test
  void defect_10_more_connections_than_the_server_allows() {
    requireDiagnosis(
        flags -> flags.put("database.requestConnections", "5000"),
        "a replica needs",
        "max_connections");
  }

  @Test
  void defect_11_an_unreachable_s3() {
    requireDiagnosis(
        flags -> flags.put("s3.endpoint", "http://127.0.0.1:1"), "s3.bucket", "s3.endpoint names");
  }

  @Test
  void defect_12_a_missing_bucket() {
    requireDiagnosis(
        flags -> flags.put("assets.bucket", "never-made"), "never-made", "assets.bucket");
  }

  @Test
  void defect_13_keys_unknown_to_s3() {
    requireDiagnosis(flags -> flags.put("s3.secretKey", "guessed"), "s3.bucket", "keys");
  }

  @Test
  void defect_14_more_slots_than_the_heap_allows() {
    requireDiagnosis(flags -> flags.put("worker.slots", "4000"), "4000 slots", "worker.slots");
  }

  private void requireDiagnosis(Consumer<Map<String, String>> defect, String said, String remedy) {
    CommandResult ran = doctor(defect);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.said().lines().filter(line -> line.startsWith("WRONG") && line.contains(said)))
        .as(ran.said())
        .isNotEmpty();
    assertThat(ran.said().lines().filter(line -> line.contains("fix: ") && line.contains(remedy)))
        .as(ran.said())
        .isNotEmpty();
  }

  private CommandResult doctor(Consumer<Map<String, String>> defect) {
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
    defect.accept(flags);
    List<String> arguments = new ArrayList<>();
    flags.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return CommandResult.of(new DoctorCommand(), arguments);
  }
}
