package io.longshore.identity.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileKeySourceTest {

  @Test
  void keys_are_read_and_comments_and_empty_lines_are_not() {
    FileKeySource keys =
        FileKeySource.parse(
            List.of("# team a", "", "AKIDA s3/cr+et 111122223333", " k2\ts2 444455556666 disabled"),
            "keys");

    assertThat(keys.find("AKIDA").result())
        .contains(new AccessKey("AKIDA", "s3/cr+et", "111122223333", true));
    assertThat(keys.find("k2").result()).contains(new AccessKey("k2", "s2", "444455556666", false));
    assertThat(keys.find("k3").result()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AKIDA hush 11112222333",
        "AKIDA hush",
        "AKIDA hush 111122223333 off",
        "AK-IDA hush 111122223333",
        "first hush 111122223333"
      })
  void an_invalid_line_is_reported_by_its_number_without_its_text(String line) {
    assertThatThrownBy(() -> FileKeySource.parse(List.of("first s 111122223333", line), "keys"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("keys line 2")
        .hasMessageNotContaining("hush");
  }

  @Test
  void an_empty_or_missing_file_is_refused() {
    assertThatThrownBy(() -> FileKeySource.parse(List.of("# none"), "keys"))
        .hasMessage("keys lists no key");
    assertThatThrownBy(() -> FileKeySource.load(Path.of("/nowhere/keys")))
        .hasMessage("auth.keys_FILE cannot be read: /nowhere/keys");
  }

  @Test
  void a_key_never_prints_its_secret() {
    assertThat(new AccessKey("id", "hush", "111122223333", true).toString()).doesNotContain("hush");
  }

  @Test
  void the_embedded_keys_are_test_and_any_twelve_digits() {
    KeySource keys = KeySource.embedded();

    assertThat(keys.find("test").result().orElseThrow().account()).isEqualTo("000000000000");
    assertThat(keys.find("123456789012").result().orElseThrow().account())
        .isEqualTo("123456789012");
    assertThat(keys.find("12345678901").result()).isEmpty();
    assertThat(keys.find("١٢٣٤٥٦٧٨٩٠١٢").result()).isEmpty();
    assertThat(keys.find("AKIAEXAMPLE").result()).isEmpty();
  }
}
