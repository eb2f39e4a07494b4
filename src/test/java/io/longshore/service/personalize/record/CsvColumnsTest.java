package io.longshore.service.personalize.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.job.PermanentFailure;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where the columns of a schema are in a file's header. */
class CsvColumnsTest {

  private static final List<String> NAMES = List.of("USER_ID", "ITEM_ID");

  @Test
  void columns_are_found_in_any_order_and_case_and_others_are_ignored() {
    assertThat(CsvColumns.of(NAMES, List.of("ITEM_ID", "MORE", "USER_ID"))).containsExactly(2, 0);
    assertThat(CsvColumns.of(NAMES, List.of("user_id", "Item_Id"))).containsExactly(0, 1);
  }

  @Test
  void of_two_columns_that_differ_in_case_the_exact_one_counts() {
    assertThat(CsvColumns.of(NAMES, List.of("user_id", "USER_ID", "ITEM_ID")))
        .containsExactly(1, 2);
  }

  @Test
  void a_column_that_may_be_two_is_rejected() {
    assertThatThrownBy(() -> CsvColumns.of(NAMES, List.of("USER_ID", "USER_ID", "ITEM_ID")))
        .isInstanceOf(PermanentFailure.class)
        .hasMessageContaining("[USER_ID, USER_ID, ITEM_ID]");
    assertThatThrownBy(() -> CsvColumns.of(NAMES, List.of("user_id", "User_id", "ITEM_ID")))
        .isInstanceOf(PermanentFailure.class);
  }

  @Test
  void all_missing_columns_are_named_with_the_header() {
    assertThatThrownBy(() -> CsvColumns.of(NAMES, List.of("a", "b")))
        .isInstanceOf(PermanentFailure.class)
        .hasMessageContaining("[USER_ID, ITEM_ID]")
        .hasMessageContaining("[a, b]");
  }

  @Test
  void a_long_header_is_shown_in_part() {
    List<String> header = IntStream.range(0, 30).mapToObj(i -> "c" + i).toList();

    assertThatThrownBy(() -> CsvColumns.of(NAMES, header))
        .hasMessageContaining("c19")
        .message()
        .doesNotContain("c20");
  }
}
