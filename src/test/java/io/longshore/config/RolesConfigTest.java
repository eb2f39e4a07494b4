package io.longshore.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.load.ConfigError;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolesConfigTest {

  private static final String EXPORT = "arn:aws:iam::111122223333:role/export";
  private static final S3Config OWN =
      new S3Config(
          Optional.of(URI.create("http://minio:9000")),
          "us-east-1",
          Optional.of("own"),
          Optional.of("hush"),
          true);

  @TempDir Path temp;

  @Test
  void roles_are_read_from_the_file_or_from_json_with_secrets_in_files() throws IOException {
    Path secret = Files.writeString(temp.resolve("secret"), "s3cret\n");
    Path file = temp.resolve("longshore.yaml");
    Files.writeString(
        file,
        """
        roles:
          arn:aws:iam::111122223333:role/export:
            endpoint: https://other:9000
            accessKey: AKIDX
            secretKey_FILE: %s
            allowed: [s3://exports/out/, s3://more]
            bucketOwner: "111122223333"
        """
            .formatted(secret));
    String json =
        "{\"%s\": {\"endpoint\": \"https://other:9000\", \"accessKey\": \"AKIDX\", \"secretKey\": \"s3cret\", \"allowed\": \"s3://exports/out/, s3://more\", \"bucketOwner\": \"111122223333\"}}"
            .formatted(EXPORT);
    Path whole = Files.writeString(temp.resolve("roles.json"), json);

    RolesConfig written = load(Optional.of(file), Map.of());
    assertThat(written).isEqualTo(load(Optional.empty(), Map.of("LONGSHORE_ROLES", json)));
    assertThat(written)
        .isEqualTo(load(Optional.empty(), Map.of("LONGSHORE_ROLES_FILE", whole.toString())));

    RoleConfig role = written.roles().get(EXPORT);
    assertThat(role.allowed()).isEqualTo(List.of("s3://exports/out/", "s3://more"));
    assertThat(role.on(OWN))
        .isEqualTo(
            new S3Config(
                Optional.of(URI.create("https://other:9000")),
                "us-east-1",
                Optional.of("AKIDX"),
                Optional.of("s3cret"),
                true));
    assertThat(written.toString()).doesNotContain("s3cret");
  }

  @Test
  void a_role_inherits_the_s3_settings_but_the_keys_only_for_the_same_endpoint() {
    RoleConfig plain = only("{\"allowed\": \"s3://b-1\"}");
    RoleConfig elsewhere = only("{\"endpoint\": \"aws\", \"allowed\": \"s3://b-1\"}");

    assertThat(plain.on(OWN)).isEqualTo(OWN);
    assertThat(elsewhere.on(OWN))
        .isEqualTo(
            new S3Config(Optional.empty(), "us-east-1", Optional.empty(), Optional.empty(), true));
  }

  private static RoleConfig only(String json) {
    String roles = "{\"" + EXPORT + "\": " + json + "}";
    return load(Optional.empty(), Map.of("LONGSHORE_ROLES", roles)).roles().get(EXPORT);
  }

  private static RolesConfig load(Optional<Path> file, Map<String, String> environment) {
    return LongshoreConfig.load(file, environment, Map.of()).roles();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "arn:aws:iam::1:role/x            | {'allowed': 's3://b-1'}                        | must name each as",
        "export                           | {'allowed': 's3://b-1'}                        | must name each as",
        "arn:aws:iam::111122223333:role/x | {}                                             | lacks allowed",
        "arn:aws:iam::111122223333:role/x | {'allowed': []}                                | must list where",
        "arn:aws:iam::111122223333:role/x | {'allowed': 'b-1'}                             | must have s3://bucket",
        "arn:aws:iam::111122223333:role/x | {'allowed': 's3://b-1', 'endpoint': 'minio:1'} | endpoint must be a URL",
        "arn:aws:iam::111122223333:role/x | {'allowed': 's3://b-1', 'accessKey': 'a'}      | go together",
        "arn:aws:iam::111122223333:role/x | {'allowed': 's3://b-1', 'region': 'a b'}       | must look like",
        "arn:aws:iam::111122223333:role/x | {'allowed': 's3://b-1', 'bucketOwner': '1'}    | 12 digits",
        "arn:aws:iam::111122223333:role/x | {'allowed': 's3://b-1', 'sse': 'aws:kms'}     | sse must be AES256",
        "arn:aws:iam::111122223333:role/x | {'allowed': 's3://b-1', 'sse': 'AES256'}      | sse needs an S3",
        "arn:aws:iam::*:role/dataexchange | {'allowed': 's3://b-1', 'export': {'format': 'parquet'}} | copies objects as they are",
        "arn:aws:iam::111122223333:role/x | {'allowed': 's3://b-1', 'export': {'only': []}} | without an empty only of export of arn",
        "arn:aws:iam::111122223333:role/x | {'allowed': 's3://b-1', 'export': {'drop': null}} | without an empty drop of export",
        "arn:aws:iam::111122223333:role/x | {'allowed': 's3://b-1', 'export': {'hash': ' '}} | without an empty hash of export",
        "arn:aws:iam::111122223333:role/x | {'allowed': 's3://b-1', 'export': {'truncate': {}}} | without an empty truncate of export",
        "arn:aws:iam::111122223333:role/x | {'alowed': 's3://b-1', 'secretKey': 'hush'}    | unknown member alowed",
      })
  void an_invalid_role_is_rejected_in_one_line_without_its_secret(
      String name, String role, String why) {
    String json = "{\"" + name + "\": " + role.replace('\'', '"') + "}";
    assertThatThrownBy(() -> load(Optional.empty(), Map.of("LONGSHORE_ROLES", json)))
        .isInstanceOf(ConfigError.class)
        .hasMessageStartingWith("roles")
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining("hush");
  }

  @Test
  void path_style_of_a_role_can_be_set() {
    String json = "{\"%s\": {\"pathStyle\": %s, \"allowed\": \"s3://bucket\"}}";
    for (boolean style : new boolean[] {true, false}) {
      RolesConfig roles =
          LongshoreConfig.load(
                  Optional.empty(),
                  Map.of("LONGSHORE_ROLES", json.formatted(EXPORT, style)),
                  Map.of())
              .roles();
      assertThat(roles.roles().get(EXPORT).pathStyle()).contains(style);
    }
  }
}
