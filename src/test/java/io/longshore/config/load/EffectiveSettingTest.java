package io.longshore.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.LongshoreConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The settings as operators see them. */
class EffectiveSettingTest {

  private static final String SECRET = "Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5";

  @Test
  void values_have_the_form_of_the_file_and_say_whether_they_are_defaults() {
    List<EffectiveSetting> all = load(Map.of("http.idle", "90s", "worker.poll", "250ms"));

    assertThat(all)
        .contains(
            new EffectiveSetting("http.port", Optional.of("4566"), true, false),
            new EffectiveSetting("http.idle", Optional.of("90s"), false, false),
            new EffectiveSetting("worker.poll", Optional.of("250ms"), false, false),
            new EffectiveSetting("http.tlsKey", Optional.empty(), true, false));
  }

  @Test
  void secrets_are_hidden_also_within_maps() {
    List<EffectiveSetting> all =
        load(
            Map.of(
                "database.password",
                "hunter2-a",
                "roles",
                "{\"arn:aws:iam::*:role/x\": {\"allowed\": \"s3://bucket\", \"accessKey\": \"k\", \"secretKey\": \"hunter2-b\"}}"));

    assertThat(all)
        .contains(new EffectiveSetting("database.password", Optional.of("(hidden)"), false, true));
    assertThat(all.toString())
        .doesNotContain("hunter2")
        .contains("arn:aws:iam::*:role/x: {accessKey: k, secretKey: (hidden)");
  }

  @Test
  void what_follows_the_port_of_a_webhook_is_hidden() {
    List<EffectiveSetting> all =
        load(
            Map.of(
                "events.targets",
                "{\"chat\": {\"url\": \"https://hooks.example.com:8443/T1/canary?token=canary\", \"secret\": \"whsec_"
                    + SECRET
                    + "\"}}"));

    assertThat(all.toString())
        .contains("url: https://hooks.example.com:8443")
        .doesNotContain("canary", SECRET);
  }

  private static List<EffectiveSetting> load(Map<String, String> flags) {
    return LongshoreConfig.load(Optional.empty(), Map.of(), flags).effective();
  }
}
