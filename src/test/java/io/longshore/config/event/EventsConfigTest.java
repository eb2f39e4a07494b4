package io.longshore.config.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.LongshoreConfig;
import io.longshore.config.load.ConfigError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventsConfigTest {

  private static final String FIRST = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String SECOND = "whsec_plJ3nmyCDGBKInavdOK15jsl5jsl5jsl";

  @TempDir Path temp;

  @Test
  void a_target_is_read_from_the_file_with_its_pattern_as_a_section_and_its_secrets_in_a_file()
      throws IOException {
    Path secrets = Files.writeString(temp.resolve("secrets"), FIRST + "\n" + SECOND + "\n");
    Path file = temp.resolve("longshore.yaml");
    Files.writeString(
        file,
        """
        events:
          targets:
            ops:
              url: https://hooks.example/longshore
              pattern: {source: [longshore], detail: {final: [true]}}
              format: cloudevents
              secret_FILE: %s
              account: "111122223333"
              allowPrivate: true
        """
            .formatted(secrets));
    EventTargetConfig target =
        LongshoreConfig.load(Optional.of(file), Map.of(), Map.of()).events().targets().get("ops");
    assertThat(target.pattern())
        .contains("{\"source\":[\"longshore\"],\"detail\":{\"final\":[true]}}");
    assertThat(target.isCloudEvents()).isTrue();
    assertThat(target.keys()).hasSize(2);
    assertThat(target.account()).contains("111122223333");
    assertThat(target.allowPrivate()).contains(true);
    assertThat(target.kind()).isEqualTo("webhook");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"secret\": \"%s\" | url is missing",
        "\"url\": \"https://a.example\" | secret is missing",
        "\"url\": \"http://a.example\", \"secret\": \"%s\" | url must begin with https://",
        "\"url\": \"http://10.0.0.1\", \"secret\": \"%s\" | url must begin with https://",
        "\"url\": \"http://127.0.0.1.evil.example\", \"secret\": \"%s\" | url must begin with https",
        "\"url\": \"ftp://a.example\", \"secret\": \"%s\" | url must begin with https://",
        "\"url\": \"https://u:p@a.example\", \"secret\": \"%s\" | without a user",
        "\"url\": \"https:///x\", \"secret\": \"%s\" | url must look like",
        "\"url\": \"https://a.example\", \"secret\": \"whsec_c2hvcnQ=\" | one or two secrets",
        "\"url\": \"https://a.example\", \"secret\": \"%s %s %s\" | one or two secrets",
        "\"url\": \"https://a.example\", \"secret\": \"%s\", \"format\": \"xml\" | format must be",
        "\"url\": \"https://a.example\", \"secret\": \"%s\", \"account\": \"1\" | account must",
        "\"url\": \"https://a.example\", \"secret\": \"%s\", \"type\": \"pigeon\" | type must be",
        "\"url\": \"https://a.example\", \"secret\": \"%s\", \"color\": \"1\" | unknown member color"
      })
  void a_target_that_cannot_work_is_refused_with_its_name_and_without_its_secret(
      String members, String words) {
    String json = "{\"ops\": {" + members.replace("%s", FIRST) + "}}";
    assertThatThrownBy(() -> load(json))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("events.targets")
        .hasMessageContaining("ops")
        .hasMessageContaining(words.strip())
        .hasMessageNotContaining("MfKQ9r8G");
  }

  @Test
  void a_secret_file_that_cannot_be_read_is_named_with_its_target() {
    String json = "{\"ops\": {\"url\": \"https://a.example\", \"secret_FILE\": \"/no/such\"}}";
    assertThatThrownBy(() -> load(json))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("secret_FILE of ops names /no/such, which cannot be read");
  }

  @Test
  void plain_http_is_accepted_on_loopback_addresses_only() {
    for (String host : new String[] {"127.0.0.1:8080", "[::1]:8080", "localhost"}) {
      String json = "{\"a\": {\"url\": \"http://%s/\", \"secret\": \"%s\"}}".formatted(host, FIRST);
      assertThat(load(json).targets()).as(host).containsKey("a");
    }
  }

  @Test
  void the_text_of_a_configuration_has_neither_the_secret_nor_the_path_of_a_target() {
    String json =
        "{\"a\": {\"url\": \"https://a.example/T0KEN\", \"secret\": \"%s\"}}".formatted(FIRST);
    assertThat(load(json).toString())
        .contains("a.example")
        .doesNotContain("MfKQ9r8G")
        .doesNotContain("T0KEN");
  }

  private static EventsConfig load(String targets) {
    return LongshoreConfig.load(
            Optional.empty(), Map.of("LONGSHORE_EVENTS_TARGETS", targets), Map.of())
        .events();
  }
}
