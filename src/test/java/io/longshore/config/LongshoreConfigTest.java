package io.longshore.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.load.ConfigError;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongshoreConfigTest {

  @TempDir Path temp;

  @Test
  void a_flag_overrides_the_environment_which_overrides_the_file() throws IOException {
    Path file = file("http:\n  port: 1001\n  idle: 31s\nworker:\n  slots: 2\n");
    LongshoreConfig config =
        LongshoreConfig.load(
            Optional.of(file),
            Map.of("LONGSHORE_HTTP_PORT", "1002", "LONGSHORE_WORKER_SLOTS", "3"),
            Map.of("http.port", "1003"));
    assertThat(config.http().port()).isEqualTo(1003);
    assertThat(config.worker().slots()).isEqualTo(3);
    assertThat(config.http().idle()).isEqualTo(Duration.ofSeconds(31));
  }

  @ParameterizedTest
  @CsvSource({
    "http.prot,             http.port",
    "http.hots,             http.host",
    "databse.url,           database.url",
    "s3.secret_key,         s3.secretKey",
    "worker.lease.s,        worker.lease",
  })
  void an_unknown_flag_is_rejected_with_the_nearest_key(String wrong, String nearest) {
    assertThatThrownBy(() -> load(Map.of(), Map.of(wrong, "1")))
        .isInstanceOf(ConfigError.class)
        .hasMessageStartingWith("There is no key " + wrong + " (--set)")
        .hasMessageContaining("nearest is " + nearest);
  }

  @Test
  void an_unknown_variable_and_an_unknown_key_in_the_file_are_rejected() throws IOException {
    assertThatThrownBy(() -> load(Map.of("LONGSHORE_HTTPPORT", "1"), Map.of()))
        .hasMessage(
            "There is no key for the environment variable LONGSHORE_HTTPPORT. The nearest is"
                + " LONGSHORE_HTTP_PORT");
    Path file = file("http:\n  prt: 1\n");
    assertThatThrownBy(() -> LongshoreConfig.load(Optional.of(file), Map.of(), Map.of()))
        .hasMessage("There is no key http.prt (%s). The nearest is http.port".formatted(file));
    Path section = file("htp:\n  port: 1\n");
    assertThatThrownBy(() -> LongshoreConfig.load(Optional.of(section), Map.of(), Map.of()))
        .hasMessageContaining("There is no key htp.port");
  }

  @Test
  void an_invalid_file_is_rejected_in_one_line() throws IOException {
    for (String text : new String[] {"- a\n- b\n", "http: {port: [", "http: 4566", "just text"}) {
      Path file = file(text);
      assertThatThrownBy(() -> LongshoreConfig.load(Optional.of(file), Map.of(), Map.of()))
          .as(text)
          .isInstanceOf(ConfigError.class)
          .message()
          .hasLineCount(1);
    }
    assertThatThrownBy(
            () -> LongshoreConfig.load(Optional.of(Path.of("/no/such")), Map.of(), Map.of()))
        .hasMessageContaining("/no/such cannot be read");
  }

  @Test
  void variables_that_kubernetes_sets_for_a_service_named_longshore_are_ignored() {
    LongshoreConfig config =
        load(
            Map.of(
                "LONGSHORE_SERVICE_HOST", "10.0.0.1",
                "LONGSHORE_SERVICE_PORT_API", "4567",
                "LONGSHORE_PORT", "tcp://10.0.0.1:4567",
                "LONGSHORE_PORT_4567_TCP_ADDR", "10.0.0.1",
                "LONGSHORE_METRICS_SERVICE_HOST", "10.0.0.2"),
            Map.of());
    assertThat(config).isEqualTo(load(Map.of(), Map.of()));
  }

  @Test
  void a_secret_can_be_read_from_a_file() throws IOException {
    Path secret = file("s3 cr=t\n");
    LongshoreConfig config =
        load(
            Map.of("LONGSHORE_S3_ACCESS_KEY", "me", "LONGSHORE_S3_SECRET_KEY_FILE", "" + secret),
            Map.of("database.password_FILE", secret.toString()));
    assertThat(config.s3().secretKey()).contains("s3 cr=t");
    assertThat(config.database().password()).isEqualTo("s3 cr=t");
    assertThat(config.toString()).doesNotContain("cr=t");

    assertThatThrownBy(() -> load(Map.of("LONGSHORE_DATABASE_PASSWORD_FILE", "/no/such"), Map.of()))
        .hasMessageContaining("database.password_FILE names /no/such, which cannot be read");
    assertThatThrownBy(
            () ->
                load(
                    Map.of(
                        "LONGSHORE_DATABASE_PASSWORD_FILE",
                        "" + secret,
                        "LONGSHORE_DATABASE_PASSWORD",
                        "x"),
                    Map.of()))
        .hasMessage("Set database.password or database.password_FILE, not both");
  }

  @Test
  void a_flag_with_a_secret_file_overrides_the_value_in_the_environment() throws IOException {
    Path secret = file("new");
    LongshoreConfig config =
        load(
            Map.of("LONGSHORE_DATABASE_PASSWORD", "old"),
            Map.of("database.password_FILE", secret.toString()));
    assertThat(config.database().password()).isEqualTo("new");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http.port             | abc          | http.port must be a whole number",
        "http.port             | 70000        | http.port must be 0 to 65535, was 70000",
        "http.port             | 99999999999  | http.port must be at most 2147483647",
        "http.idle             | 30           | http.idle must be a duration such as",
        "http.host             | 0.0.0.0      | http.host 0.0.0.0 can be reached from elsewhere",
        "http.host             | not.a.host.invalid | http.host not.a.host.invalid is not an",
        "s3.endpoint           | minio:9000   | s3.endpoint must be a URL such as",
        "s3.endpoint           | ht tp://x    | s3.endpoint must be a URL",
        "s3.pathStyle          | yes          | s3.pathStyle must be true or false",
        "s3.accessKey          | me           | s3.accessKey and s3.secretKey go together",
        "s3.region             | Frankfurt!   | s3.region must look like us-east-1",
        "database.url          | mysql://h/d  | database.url must start with postgresql://",
        "database.url          | postgresql://me:pw@h/d | must not carry a user or password",
        "database.workConnections | 1         | database.workConnections must be at least 2",
        "auth.skew             | 1h           | auth.skew must be 1m to 15m",
        "auth.regions          | a b          | auth.regions has no region name: a b",
        "worker.slots          | 0            | worker.slots must be at least 1",
        "worker.heartbeat      | 20s          | worker.heartbeat (PT20S) must be at most",
      })
  void an_invalid_value_is_rejected_in_one_line_that_names_the_key(
      String key, String value, String message) {
    assertThatThrownBy(() -> load(Map.of(), Map.of(key, value)))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1)
        .doesNotContain("pw");
  }

  @Test
  void an_external_database_requires_an_external_s3_and_access_keys() throws IOException {
    Map<String, String> flags = new HashMap<>();
    flags.put("database.url", "postgresql://db:5432/longshore");
    assertThatThrownBy(() -> load(Map.of(), flags))
        .hasMessageContaining("Set s3.endpoint to a URL, or to aws");
    flags.put("s3.endpoint", "aws");
    assertThatThrownBy(() -> load(Map.of(), flags)).hasMessageContaining("auth.keys_FILE is not");
    flags.put("auth.keys_FILE", file("").toString());
    assertThat(load(Map.of(), flags).s3().endpoint()).isEmpty();
    flags.put("s3.endpoint", "http://minio:9000");
    flags.put("http.host", "0.0.0.0");
    assertThatThrownBy(() -> load(Map.of(), flags)).hasMessageContaining("or http.allowPlain");
    flags.put("http.tlsCertificate", "cert.pem");
    assertThatThrownBy(() -> load(Map.of(), flags)).hasMessageContaining("go together");
    flags.put("http.tlsKey", "key.pem");
    assertThat(load(Map.of(), flags).http().scheme()).isEqualTo("https");
    flags.keySet().removeIf(key -> key.startsWith("http.tls"));
    flags.put("http.allowPlain", "true");
    assertThat(load(Map.of(), flags).s3().endpoint()).contains(URI.create("http://minio:9000"));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(temp, "file", ".yaml"), text);
  }

  private static LongshoreConfig load(Map<String, String> environment, Map<String, String> flags) {
    return LongshoreConfig.load(Optional.empty(), environment, flags);
  }
}
