package io.longshore.bench;

import io.longshore.fixture.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.pinpoint.model.EndpointBatchItem;

/**
 * Compares the requests per second of UpdateEndpointsBatch with 100 endpoints and of UpdateEndpoint
 * with one, from clients that send requests sequentially, in alternating rounds. New endpoints have
 * an address and a user of their own, which is the most expensive case; changed endpoints keep
 * theirs.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.BatchBench}. System
 * properties: {@code bench.clients} (8), {@code bench.seconds} of a round (5), {@code bench.rounds}
 * (5), {@code longshore.jar}.
 */
public final class BatchBench {

  private static final int BATCH = 100;
  private static final int CLIENTS = Integer.getInteger("bench.clients", 8);
  private static final long ROUND_NANOS = Long.getLong("bench.seconds", 5) * 1_000_000_000;
  private static final AtomicLong NEXT = new AtomicLong();

  private final PinpointBenchRig rig;
  private final String app;

  private BatchBench(PinpointBenchRig rig) {
    this.rig = rig;
    this.app = rig.app();
  }

  public static void main(String[] args) throws Exception {
    int rounds = Integer.getInteger("bench.rounds", 5);
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (ServerProcess server =
            ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx256m", "-Xlog:disable");
        PinpointBenchRig rig = new PinpointBenchRig(server)) {
      new BatchBench(rig).run(rounds);
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private void run(int rounds) {
    List<Double> fresh = new ArrayList<>();
    List<Double> changed = new ArrayList<>();
    List<Double> single = new ArrayList<>();
    for (int i = 0; i <= rounds; i++) {
      double news = rate(n -> batch(n * BATCH));
      double changes = rate(n -> batch(n % 64 * BATCH));
      double singles = rate(this::one);
      print(
          "round %d: batches of new ones %.1f/s, of changes %.1f/s; single %.1f/s",
          i, news, changes, singles);
      if (i > 0) { // the first round is warm-up
        fresh.add(news);
        changed.add(changes);
        single.add(singles);
      }
    }
    print(
        "%d clients, requests a second: batch of %d new endpoints %s, of changes %s; single %s",
        CLIENTS,
        BATCH,
        RunStatistics.of(fresh),
        RunStatistics.of(changed),
        RunStatistics.of(single));
    print(
        "endpoints a second in batches against single upserts: %.1f times",
        RunStatistics.of(fresh).median() * BATCH / RunStatistics.of(single).median());
  }

  /** Calls per second; each client sends its next call when the last has returned. */
  private static double rate(LongFunction<CompletableFuture<?>> call) {
    long began = System.nanoTime();
    AtomicLong answered = new AtomicLong();
    CompletableFuture<?>[] clients =
        IntStream.range(0, CLIENTS)
            .mapToObj(i -> again(call, began + ROUND_NANOS, answered))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(clients).join();
    return answered.get() * 1e9 / (System.nanoTime() - began);
  }

  private static CompletableFuture<?> again(
      LongFunction<CompletableFuture<?>> call, long end, AtomicLong answered) {
    if (System.nanoTime() > end) {
      return CompletableFuture.completedFuture(null);
    }
    return call.apply(NEXT.getAndIncrement())
        .thenCompose(
            done -> {
              answered.incrementAndGet();
              return again(call, end, answered);
            });
  }

  private CompletableFuture<?> batch(long from) {
    List<EndpointBatchItem> items = new ArrayList<>();
    for (long n = from; n < from + BATCH; n++) {
      long number = n;
      items.add(
          EndpointBatchItem.builder()
              .id("batch-" + n)
              .channelType("EMAIL")
              .address("batch-" + n + "@example.com")
              .user(user -> user.userId("batch-" + number))
              .build());
    }
    return rig.pinpoint.updateEndpointsBatch(
        request -> request.applicationId(app).endpointBatchRequest(all -> all.item(items)));
  }

  private CompletableFuture<?> one(long n) {
    return rig.pinpoint.updateEndpoint(
        request ->
            request
                .applicationId(app)
                .endpointId("single-" + n)
                .endpointRequest(
                    endpoint ->
                        endpoint
                            .channelType("EMAIL")
                            .address("single-" + n + "@example.com")
                            .user(user -> user.userId("single-" + n))));
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
