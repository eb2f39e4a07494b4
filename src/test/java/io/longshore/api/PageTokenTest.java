package io.longshore.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTokenTest {

  private final PageToken tokens = new PageToken(List.of("111122223333", "GetApps"));

  @Test
  void a_token_gives_back_its_position() {
    assertThat(tokens.position(tokens.at("17:é😀"))).contains("17:é😀");
    assertThat(tokens.position(tokens.at(""))).contains("");
  }

  @Test
  void a_token_of_another_scope_is_none() {
    String token = tokens.at("17");
    assertThat(new PageToken(List.of("444455556666", "GetApps")).position(token)).isEmpty();
    assertThat(new PageToken(List.of("111122223333", "GetSegments")).position(token)).isEmpty();
    assertThat(new PageToken(List.of("111122223333")).position(token)).isEmpty();
    assertThat(new PageToken(List.of("111122223333GetApps")).position(token)).isEmpty();
  }

  @Test
  void a_token_with_any_letter_changed_is_none() {
    String token = tokens.at("1763668800000:0123456789abcdef");
    for (int i = 0; i < token.length() - 1; i++) { // the last letter has bits that mean nothing
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(tokens.position(changed)).as(changed).isEmpty();
    }
  }

  @Test
  void garbage_is_none() {
    assertThat(tokens.position("")).isEmpty();
    assertThat(tokens.position("x")).isEmpty();
    assertThat(tokens.position("no base64 at all!")).isEmpty();
  }
}
