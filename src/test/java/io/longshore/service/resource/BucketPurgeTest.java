package io.longshore.service.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.Outcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BucketPurgeTest {

  private final MemoryOutputs outputs = new MemoryOutputs();
  private final BucketPurge purge = new BucketPurge(outputs);
  private final Map<Integer, Integer> rows = new HashMap<>(Map.of(1, 7, 2, 0, 3, 10));
  private final List<Integer> asked = new ArrayList<>();

  private Future<Integer> deleteFive(int bucket) {
    asked.add(bucket);
    int some = Math.min(5, rows.getOrDefault(bucket, 0));
    rows.merge(bucket, -some, Integer::sum);
    return Future.succeededFuture(some);
  }

  @Test
  void a_bucket_is_left_when_a_statement_deletes_fewer_rows_than_it_could() {
    Future<Void> done = purge.delete(List.of(1, 2, 3), 5, this::deleteFive);

    assertThat(done.succeeded()).isTrue();
    assertThat(asked).containsExactly(1, 1, 2, 3, 3, 3);
    assertThat(rows.values()).containsOnly(0);
  }

  @Test
  void rows_are_counted_over_all_buckets_and_calls_and_reported_as_they_go() {
    purge.delete(List.of(1), 5, this::deleteFive);
    purge.delete(List.of(3), 5, this::deleteFive);

    assertThat(outputs.reports).containsExactly(5L, 7L, 12L, 17L, 17L);
    assertThat(purge.outcome()).isEqualTo(new Outcome.Done(17));
  }

  @Test
  void the_first_failure_ends_it() {
    Future<Void> done =
        purge.delete(
            List.of(1, 2, 3),
            5,
            bucket -> bucket == 2 ? Future.failedFuture("no row") : deleteFive(bucket));

    assertThat(done.failed()).isTrue();
    assertThat(done.cause()).hasMessage("no row");
    assertThat(asked).containsExactly(1, 1);
  }

  @Test
  void a_statement_that_throws_fails_it() {
    Future<Void> done =
        purge.delete(
            List.of(1),
            5,
            bucket -> {
              throw new IllegalStateException("thrown");
            });

    assertThat(done.cause()).hasMessage("thrown");
  }

  @Test
  void ten_thousand_statements_need_no_stack() {
    rows.put(4, 50_000);

    Future<Void> done = purge.delete(List.of(4), 5, this::deleteFive);

    assertThat(done.succeeded()).isTrue();
    assertThat(asked).hasSize(10_001);
  }

  @Test
  void no_buckets_are_no_work() {
    assertThat(purge.delete(List.of(), 5, this::deleteFive).succeeded()).isTrue();
    assertThat(asked).isEmpty();
    assertThat(IntStream.of(1, 2, 3).map(rows::get).sum()).isEqualTo(17);
  }
}
