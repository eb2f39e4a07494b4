package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CopyTextBufferTest {

  @Test
  void an_empty_first_value_keeps_its_column() {
    CopyTextBuffer rows = new CopyTextBuffer();

    rows.add("").add("b").end();
    rows.add("").add("").end();
    rows.add("").end();

    assertThat(rows.take().toString()).isEqualTo("\tb\n\t\n\n");
  }

  @Test
  void a_removed_row_does_not_affect_the_next_one() {
    CopyTextBuffer rows = new CopyTextBuffer();

    rows.add("").add("b").undo();
    assertThatThrownBy(() -> rows.add("").add("x\0")).isInstanceOf(IllegalArgumentException.class);
    rows.add("").add(7).add(null).end();

    assertThat(rows.take().toString()).isEqualTo("\t7\t\\N\n");
  }
}
