package io.longshore.config.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.LongshoreConfig;
import io.longshore.config.load.ConfigError;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingConfigTest {

  private static TracingConfig load(Map<String, String> environment, Map<String, String> flags) {
    return LongshoreConfig.load(Optional.empty(), environment, flags).tracing();
  }

  @Test
  void nothing_is_traced_unless_a_receiver_is_set() {
    assertThat(load(Map.of(), Map.of()).endpoint()).isEmpty();
    assertThat(load(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " "), Map.of()).endpoint()).isEmpty();
  }

  @Test
  void the_standard_variable_names_the_receiver_unless_the_setting_does() {
    Map<String, String> standard = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");

    assertThat(load(standard, Map.of()).endpoint()).contains(URI.create("http://collector:4318"));
    assertThat(load(standard, Map.of("tracing.endpoint", "https://other:4318")).endpoint())
        .contains(URI.create("https://other:4318"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "collector:4318",
        "grpc://collector:4317",
        "http://user:secret@collector:4318",
        "http://collector:4318/?token=secret",
        "http:///v1"
      })
  void a_receiver_that_is_no_plain_url_is_refused(String url) {
    assertThatThrownBy(() -> load(Map.of(), Map.of("tracing.endpoint", url)))
        .isInstanceOf(ConfigError.class)
        .hasMessageStartingWith("tracing.endpoint must be an http or https URL")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "-1", "half", "NaN", "1e-3"})
  void a_share_that_is_no_number_from_0_to_1_is_refused(String share) {
    assertThatThrownBy(() -> load(Map.of(), Map.of("tracing.sampling", share)))
        .isInstanceOf(ConfigError.class)
        .hasMessageStartingWith("tracing.sampling must be");
  }

  @Test
  void the_share_and_the_name_of_the_service_are_read() {
    TracingConfig config =
        load(Map.of(), Map.of("tracing.sampling", "0.05", "tracing.service", "exports"));

    assertThat(config.sampling()).isEqualTo(0.05);
    assertThat(config.service()).isEqualTo("exports");
  }
}
