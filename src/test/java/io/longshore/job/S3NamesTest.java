package io.longshore.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3NamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"abc", "a.b-c", "1bucket", "xn--bucket", "1.2.3", "1.2.3.4.5"})
  void buckets_have_3_to_63_lower_case_letters_digits_dots_and_dashes(String name) {
    assertThat(S3Names.isBucket(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ab", "Abc", "a_b", "-abc", "abc-", "a..b", "10.0.0.1", "a/b", "abcé"})
  void other_names_are_not_buckets(String name) {
    assertThat(S3Names.isBucket(name)).isFalse();
    assertThatThrownBy(() -> S3Place.parse("s3://" + name, IllegalArgumentException::new))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_bucket_has_at_most_63_characters() {
    assertThat(S3Names.isBucket("b".repeat(63))).isTrue();
    assertThat(S3Names.isBucket("b".repeat(64))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "./a", "a/.", "a/..", "a/../b", "a/./b", "a\n/../b"})
  void dots_between_slashes_are_dot_segments(String key) {
    assertThat(S3Names.hasDotSegment(key)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", ".a", "a.", "a/.b", "a/b..", "...", "a/.../b"})
  void dots_in_names_are_not(String key) {
    assertThat(S3Names.hasDotSegment(key)).isFalse();
  }

  @Test
  void the_last_segment_of_a_prefix_may_be_a_dot_but_not_that_of_a_folder() {
    assertThat(S3Place.parse("s3://bucket/a/.", IllegalArgumentException::new).key())
        .isEqualTo("a/.");
    for (String url : new String[] {"s3://bucket/a/./", "s3://bucket/../a"}) {
      assertThatThrownBy(() -> S3Place.parse(url, IllegalArgumentException::new))
          .hasMessage("must not have '.' or '..' between slashes");
    }
    for (String url : new String[] {"s3://bucket/a/.", "s3://bucket/.."}) {
      assertThatThrownBy(() -> S3Place.folder(url, IllegalArgumentException::new))
          .hasMessage("must not have '.' or '..' between slashes");
    }
  }

  @Test
  void control_characters_are_found() {
    assertThat(S3Names.hasControlCharacters("a\u0000b")).isTrue();
    assertThat(S3Names.hasControlCharacters("a\u007fb")).isTrue();
    assertThat(S3Names.hasControlCharacters("a b\u00e9")).isFalse();
  }
}
