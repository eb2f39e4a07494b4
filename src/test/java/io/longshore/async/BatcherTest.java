package io.longshore.async;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BatcherTest {

  private record Run(String group, List<String> items, Promise<List<BatchOutcome<String>>> end) {

    void done() {
      end.complete(items.stream().map(item -> BatchOutcome.done("stored " + item)).toList());
    }

    @SafeVarargs
    final void ended(BatchOutcome<String>... outcomes) {
      end.complete(List.of(outcomes));
    }
  }

  /** Batches whose ends the test decides on. */
  private static final class Work implements BatchWork<String, String, String> {

    private final List<Run> runs = new ArrayList<>();
    private final List<String> alone = new ArrayList<>();
    private final List<Promise<String>> aloneEnds = new ArrayList<>();

    @Override
    public Future<List<BatchOutcome<String>>> together(String group, List<String> items) {
      if (items.contains("throws")) {
        throw new IllegalStateException("thrown");
      }
      runs.add(new Run(group, items, Promise.promise()));
      return runs.get(runs.size() - 1).end().future();
    }

    @Override
    public Future<String> alone(String group, String item) {
      alone.add(item);
      aloneEnds.add(Promise.promise());
      return aloneEnds.get(aloneEnds.size() - 1).future();
    }

    @Override
    public boolean isOfAll(Throwable failure) {
      return "outage".equals(failure.getMessage());
    }

    @Override
    public Object key(String item) {
      return item.charAt(0);
    }

    @Override
    public int weight(String item) {
      return item.length();
    }
  }

  private final Work work = new Work();
  private final AtomicLong nanos = new AtomicLong();
  private final List<Integer> sizes = new ArrayList<>();
  private final List<Integer> alone = new ArrayList<>();
  private final BatchMeter meter =
      new BatchMeter() {
        @Override
        public void started(String kind, int items) {
          sizes.add(items);
        }

        @Override
        public void alone(String kind, int items) {
          alone.add(items);
        }
      };
  private final Batcher<String, String, String> batcher =
      new Batcher<>(
          "test", work, new BatchLimits(3, 10, 5, Duration.ofSeconds(1)), meter, nanos::get);

  @Test
  void an_item_starts_at_once_if_no_batch_of_its_group_is_in_progress() {
    Future<String> one = batcher.submit("g", "a");
    assertThat(work.runs).hasSize(1);
    work.runs.get(0).done();

    assertThat(await(one)).isEqualTo("stored a");
    batcher.submit("g", "b");
    assertThat(work.runs).extracting(Run::items).containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void items_that_arrive_meanwhile_form_the_next_batch_in_their_order() {
    List<Future<String>> all = submit("a", "b", "c", "d", "e");
    assertThat(work.runs).hasSize(1);

    work.runs.get(0).done();
    assertThat(work.runs)
        .extracting(Run::items)
        .containsExactly(List.of("a"), List.of("b", "c", "d"));
    assertThat(all.get(1).isComplete()).isFalse();
    work.runs.get(1).done();
    work.runs.get(2).done();

    assertThat(all).allMatch(Future::succeeded);
    assertThat(sizes).containsExactly(1, 3, 1);
  }

  @Test
  void a_batch_ends_before_the_item_that_is_too_heavy_but_has_at_least_one() {
    submit("a", "12345", "678901", "longer than the limit", "x");
    for (int i = 0; i < 4; i++) {
      work.runs.get(i).done();
    }

    assertThat(work.runs)
        .extracting(Run::items)
        .containsExactly(
            List.of("a"),
            List.of("12345"),
            List.of("678901"),
            List.of("longer than the limit"),
            List.of("x"));
  }

  @Test
  void groups_do_not_wait_for_each_other() {
    batcher.submit("slow", "a");
    Future<String> other = batcher.submit("quick", "b");
    work.runs.get(1).done();

    assertThat(await(other)).isEqualTo("stored b");
  }

  @Test
  void each_item_gets_its_own_outcome() {
    submit("x");
    List<Future<String>> all = submit("a", "b");
    work.runs.get(0).done();
    ApiError refusal = new ApiError(CommonError.SERIALIZATION, "no");
    work.runs.get(1).ended(BatchOutcome.done("good"), BatchOutcome.failed(refusal));

    assertThat(await(all.get(0))).isEqualTo("good");
    assertThat(failure(all.get(1))).isSameAs(refusal);
  }

  @Test
  void a_postponed_item_comes_first_in_the_next_batch() {
    submit("x", "a", "b", "c", "d");
    work.runs.get(0).done();
    work.runs
        .get(1)
        .ended(BatchOutcome.done(""), BatchOutcome.postponed(), BatchOutcome.postponed());

    assertThat(work.runs.get(2).items()).containsExactly("b", "c", "d");
  }

  @Test
  void the_items_of_a_failed_batch_are_run_alone_and_the_next_batch_does_not_wait_for_them() {
    submit("x");
    List<Future<String>> all = submit("a1", "b1", "a2");
    work.runs.get(0).done();
    Future<String> next = submit("n").get(0);
    work.runs.get(1).end().fail("broken");

    assertThat(work.alone).containsExactly("a1", "b1");
    work.runs.get(2).done();
    assertThat(await(next)).isEqualTo("stored n");
    work.aloneEnds.get(0).fail("wrong");
    assertThat(work.alone).as("of one key one after the other").containsExactly("a1", "b1", "a2");
    work.aloneEnds.get(1).complete("b");
    work.aloneEnds.get(2).complete("a");
    assertThat(failure(all.get(0))).hasMessage("wrong");
    assertThat(await(all.get(1))).isEqualTo("b");
    assertThat(await(all.get(2))).isEqualTo("a");
    assertThat(alone).containsExactly(3);
  }

  @Test
  void an_outage_fails_all_items_of_the_batch_and_none_is_run_again() {
    submit("x");
    List<Future<String>> all = submit("a", "b");
    work.runs.get(0).done();
    work.runs.get(1).end().fail("outage");

    assertThat(all).allMatch(Future::failed);
    assertThat(work.alone).isEmpty();
    batcher.submit("g", "later");
    assertThat(work.runs).hasSize(3);
  }

  @Test
  void work_that_throws_or_answers_too_little_stops_nothing() {
    submit("x");
    List<Future<String>> all = submit("throws", "b");
    work.runs.get(0).done();
    work.aloneEnds.forEach(end -> end.complete("alone"));
    assertThat(all).allMatch(Future::succeeded);

    List<Future<String>> more = submit("c", "d", "e");
    work.runs.get(1).done();
    work.runs.get(2).ended(BatchOutcome.done("d"));
    assertThat(await(more.get(1))).isEqualTo("d");
    assertThat(more.get(2).failed()).isTrue();
    submit("f");
    assertThat(work.runs.get(3).items()).containsExactly("f");
  }

  @Test
  void items_beyond_the_limit_and_items_that_waited_too_long_are_refused() {
    submit("x", "1", "2", "3", "4", "5");
    Future<String> sixth = batcher.submit("g", "6");
    assertThat(failure(sixth))
        .hasMessage("Too many calls wait for the database: try again.")
        .extracting("code")
        .isEqualTo(CommonError.SERVICE_UNAVAILABLE);

    nanos.set(Duration.ofSeconds(2).toNanos());
    work.runs.get(0).done();
    assertThat(work.runs).hasSize(1);
    batcher.submit("g", "y");
    assertThat(work.runs.get(1).items()).containsExactly("y");
  }

  @Test
  void a_group_that_is_idle_takes_no_memory() throws Exception {
    submit("a", "b");
    work.runs.get(0).done();
    work.runs.get(1).done();

    var lanes = Batcher.class.getDeclaredField("lanes");
    lanes.setAccessible(true);
    assertThat((Map<?, ?>) lanes.get(batcher)).isEmpty();
  }

  private List<Future<String>> submit(String... items) {
    List<Future<String>> results = new ArrayList<>();
    for (String item : items) {
      results.add(batcher.submit("g", item));
    }
    return results;
  }
}
