package io.longshore.identity.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CanonicalRequestTest {

  @Test
  void an_escape_in_the_path_is_escaped_a_second_time() {
    assertThat(CanonicalRequest.path("/tags/arn%3Aaws%2Fx")).isEqualTo("/tags/arn%253Aaws%252Fx");
  }

  @Test
  void lower_case_escapes_in_the_path_are_kept() {
    assertThat(CanonicalRequest.path("/a%3ab")).isEqualTo("/a%253ab");
  }

  @Test
  void unreserved_bytes_and_slashes_of_the_path_are_kept() {
    assertThat(CanonicalRequest.path("/a-b.c_d~e/F9/")).isEqualTo("/a-b.c_d~e/F9/");
  }

  @Test
  void bytes_that_urls_allow_unescaped_are_escaped() {
    assertThat(CanonicalRequest.path("/a:b@c!d*e")).isEqualTo("/a%3Ab%40c%21d%2Ae");
  }

  @Test
  void an_empty_path_is_the_root() {
    assertThat(CanonicalRequest.path("")).isEqualTo("/");
  }

  @Test
  void a_plus_in_the_query_stays_a_plus() {
    assertThat(CanonicalRequest.query("a=b+c&d=%2B")).isEqualTo("a=b%2Bc&d=%2B");
  }

  @Test
  void an_escaped_space_in_the_query_is_a_space() {
    assertThat(CanonicalRequest.query("a=b%20c")).isEqualTo("a=b%20c");
  }

  @Test
  void lower_case_escapes_of_the_query_become_upper_case() {
    assertThat(CanonicalRequest.query("a=%c3%a9%2f")).isEqualTo("a=%C3%A9%2F");
  }

  @Test
  void unnecessary_escapes_of_the_query_are_removed() {
    assertThat(CanonicalRequest.query("%61=%7E%2D")).isEqualTo("a=~-");
  }

  @Test
  void repeated_query_names_are_all_kept_and_sorted_by_value() {
    assertThat(CanonicalRequest.query("k=b&k=a&k=b")).isEqualTo("k=a&k=b&k=b");
  }

  @Test
  void query_names_are_sorted_by_byte() {
    assertThat(CanonicalRequest.query("b=1&B=2&a~=3&a=4&a-=5")).isEqualTo("B=2&a=4&a-=5&a~=3&b=1");
  }

  @Test
  void a_name_without_a_value_has_an_empty_one() {
    assertThat(CanonicalRequest.query("force&x=")).isEqualTo("force=&x=");
  }

  @Test
  void empty_pieces_of_the_query_are_skipped() {
    assertThat(CanonicalRequest.query("&&a=1&")).isEqualTo("a=1");
  }

  @Test
  void only_the_first_equals_sign_separates_name_and_value() {
    assertThat(CanonicalRequest.query("a=b=c")).isEqualTo("a=b%3Dc");
  }

  @Test
  void header_values_are_trimmed_and_their_white_space_collapsed_even_in_quotes() {
    assertThat(CanonicalRequest.header(List.of("  a \t b  \"c   d\"  "))).isEqualTo("a b \"c d\"");
  }

  @Test
  void repeated_header_lines_are_joined_in_order() {
    assertThat(CanonicalRequest.header(List.of("b", "", " a "))).isEqualTo("b,,a");
  }

  @Test
  void the_port_of_the_host_is_kept_as_sent() {
    for (String host : List.of("localhost:80", "localhost:443", "127.0.0.1:4566", "localhost")) {
      assertThat(canonical(host)).contains("\nhost:" + host + "\n");
    }
  }

  @Test
  void the_parts_are_in_the_specified_order() {
    assertThat(canonical("h"))
        .isEqualTo("GET\n/p\nq=1\nhost:h\nx-amz-date:20261121T120000Z\n\nhost;x-amz-date\nhash");
  }

  private static String canonical(String host) {
    SignedRequest request =
        new SignedRequest(
            "GET",
            "/p?q=1",
            List.of(Map.entry("X-Amz-Date", "20261121T120000Z"), Map.entry("Host", host)),
            new byte[0]);
    return CanonicalRequest.of(request, List.of("host", "x-amz-date"), Set.of(), true, "hash");
  }
}
