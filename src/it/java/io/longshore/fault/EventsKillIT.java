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
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Compares the history of jobs with what a receiver has taken, while replicas are killed and the
 * receiver fails every third request and is out of service for a while.
 */
class EventsKillIT {

  private static final int JOBS = FaultSettings.pick(40, 1000);
  private static final Duration OUTAGE = Duration.ofSeconds(FaultSettings.pick(5, 60));
  private static final int REFUSED_EVERY = 3;

  @Test
  void every_change_arrives_and_nothing_else_does_although_replicas_and_the_receiver_fail() {
    AtomicInteger requests = new AtomicInteger();
    AtomicBoolean down = new AtomicBoolean();
    try (EventReceiver receiver =
            EventReceiver.start(
                event ->
                    requests.incrementAndGet() % REFUSED_EVERY == 0 || down.get() ? 503 : 204);
        ReplicaCluster cluster = new ReplicaCluster("events-kill-it")) {
      Map<String, String> targets = Map.of("events.targets", receiver.targets());
      List<Replica> replicas = new ArrayList<>();
      replicas.add(cluster.faulty(targets));
      replicas.add(cluster.faulty(targets));
      String app = cluster.app(50);
      Set<JobId> jobs = new HashSet<>();
      for (int half = 0; half < 2; half++) {
        jobs.addAll(cluster.exports(JOBS / 2, app, 1));
        down.set(half == 0);
        int before = requests.get();
        receiver.await("requests", () -> requests.get() > before, Duration.ofMinutes(2));
        replicas.remove(0).process().kill();
        replicas.add(cluster.faulty(targets));
        cluster.until("the outage", OUTAGE.multipliedBy(2), new Elapsed(OUTAGE)::isOver);
        down.set(false);
      }
      cluster.untilFinished(Duration.ofMinutes(10));
      List<String> recorded = recorded(cluster);
      receiver.await(
          "last event",
          () -> taken(receiver).keySet().containsAll(recorded),
          Duration.ofMinutes(5));

      assertThat(jobs).hasSize(JOBS);
      assertThat(finals(receiver.taken())).hasSize(JOBS);
      assertThat(taken(receiver).keySet()).containsExactlyInAnyOrderElementsOf(recorded);
      assertThat(taken(receiver).values()).as("ids of one change").allMatch(ids -> ids.size() == 1);
      assertThat(receiver.wrong()).isEmpty();
      FaultSettings.record(
          "%d jobs, 2 replicas killed, receiver down twice: %d changes, %d requests, %d taken, 0 lost, 0 invented",
          JOBS, recorded.size(), requests.get(), receiver.taken().size());
    }
  }

  /** The changes of the database: job, number and status. */
  private static List<String> recorded(ReplicaCluster cluster) {
    return Sql.run(
        cluster.database(),
        "SELECT replace(job::text, '-', '') || ' ' || seq || ' ' || word FROM job_event"
            + " WHERE kind = 'STATUS'");
  }

  /** The changes that have arrived, with the ids of their events. */
  private static Map<String, Set<String>> taken(EventReceiver receiver) {
    Map<String, Set<String>> changes = new HashMap<>();
    for (JsonObject event : receiver.taken()) {
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

  private static Set<String> finals(List<JsonObject> events) {
    Set<String> jobs = new HashSet<>();
    events.stream()
        .map(event -> event.getJsonObject("detail"))
        .filter(detail -> detail.getBoolean("final"))
        .forEach(detail -> jobs.add(detail.getString("jobId")));
    return jobs;
  }

  /** A time that passes. */
  private record Elapsed(long end) {

    Elapsed(Duration time) {
      this(System.nanoTime() + time.toNanos());
    }

    boolean isOver() {
      return System.nanoTime() >= end;
    }
  }
}
