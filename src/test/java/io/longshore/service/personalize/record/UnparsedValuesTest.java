package io.longshore.service.personalize.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When values that could not be read fail an import, and what is reported of them. */
class UnparsedValuesTest {

  private static final String FILE = "s3://b/k.csv";

  private final UnparsedValues unread = new UnparsedValues();

  @Test
  void a_file_without_faults_is_done() {
    Outcome done = new Outcome.Done(100);

    assertThat(unread.verdict(done, FILE)).isSameAs(done);
  }

  @Test
  void one_row_in_a_hundred_may_have_an_unread_value_and_is_reported() {
    unread.add(7, "AGE must be of the type int");

    assertThat(unread.verdict(new Outcome.Done(100), FILE))
        .isInstanceOfSatisfying(
            Outcome.Done.class,
            done -> {
              assertThat(done.rows()).isEqualTo(100);
              assertThat(done.rowsFailed()).isZero();
              assertThat(done.refusals())
                  .singleElement()
                  .asString()
                  .contains("1 of 100", FILE, "line 7", "AGE");
            });
  }

  @Test
  void more_than_one_row_in_a_hundred_fails_the_import() {
    unread.add(7, "AGE");

    assertThat(reason(unread.verdict(new Outcome.Done(99), FILE)))
        .contains("1 rows", FILE, "line 7");
  }

  @Test
  void two_values_of_one_row_count_as_one_row() {
    unread.add(7, "AGE");
    unread.add(7, "PRICE");

    assertThat(unread.verdict(new Outcome.Done(100), FILE)).isInstanceOf(Outcome.Done.class);
    unread.add(8, "AGE");
    assertThat(unread.verdict(new Outcome.Done(100), FILE)).isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void one_row_that_does_not_fit_fails_the_import() {
    Outcome loaded = new Outcome.Done(1_000_000, 1, List.of(FILE + " line 3: no USER_ID"));

    assertThat(reason(unread.verdict(loaded, FILE))).contains("1 rows", "line 3: no USER_ID");
  }

  @Test
  void at_most_five_faults_are_listed() {
    for (int line = 2; line < 9; line++) {
      unread.add(line, "AGE");
    }

    assertThat(reason(unread.verdict(new Outcome.Done(10), FILE)))
        .contains("7 rows", "line 6", "and so on")
        .doesNotContain("line 7");
  }

  @Test
  void a_file_of_a_header_only_is_done_and_reported() {
    assertThat(unread.verdict(new Outcome.Done(0), FILE))
        .isInstanceOfSatisfying(
            Outcome.Done.class,
            done -> assertThat(done.refusals()).singleElement().asString().contains(FILE));
  }

  @Test
  void a_rejected_file_stays_rejected() {
    Outcome rejected = new Outcome.Rejected("No header");
    unread.add(7, "AGE");

    assertThat(unread.verdict(rejected, FILE)).isSameAs(rejected);
  }

  private static String reason(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected) outcome).reason();
  }
}
