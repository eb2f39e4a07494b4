package io.longshore.config.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.LongshoreConfig;
import io.longshore.config.RoleConfig;
import io.longshore.config.load.ConfigError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportConfigTest {

  private static final String ROLE = "arn:aws:iam::111122223333:role/partner";
  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=";
  private static final String OTHER_KEY = "enl4d3Z1dHNycXBvbm1sa2ppaGdmZWRjYmE5ODc2NTQ=";

  @TempDir Path temp;

  @Test
  void the_file_has_the_rules_of_a_role_and_a_file_beside_it_the_key() throws IOException {
    Path key = Files.writeString(temp.resolve("key"), KEY + "\n");
    Path file = temp.resolve("longshore.yaml");
    Files.writeString(
        file,
        """
        roles:
          %s:
            allowed: [s3://shared/for-us/]
            export:
              only: [Id, Attributes.*, "personalize:*"]
              drop: [Location, Attributes.Secret]
              hash: [Address, User.UserId, personalize:USER_ID]
              truncate: {CreationDate: 10}
              hashKey_FILE: %s
        """
            .formatted(ROLE, key));

    ExportConfig export = load(Optional.of(file), Map.of()).orElseThrow();

    MaskRules pinpoint = export.rules(MaskService.PINPOINT).orElseThrow();
    assertThat(pinpoint.at(List.of("Id"))).isEqualTo(MaskAction.KEEP);
    assertThat(pinpoint.at(List.of("Attributes", "a.b"))).isEqualTo(MaskAction.KEEP);
    assertThat(pinpoint.at(List.of("Attributes", "Secret"))).isEqualTo(MaskAction.DROP);
    assertThat(pinpoint.at(List.of("OptOut"))).isEqualTo(MaskAction.DROP);
    assertThat(pinpoint.at(List.of("User", "UserId"))).isEqualTo(MaskAction.HASH);
    assertThat(pinpoint.at(List.of("CreationDate"))).isEqualTo(MaskAction.TRUNCATE);
    assertThat(pinpoint.description().keySet())
        .containsExactly("only", "drop", "hash", "truncate", "digest");
    MaskRules personalize = export.rules(MaskService.PERSONALIZE).orElseThrow();
    assertThat(personalize.at(List.of("USER_ID"))).isEqualTo(MaskAction.HASH);
    assertThat(personalize.at(List.of("GENRE"))).isEqualTo(MaskAction.KEEP);
    assertThat(export.rules(MaskService.CLEANROOMSML)).isEmpty();
    assertThat(export + " " + pinpoint).doesNotContain(KEY, "0123456789abcdef");
  }

  @Test
  void the_digest_differs_with_the_key_and_with_each_rule() {
    String rules = "'hash': ['Address'], 'hashKey': '%s'";
    String first = digest(rules.formatted(KEY));

    assertThat(digest(rules.formatted(KEY))).isEqualTo(first);
    assertThat(digest(rules.formatted(OTHER_KEY))).isNotEqualTo(first);
    assertThat(digest(rules.formatted(KEY) + ", 'drop': ['Location']")).isNotEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'drop': ['Adress']                                      | path Adress for Amazon Pinpoint",
        "'drop': ['Location.Town']                               | is no member of an endpoint",
        "'drop': ['Attributes.*.x*']                             | asterisk stands at its end only",
        "'drop': ['Demographic.']                                | is no path",
        "'drop': ['personalise:USER_ID']                         | write pinpoint:, personalize:",
        "'drop': ['personalize:USER-ID']                         | is no column",
        "'drop': ['cleanroomsml:userId']                         | is not user_id",
        "'hash': ['Address']                                     | hash and hashKey of export go together",
        "'hashKey': 'KEY'                                        | hash and hashKey of export go together",
        "'hash': ['Address'], 'hashKey': 'c2hvcnQ='              | at least 32 random bytes",
        "'hash': ['Address'], 'hashKey': 'not base64'            | at least 32 random bytes",
        "'hash': ['Address'], 'hashKey': 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' | random bytes",
        "'drop': ['*']                                           | leaves nothing to export",
        "'drop': ['cleanroomsml:user_id']                        | leaves nothing to export",
        "'drop': ['Address'], 'only': ['Address', 'Id']          | contradict each other",
        "'drop': ['User'], 'only': ['User.UserId']               | contradict each other",
        "'drop': ['Id', 'Id']                                    | contradict each other",
        "'drop': ['User'], 'hash': ['User.UserId'], 'hashKey': 'KEY' | contradict each other",
        "'hash': ['Attributes'], 'only': ['Attributes.a'], 'hashKey': 'KEY' | contradict each other",
        "'hash': ['Attributes'], 'truncate': {'Attributes.a': 1}, 'hashKey': 'KEY' | contradict each",
        "'hash': ['Metrics.age'], 'hashKey': 'KEY'               | can only drop Metrics",
        "'hash': ['Location'], 'hashKey': 'KEY'                  | can only drop Location.Latitude",
        "'hash': ['personalize:TIMESTAMP'], 'hashKey': 'KEY'     | can only drop TIMESTAMP",
        "'truncate': {'Address': 0}                              | must keep 1 to 1024 characters",
        "'truncate': {'Address': 'x'}                            | whole numbers in truncate",
        "'truncate': 3                                           | whole numbers in truncate",
        "'compression': 'lz4'                                    | must be gzip, zstd or none",
        "'format': 'csv'                                          | must be parquet, or left out",
        "'since': 'yesterday'                                    | must be lastExport, was yesterday",
        "'since': 'lastExport', 'drop': ['Id']                   | list Id in only or hash",
        "'since': 'lastExport', 'only': ['Address']              | list Id in only or hash",
        "'since': 'lastExport', 'truncate': {'Id': 4}            | list Id in only or hash",
        "'compression': 'lz4'                                    | (export of arn:aws:iam::111122223333:role/partner)",
        "'mask': ['Address']                                     | unknown member mask",
      })
  void rules_that_are_unknown_weak_or_contradictory_are_rejected_without_the_key(
      String members, String why) {
    assertThatThrownBy(() -> export(members.replace("KEY", KEY)))
        .isInstanceOf(ConfigError.class)
        .hasMessageStartingWith("roles")
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining(KEY);
  }

  @Test
  void a_rule_within_a_wider_one_may_hide_more() {
    ExportConfig export =
        export(
            "'only': ['Attributes'], 'hash': ['Attributes.email', 'User'], "
                + "'drop': ['Attributes.secret', 'User.UserId'], 'hashKey': '"
                + KEY
                + "'");

    MaskRules rules = export.rules(MaskService.PINPOINT).orElseThrow();
    assertThat(rules.at(List.of("Attributes", "email"))).isEqualTo(MaskAction.HASH);
    assertThat(rules.at(List.of("User", "UserAttributes", "x"))).isEqualTo(MaskAction.HASH);
    assertThat(rules.at(List.of("User", "UserId"))).isEqualTo(MaskAction.DROP);
  }

  private static String digest(String members) {
    return (String)
        export(members).rules(MaskService.PINPOINT).orElseThrow().description().get("digest");
  }

  private static ExportConfig export(String members) {
    String roles =
        "{'%s': {'allowed': 's3://b-1', 'export': {%s}}}"
            .formatted(ROLE, members)
            .replace('\'', '"');
    return load(Optional.empty(), Map.of("LONGSHORE_ROLES", roles)).orElseThrow();
  }

  private static Optional<ExportConfig> load(Optional<Path> file, Map<String, String> environment) {
    RoleConfig role = LongshoreConfig.load(file, environment, Map.of()).roles().roles().get(ROLE);
    return role.export();
  }
}
