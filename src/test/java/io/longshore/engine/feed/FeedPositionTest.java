package io.longshore.engine.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedPositionTest {

  private static final FeedPosition POSITION = new FeedPosition(10, 20, List.of(10L, 15L));

  @Test
  void the_text_of_a_position_parses_to_the_same_position() {
    assertThat(POSITION).hasToString("10:20:10,15");
    assertThat(FeedPosition.parse("10:20:10,15")).contains(POSITION);
    assertThat(FeedPosition.parse("20:20:")).contains(new FeedPosition(20, 20, List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "10:20",
        "20:10:",
        "10:20:15,10",
        "10:20:9",
        "10:20:20",
        "10:20:15,15",
        "10:20:15,",
        "0:20:",
        "-1:20:",
        "10:20:x",
        "10:20:; drop table job",
        "9999999999999999999:9999999999999999999:"
      })
  void what_is_no_position_is_not_parsed(String text) {
    assertThat(FeedPosition.parse(text)).isEmpty();
  }

  @Test
  void a_position_of_endless_length_is_not_parsed() {
    StringBuilder text = new StringBuilder("1:99999:1");
    for (int xid = 2; text.length() < FeedPosition.MAX_LENGTH; xid++) {
      text.append(',').append(xid);
    }

    assertThat(FeedPosition.parse(text.append(",99998").toString())).isEmpty();
  }

  @Test
  void a_position_includes_the_transactions_that_had_ended_and_no_other() {
    assertThat(List.of(9L, 11L, 14L, 16L, 19L)).allMatch(POSITION::includes);
    assertThat(List.of(10L, 15L, 20L, 21L)).noneMatch(POSITION::includes);
  }

  @Test
  void a_later_position_has_what_an_earlier_one_has() {
    FeedPosition oneEnded = new FeedPosition(15, 20, List.of(15L));
    FeedPosition begun = new FeedPosition(10, 21, List.of(10L, 15L, 20L));

    assertThat(oneEnded.isAtOrAfter(POSITION)).isTrue();
    assertThat(POSITION.isAtOrAfter(oneEnded)).isFalse();
    assertThat(begun.isAtOrAfter(POSITION)).isTrue();
    assertThat(POSITION.isAtOrAfter(begun)).isFalse();
    assertThat(POSITION.isAtOrAfter(POSITION)).isTrue();
  }
}
