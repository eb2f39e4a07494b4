package io.longshore.bench;

import static io.longshore.fixture.Waiting.await;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.embedded.postgres.TestCluster;
import io.longshore.events.Events;
import io.longshore.events.delivery.EventMeter;
import io.longshore.fixture.EventReceiver;
import io.longshore.fixture.Folders;
import io.vertx.core.Deployable;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Measures how long after a change its event is delivered for the first time, and compares the rate
 * of jobs that do nothing without a target, beside a target that never answers, and beside one for
 * which 10,000 deliveries wait, too. Each change of the jobs is one more delivery for the target.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.EventsBench}.
 */
public final class EventsBench {

  private static final int JOBS = 5_000;
  private static final int WAITING = 10_000;
  private static final int SLOTS = 24;
  private static final int CONNECTIONS = 10;
  private static final int QUIET_JOBS = 600;
  private static final String WITHOUT = "no target";
  private static final String EMPTY = "a silent target, none waiting";
  private static final String FULL = "a silent target, 10,000 waiting";
  private static final Duration BETWEEN_QUIET_JOBS = Duration.ofMillis(100);

  // Its position is deleted with it, so that the target begins anew.
  private static final String FORGET = "DELETE FROM event_target";

  /** Deliveries of about the size of real ones, of as many jobs. */
  private static final String WAIT =
      """
      INSERT INTO event_delivery (target, event, account, source, detail_type, job, place, at,
                                  envelope, expires_at)
      SELECT 'it', gen_random_uuid(), '000000000001', 'longshore', 'Longshore Job State Change',
             gen_random_uuid(), n, clock_timestamp(),
             json_build_object('id', gen_random_uuid(), 'source', 'longshore', 'account',
                               '000000000001', 'detail', json_build_object('text', repeat('x', 500))),
             clock_timestamp() + interval '3 days'
        FROM generate_series(1, %d) n"""
          .formatted(WAITING);

  private final TestCluster cluster;
  private final int rounds = Integer.getInteger("bench.rounds", 5);

  private EventsBench(TestCluster cluster) {
    this.cluster = cluster;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (TestCluster cluster =
        TestCluster.start(Files.createDirectory(folder.resolve("cluster")))) {
      EventsBench bench = new EventsBench(cluster);
      bench.latency();
      bench.deadTarget();
    } finally {
      Folders.delete(folder);
    }
    System.exit(0);
  }

  private void latency() throws Exception {
    ConcurrentLinkedQueue<Double> seconds = new ConcurrentLinkedQueue<>();
    try (EventReceiver receiver =
            EventReceiver.start(
                event -> {
                  seconds.add(secondsSince(event));
                  return 204;
                });
        EngineBenchRig rig = new EngineBenchRig(database(), SLOTS)) {
      List<String> deployed = deploy(rig, receiver.targets());
      CompletableFuture<Void> feeder =
          CompletableFuture.runAsync(
              () -> {
                for (int job = 0; job < QUIET_JOBS; job++) {
                  rig.add(1);
                  pause(BETWEEN_QUIET_JOBS);
                }
              });
      rig.seconds(QUIET_JOBS);
      feeder.join();
      long changes = rig.count("SELECT count(*) FROM job_event WHERE kind = 'STATUS'");
      receiver.await("last event", () -> seconds.size() >= changes, Duration.ofMinutes(2));
      undeploy(rig, deployed);
    }
    List<Double> sorted = seconds.stream().sorted().toList();
    print(
        "first delivery of %d events of %d jobs, %d jobs a second: median %.2f s, 95th percentile %.2f s, most %.2f s after the change",
        sorted.size(),
        QUIET_JOBS,
        Duration.ofSeconds(1).dividedBy(BETWEEN_QUIET_JOBS),
        percentile(sorted, 50),
        percentile(sorted, 95),
        percentile(sorted, 100));
  }

  private static double secondsSince(JsonObject event) {
    Instant changed = Instant.parse(event.getJsonObject("detail").getString("changedAt"));
    return Duration.between(changed, Instant.now()).toMillis() / 1e3;
  }

  private static double percentile(List<Double> sorted, int percent) {
    return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
  }

  /** The first round is warm-up; in every second round the order is reversed. */
  private void deadTarget() throws Exception {
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        EngineBenchRig rig = new EngineBenchRig(database(), SLOTS)) {
      String target =
          "{\"it\": {\"url\": \"http://127.0.0.1:%d\", \"secret\": \"%s\", \"allowPrivate\": true}}"
              .formatted(silent.getLocalPort(), EventReceiver.SECRET);
      for (int round = 0; round <= rounds; round++) {
        List<String> order = new ArrayList<>(List.of(WITHOUT, EMPTY, FULL));
        if (round % 2 == 1) {
          Collections.reverse(order);
        }
        for (String kind : order) {
          double rate = kind.equals(WITHOUT) ? alone(rig) : beside(rig, target, kind.equals(FULL));
          if (round > 0) {
            rates.computeIfAbsent(kind, k -> new ArrayList<>()).add(rate);
            print("round %d, %s: %.0f jobs/s", round, kind, rate);
          }
        }
      }
    }
    rates.forEach((kind, all) -> print("%s: %s jobs/s", kind, RunStatistics.of(all)));
    print("waiting deliveries to none: %s", ratio(rates.get(FULL), rates.get(EMPTY)));
    print("waiting deliveries to no target: %s", ratio(rates.get(FULL), rates.get(WITHOUT)));
  }

  private static RunStatistics ratio(List<Double> of, List<Double> to) {
    return RunStatistics.of(
        IntStream.range(0, of.size()).mapToObj(round -> of.get(round) / to.get(round)).toList());
  }

  private double alone(EngineBenchRig rig) throws InterruptedException {
    rig.queue(JOBS, 1);
    return JOBS / rig.seconds(JOBS);
  }

  private double beside(EngineBenchRig rig, String target, boolean full)
      throws InterruptedException {
    rig.prepare("TRUNCATE event_delivery", FORGET);
    if (full) {
      rig.prepare(WAIT);
    }
    rig.prepare("VACUUM ANALYZE event_delivery");
    List<String> deployed = deploy(rig, target);
    double rate = alone(rig);
    undeploy(rig, deployed);
    long waiting = rig.count("SELECT count(*) FROM event_delivery WHERE status = 'PENDING'");
    if (waiting <= (full ? WAITING : 0)) {
      throw new IllegalStateException("No change of a job has become a delivery");
    }
    return rate;
  }

  private static List<String> deploy(EngineBenchRig rig, String targets) {
    Events events =
        new Events(
            LongshoreConfig.load(Optional.empty(), Map.of(), Map.of("events.targets", targets))
                .events());
    Map<String, Supplier<Deployable>> verticles =
        events.verticles(
            rig.vertx(),
            rig.dependencies().postgres(),
            List.of(),
            EventMeter.NONE,
            InstantSource.system());
    return verticles.values().stream()
        .map(verticle -> await(rig.vertx().deployVerticle(verticle.get())))
        .toList();
  }

  private static void undeploy(EngineBenchRig rig, List<String> deployed) {
    deployed.forEach(id -> await(rig.vertx().undeploy(id)));
  }

  private static void pause(Duration time) {
    new CompletableFuture<Void>()
        .completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private DatabaseConfig database() {
    DatabaseConfig fresh = cluster.database(cluster.freshDatabase(), cluster.port());
    return new DatabaseConfig(
        fresh.url(), fresh.user(), fresh.password(), CONNECTIONS, CONNECTIONS, false);
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
