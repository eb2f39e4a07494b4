package io.longshore.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewestReadTest {

  private final List<Promise<String>> reads = new ArrayList<>();
  private final NewestRead<String> newest = new NewestRead<>("first", this::read);

  @Test
  void a_read_that_began_earlier_and_completes_later_does_not_bring_the_old_value_back() {
    Future<Void> first = newest.refresh();
    Future<Void> second = newest.refresh();

    reads.get(1).complete("new");
    assertThat(second.succeeded()).isTrue();
    reads.get(0).complete("old");

    assertThat(first.succeeded()).isTrue();
    assertThat(newest.current()).isEqualTo("new");
  }

  @Test
  void each_read_that_completes_in_order_replaces_the_value() {
    assertThat(newest.current()).isEqualTo("first");
    newest.refresh();
    reads.get(0).complete("second");
    assertThat(newest.current()).isEqualTo("second");
    newest.refresh();
    reads.get(1).complete("third");
    assertThat(newest.current()).isEqualTo("third");
  }

  @Test
  void a_read_that_fails_leaves_the_value_and_an_earlier_one_still_counts() {
    newest.refresh();
    Future<Void> failed = newest.refresh();
    reads.get(1).fail("the database is gone");
    assertThat(newest.current()).isEqualTo("first");
    reads.get(0).complete("second");

    assertThat(failed.failed()).isTrue();
    assertThat(newest.current()).isEqualTo("second");
  }

  private Future<String> read() {
    reads.add(Promise.promise());
    return reads.get(reads.size() - 1).future();
  }
}
