package io.longshore.service.dataexchange.asset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which buckets and keys a job may name. */
class ObjectKeyRulesTest {

  private static final String ASSETS = "longshore-assets";

  @ParameterizedTest
  @ValueSource(strings = {"abc", "a.b", "0-0", "my.data-2026", "longshore-assets2", "1.2.3"})
  void a_bucket_of_a_legal_name_is_accepted(String bucket) {
    assertThat(ObjectKeyRules.bucketFault(bucket, ASSETS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "Abc",
        "a_b",
        "-ab",
        "ab-",
        ".ab",
        "ab.",
        "a..b",
        "a/b",
        "a b",
        "äbc",
        "10.0.0.1"
      })
  void a_bucket_of_another_name_is_refused_and_named(String bucket) {
    assertThat(ObjectKeyRules.bucketFault(bucket, ASSETS)).hasValueSatisfying(quotes(bucket));
  }

  @Test
  void a_bucket_has_3_to_63_characters() {
    assertThat(ObjectKeyRules.bucketFault("a".repeat(63), ASSETS)).isEmpty();
    assertThat(ObjectKeyRules.bucketFault("a".repeat(64), ASSETS)).isPresent();
  }

  @Test
  void the_bucket_of_assets_is_refused() {
    assertThat(ObjectKeyRules.bucketFault(ASSETS, ASSETS)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b", "a//b", "a/", "...", "a/..b", "a../b", "a.b/.c", "ä", "${x}"})
  void a_key_that_every_store_keeps_as_it_is_is_accepted(String key) {
    assertThat(ObjectKeyRules.keyFault(key)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a", ".", "..", "./a", "../a", "a/.", "a/..", "a/./b", "a/../b"})
  void a_key_that_a_file_system_would_resolve_is_refused_and_named(String key) {
    assertThat(ObjectKeyRules.keyFault(key)).hasValueSatisfying(quotes(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0000", "a\tb", "\u007f", "a\u0085", "a\n/../b"})
  void a_key_that_is_empty_or_has_control_characters_is_refused(String key) {
    assertThat(ObjectKeyRules.keyFault(key)).isPresent();
  }

  private static Consumer<String> quotes(String text) {
    return fault -> assertThat(fault).contains("'" + text + "'");
  }
}
