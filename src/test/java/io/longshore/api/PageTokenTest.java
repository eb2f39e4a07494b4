package io.longshore.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTokenTest {

  private final PageToken tokens = new PageToken(List.of("111122223333", "GetApps"));

  @Test
  void a_token_returns_its_position() {
    assertThat(tokens.position(tokens.at("17:é😀"))).contains("17:é😀");
    assertThat(tokens.position(tokens.at(""))).contains("");
  }

  @Test
  void a_token_of_another_scope_is_invalid() {
    String token = tokens.at("17");
    assertThat(new PageToken(List.of("444455556666", "GetApps")).position(token)).isEmpty();
    assertThat(new PageToken(List.of("111122223333", "GetSegments")).position(token)).isEmpty();
    assertThat(new PageToken(List.of("111122223333")).position(token)).isEmpty();
    assertThat(new PageToken(List.of("111122223333GetApps")).position(token)).isEmpty();
  }

  @Test
  void a_token_with_a_changed_character_is_invalid() {
    String token = tokens.at("1763668800000:0123456789abcdef");
    for (int i = 0; i < token.length() - 1; i++) { // the last character has unused bits
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(tokens.position(changed)).as(changed).isEmpty();
    }
  }

  @Test
  void text_that_is_not_a_token_is_invalid() {
    assertThat(tokens.position("")).isEmpty();
    assertThat(tokens.position("x")).isEmpty();
    assertThat(tokens.position("no base64 at all!")).isEmpty();
  }
}
