package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fault.Breakpoint.Action;
import io.longshore.job.JobId;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Three replicas of the jar as it is shipped, of which a random one is killed again and again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillIT {

  private static final Duration BETWEEN_KILLS = Duration.ofSeconds(FaultSettings.pick(3, 5));

  private ReplicaCluster yard;

  @BeforeAll
  void open() {
    yard = new ReplicaCluster("kill-it");
  }

  @AfterEach
  void calm() {
    yard.calm();
  }

  @AfterAll
  void close() {
    yard.close();
  }

  @Test
  void jobs_outlive_their_workers() {
    int count = FaultSettings.pick(60, 1000);
    String app = yard.app(200);
    List<Replica> replicas = Collections.synchronizedList(yard.replicas(3, false));
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> killer =
        CompletableFuture.supplyAsync(() -> killAgainAndAgain(replicas, over));
    List<JobId> jobs = new ArrayList<>();
    long began = System.nanoTime();
    while (jobs.size() < count) {
      jobs.addAll(yard.exports(Math.min(10, count - jobs.size()), app, 1));
      int most = jobs.size() - 30;
      yard.until("work is done", Duration.ofMinutes(3), () -> finished() >= most);
    }
    yard.untilFinished(Duration.ofMinutes(4));
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
    over.set(true);
    int kills = killer.join();

    assertThat(kills).isPositive();
    assertThat(yard.count("select count(*) from job")).isEqualTo(count);
    assertThat(yard.count("select count(*) from job where state = 'SUCCEEDED'")).isEqualTo(count);
    yard.oracle.assertExactly(app, jobs, 1);
    FaultSettings.say(
        "%d jobs, %d replicas killed one by one, %d s: %d SUCCEEDED, 0 lost, %d attempts more than tasks",
        count, kills, seconds, count, yard.count("select sum(attempts) - count(*) from task"));
  }

  private long finished() {
    return yard.count("select count(*) from job where finished_at is not null");
  }

  private int killAgainAndAgain(List<Replica> replicas, AtomicBoolean over) {
    Random random = new Random(3);
    int kills = 0;
    while (!over.get()) {
      long next = System.nanoTime() + BETWEEN_KILLS.toNanos();
      yard.until(
          "the next kill",
          BETWEEN_KILLS.multipliedBy(3),
          () -> over.get() || System.nanoTime() >= next);
      if (!over.get()) {
        replicas.remove(random.nextInt(replicas.size())).process().kill();
        kills++;
        replicas.add(yard.jar());
      }
    }
    return kills;
  }

  @Test
  void what_a_killed_worker_held_is_soon_in_other_hands() {
    String app = yard.app(100);
    Map<String, String> times = FaultSettings.LONG ? ReplicaCluster.DEFAULTS : Map.of();
    Duration lease = FaultSettings.LONG ? Duration.ofSeconds(30) : ReplicaCluster.LEASE;
    Duration poll = FaultSettings.LONG ? Duration.ofSeconds(2) : ReplicaCluster.POLL;
    yard.faulty(times);
    List<Long> millis = new ArrayList<>();
    for (int round = 0; round < FaultSettings.pick(1, 4); round++) {
      yard.faulty(times);
      yard.trap.set("before-upload-part", Action.HALT);
      JobId job = yard.export(app, 1);
      yard.until("one is caught", Duration.ofSeconds(30), () -> yard.trap.prisoner() != 0);
      long died = System.nanoTime();
      yard.until("another claims it", Duration.ofSeconds(90), () -> epoch(job) > 1);
      millis.add(Duration.ofNanos(System.nanoTime() - died).toMillis());
      yard.untilFinished(Duration.ofSeconds(60));
    }
    Duration bound = lease.plus(poll).plusSeconds(3);
    assertThat(millis).allMatch(each -> each <= bound.toMillis());
    FaultSettings.say(
        "takeover after kill -9, lease %d s: %s ms, bound %d ms",
        lease.toSeconds(), millis, bound.toMillis());
  }

  private long epoch(JobId job) {
    Row task = yard.rows("select epoch from task where job = $1 and seq = 0", job.value()).get(0);
    return task.getLong("epoch");
  }
}
