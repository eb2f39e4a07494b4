package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.EventReceiver;
import io.longshore.fixture.Sql;
import io.longshore.job.JobId;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Compares the history of jobs with what has arrived at a receiver, while replicas are killed at
 * random. The receiver fails every third request and is out of service for a while; half of what it
 * refuses has arrived nevertheless, so that it gets it again.
 */
class EventsKillIT {

  /** What a replica without targets in AWS does not load. */
  static final String[] AWS_TARGETS = {
    "io.longshore.events.aws",
    "software.amazon.awssdk.services.sqs",
    "software.amazon.awssdk.services.sns",
    "software.amazon.awssdk.services.eventbridge"
  };

  private static final int JOBS = FaultSettings.pick(40, 1000);
  private static final Duration OUTAGE = Duration.ofSeconds(FaultSettings.pick(5, 60));
  private static final int LONGEST_MILLIS_BETWEEN_KILLS = FaultSettings.pick(4_000, 12_000);
  private static final int OPEN_JOBS = 30;
  private static final int REFUSED_EVERY = 3;
  private static final int FAILS_EVERY = 10;

  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong downUntil = new AtomicLong(System.nanoTime());
  private final List<JsonObject> refused = new CopyOnWriteArrayList<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private ReplicaCluster cluster;
  private EventReceiver receiver;

  @Test
  void every_change_arrives_and_nothing_else_does_although_replicas_and_the_receiver_fail()
      throws Exception {
    try (EventReceiver started = EventReceiver.start(this::answer);
        ReplicaCluster opened = new ReplicaCluster("events-kill-it")) {
      receiver = started;
      cluster = opened;
      Map<String, String> targets = Map.of("events.targets", receiver.targets());
      List<Replica> replicas = new ArrayList<>();
      replicas.add(cluster.faulty(targets));
      replicas.add(cluster.faulty(targets));
      CompletableFuture<Integer> killer =
          CompletableFuture.supplyAsync(() -> killRepeatedly(replicas, targets));
      List<JobId> jobs = jobs();
      cluster.untilFinished(Duration.ofMinutes(10));
      over.set(!FaultSettings.LONG); // a long run kills replicas that only deliver, too
      List<String> recorded = recorded();
      receiver.await(
          "last event", () -> arrived().keySet().containsAll(recorded), Duration.ofMinutes(10));
      over.set(true);
      int kills = killer.join();
      assertThat(replicas.get(0).classes())
          .contains("io.longshore.events.webhook")
          .doesNotContain(AWS_TARGETS);
      verify(jobs, recorded);
      FaultSettings.record(
          "%d jobs, %d replicas killed, receiver down for %d s: %d changes, %d requests, %d arrived more than once, 0 lost, 0 invented",
          JOBS, kills, OUTAGE.toSeconds(), recorded.size(), requests.get(), repeated());
    } finally {
      over.set(true);
    }
  }

  private int answer(JsonObject event) {
    int request = requests.incrementAndGet();
    if (request % REFUSED_EVERY != 0 && System.nanoTime() >= downUntil.get()) {
      return 204;
    }
    if (request % 2 == 0) {
      refused.add(event);
    }
    return 503;
  }

  /** Creates the jobs, a few at a time; the receiver goes down after a third of them. */
  private List<JobId> jobs() {
    String app = cluster.app(50);
    List<JobId> jobs = new ArrayList<>();
    boolean isUp = true;
    while (jobs.size() < JOBS) {
      jobs.addAll(cluster.exports(FAILS_EVERY - 1, app, 1));
      jobs.add(cluster.export(app, 1, "no-such-bucket", "out/"));
      if (isUp && jobs.size() > JOBS / 3) {
        isUp = false;
        downUntil.set(System.nanoTime() + OUTAGE.toNanos());
      }
      cluster.until("jobs end", Duration.ofMinutes(3), () -> cluster.unfinished() <= OPEN_JOBS);
    }
    return jobs;
  }

  /** Kills a replica and starts another one until it is over, at least once. */
  private int killRepeatedly(List<Replica> replicas, Map<String, String> targets) {
    Random random = new Random(4);
    int kills = 0;
    do {
      long next =
          System.nanoTime()
              + Duration.ofMillis(random.nextInt(LONGEST_MILLIS_BETWEEN_KILLS)).toNanos();
      cluster.until(
          "the next kill", Duration.ofMinutes(1), () -> over.get() || System.nanoTime() >= next);
      replicas.remove(random.nextInt(replicas.size())).process().kill();
      kills++;
      replicas.add(cluster.faulty(targets));
    } while (!over.get());
    return kills;
  }

  private void verify(List<JobId> jobs, List<String> recorded) {
    Map<String, Set<String>> arrived = arrived();
    assertThat(arrived.keySet()).containsExactlyInAnyOrderElementsOf(recorded);
    assertThat(arrived.values()).as("ids of one change").allMatch(ids -> ids.size() == 1);
    Map<String, Set<String>> ends = ends();
    assertThat(ends.keySet())
        .containsExactlyInAnyOrderElementsOf(jobs.stream().map(JobId::toString).toList());
    assertThat(ends.values().stream().filter(Set.of("COMPLETED")::equals))
        .hasSize(JOBS - JOBS / FAILS_EVERY);
    assertThat(ends.values().stream().filter(Set.of("FAILED")::equals)).hasSize(JOBS / FAILS_EVERY);
    assertThat(repeated()).isPositive();
    assertThat(receiver.wrong()).isEmpty();
  }

  /** The final statuses of each job that have arrived. */
  private Map<String, Set<String>> ends() {
    Map<String, Set<String>> ends = new HashMap<>();
    for (JsonObject event : all()) {
      JsonObject detail = event.getJsonObject("detail");
      if (detail.getBoolean("final")) {
        ends.computeIfAbsent(detail.getString("jobId"), job -> new HashSet<>())
            .add(detail.getString("status"));
      }
    }
    return ends;
  }

  private List<JsonObject> all() {
    List<JsonObject> all = receiver.taken();
    all.addAll(refused);
    return all;
  }

  private long repeated() {
    return all().size() - arrived().size();
  }

  /** The changes of the database: job, number and status. */
  private List<String> recorded() {
    return Sql.run(
        cluster.database(),
        "SELECT replace(job::text, '-', '') || ' ' || seq || ' ' || word FROM job_event"
            + " WHERE kind = 'STATUS'");
  }

  /** The changes that have arrived, with the ids of their events. */
  private Map<String, Set<String>> arrived() {
    Map<String, Set<String>> changes = new HashMap<>();
    for (JsonObject event : all()) {
      JsonObject detail = event.getJsonObject("detail");
      changes
          .computeIfAbsent(
              "%s %d %s"
                  .formatted(
                      detail.getString("jobId"),
                      detail.getLong("sequence"),
                      detail.getString("status")),
              change -> new HashSet<>())
          .add(event.getString("id"));
    }
    return changes;
  }
}
