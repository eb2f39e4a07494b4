package io.longshore.async;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A batcher that several threads use. */
class BatcherThreadsTest {

  /** The result of each item is that item, whatever thread it comes from. */
  @Test
  void no_item_is_lost_or_run_twice_when_threads_submit_at_once() throws Exception {
    Set<Integer> seen = Collections.synchronizedSet(new TreeSet<>());
    AtomicInteger running = new AtomicInteger();
    BatchWork<String, Integer, Integer> echo = new Echo(seen, running);
    Batcher<String, Integer, Integer> shared =
        new Batcher<>(
            "test",
            echo,
            new BatchLimits(7, 1000, 10_000, Duration.ofMinutes(1)),
            BatchMeter.NONE,
            System::nanoTime);
    ConcurrentLinkedQueue<Future<Integer>> results = new ConcurrentLinkedQueue<>();
    CountDownLatch ended = new CountDownLatch(8);
    for (int thread = 0; thread < 8; thread++) {
      int from = thread * 500;
      new Thread(
              () -> {
                IntStream.range(from, from + 500)
                    .forEach(item -> results.add(shared.submit("g", item)));
                ended.countDown();
              })
          .start();
    }
    ended.await();
    await(Future.join(List.copyOf(results)));

    assertThat(seen).hasSize(4000);
    assertThat(results.stream().map(Future::result)).hasSize(4000).doesNotHaveDuplicates();
  }

  private record Echo(Set<Integer> seen, AtomicInteger running)
      implements BatchWork<String, Integer, Integer> {

    @Override
    public Future<List<BatchOutcome<Integer>>> together(String group, List<Integer> items) {
      assertThat(running.incrementAndGet()).isEqualTo(1);
      assertThat(seen.addAll(items)).isTrue();
      Promise<List<BatchOutcome<Integer>>> end = Promise.promise();
      new Thread(
              () -> {
                running.decrementAndGet();
                end.complete(items.stream().map(BatchOutcome::done).toList());
              })
          .start();
      return end.future();
    }

    @Override
    public Future<Integer> alone(String group, Integer item) {
      return Future.failedFuture("not expected");
    }

    @Override
    public boolean isOfAll(Throwable failure) {
      return true;
    }

    @Override
    public Object key(Integer item) {
      return item;
    }

    @Override
    public int weight(Integer item) {
      return 1;
    }
  }
}
