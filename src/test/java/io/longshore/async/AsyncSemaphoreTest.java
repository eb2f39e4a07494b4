package io.longshore.async;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AsyncSemaphoreTest {

  private static final Vertx VERTX = Vertx.vertx();

  private final AsyncSemaphore semaphore = new AsyncSemaphore(2);
  private final List<Promise<String>> started = new ArrayList<>();

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  @Test
  void a_permit_is_taken_without_waiting_only_if_one_is_free() {
    semaphore.withPermit(this::start);

    assertThat(semaphore.tryAcquire()).isTrue();
    assertThat(semaphore.tryAcquire()).isFalse();
    Future<String> waiting = semaphore.withPermit(this::start);
    semaphore.release();

    assertThat(started).hasSize(2);
    assertThat(semaphore.tryAcquire()).isFalse();
    assertThat(waiting.isComplete()).isFalse();
  }

  @Test
  void work_waits_for_a_permit_first_come_first_served() {
    Future<String> first = semaphore.withPermit(this::start);
    semaphore.withPermit(this::start);
    Future<String> third = semaphore.withPermit(this::start);
    Future<String> fourth = semaphore.withPermit(this::start);
    assertThat(started).hasSize(2);

    started.get(0).complete("first");
    assertThat(started).hasSize(3);
    started.get(2).complete("third");
    assertThat(started).hasSize(4);
    started.get(3).complete("fourth");

    assertThat(List.of(await(first), await(third), await(fourth)))
        .containsExactly("first", "third", "fourth");
  }

  @Test
  void work_that_fails_or_throws_releases_its_permit() {
    for (int i = 0; i < 3; i++) {
      assertThat(failure(semaphore.withPermit(() -> Future.failedFuture("failed"))))
          .hasMessage("failed");
      assertThat(failure(semaphore.withPermit(AsyncSemaphoreTest::thrown))).hasMessage("thrown");
    }

    assertThat(await(semaphore.withPermit(() -> Future.succeededFuture("works"))))
        .isEqualTo("works");
  }

  @Test
  void ten_thousand_that_wait_need_a_small_stack_only() {
    semaphore.withPermit(this::start);
    semaphore.withPermit(this::start);
    List<Integer> done = new ArrayList<>();
    Future<Void> last = Future.succeededFuture();
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      last =
          semaphore.withPermit(
              () -> {
                done.add(number);
                return Future.succeededFuture();
              });
    }
    Future<Void> all = last;

    await(
        SmallStack.call(
            () -> {
              started.get(0).complete("first");
              return all;
            }));

    assertThat(done).hasSize(10_000).isSorted();
  }

  @Test
  void threads_never_have_more_permits_than_there_are() {
    AtomicInteger inUse = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<Void>> all =
        IntStream.range(0, 2000)
            .mapToObj(
                i ->
                    VERTX
                        .executeBlocking(semaphore::acquire, false)
                        .compose(acquired -> acquired)
                        .compose(acquired -> VERTX.executeBlocking(() -> use(inUse, most), false))
                        .onComplete(used -> semaphore.release()))
            .toList();

    await(Future.all(all));
    assertThat(most.get()).isBetween(1, 2);
    assertThat(inUse).hasValue(0);
  }

  private static Void use(AtomicInteger inUse, AtomicInteger most) {
    most.accumulateAndGet(inUse.incrementAndGet(), Math::max);
    inUse.decrementAndGet();
    return null;
  }

  private static Future<String> thrown() {
    throw new IllegalStateException("thrown");
  }

  private Future<String> start() {
    Promise<String> work = Promise.promise();
    started.add(work);
    return work.future();
  }
}
