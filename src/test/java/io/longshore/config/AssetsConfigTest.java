package io.longshore.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetsConfigTest {

  @Test
  void the_public_url_of_signed_urls_and_the_quotas_are_configurable() {
    assertThat(load(Map.of()).publicUrl()).isEmpty();
    assertThat(load(Map.of()).quotas()).isTrue();
    AssetsConfig set =
        load(Map.of("assets.publicUrl", "https://s3.example.com:8443", "assets.quotas", "false"));
    assertThat(set.publicUrl()).contains(URI.create("https://s3.example.com:8443"));
    assertThat(set.quotas()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3.example.com", "ftp://s3", "https://s3.example.com/path", "https:///x"})
  void an_invalid_public_url_is_rejected(String url) {
    assertThatThrownBy(() -> load(Map.of("assets.publicUrl", url)))
        .hasMessageContaining("assets.publicUrl");
  }

  private static AssetsConfig load(Map<String, String> flags) {
    return LongshoreConfig.load(Optional.empty(), Map.of(), flags).assets();
  }
}
