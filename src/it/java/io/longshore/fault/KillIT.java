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

/** Kills a random one of three replicas of the shipped jar, repeatedly. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillIT {

  private static final Duration BETWEEN_KILLS = Duration.ofSeconds(FaultSettings.pick(3, 5));

  private ReplicaCluster cluster;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("kill-it");
  }

  @AfterEach
  void reset() {
    cluster.reset();
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Test
  void jobs_succeed_although_workers_are_killed() {
    int count = FaultSettings.pick(60, 1000);
    String app = cluster.app(200);
    List<Replica> replicas = Collections.synchronizedList(cluster.replicas(3, false));
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> killer =
        CompletableFuture.supplyAsync(() -> killRepeatedly(replicas, over));
    List<JobId> jobs = new ArrayList<>();
    long began = System.nanoTime();
    while (jobs.size() < count) {
      jobs.addAll(cluster.exports(Math.min(10, count - jobs.size()), app, 1));
      int most = jobs.size() - 30;
      cluster.until("jobs are done", Duration.ofMinutes(3), () -> finished() >= most);
    }
    cluster.untilFinished(Duration.ofMinutes(4));
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
    over.set(true);
    int kills = killer.join();

    assertThat(kills).isPositive();
    assertThat(cluster.count("select count(*) from job")).isEqualTo(count);
    assertThat(cluster.count("select count(*) from job where state = 'SUCCEEDED'"))
        .isEqualTo(count);
    cluster.verifier.assertExactly(app, jobs, 1);
    FaultSettings.record(
        "%d jobs, %d replicas killed one by one, %d s: %d SUCCEEDED, 0 lost, %d attempts more than tasks",
        count, kills, seconds, count, cluster.count("select sum(attempts) - count(*) from task"));
  }

  private long finished() {
    return cluster.count("select count(*) from job where finished_at is not null");
  }

  private int killRepeatedly(List<Replica> replicas, AtomicBoolean over) {
    Random random = new Random(3);
    int kills = 0;
    while (!over.get()) {
      long next = System.nanoTime() + BETWEEN_KILLS.toNanos();
      cluster.until(
          "the next kill",
          BETWEEN_KILLS.multipliedBy(3),
          () -> over.get() || System.nanoTime() >= next);
      if (!over.get()) {
        replicas.remove(random.nextInt(replicas.size())).process().kill();
        kills++;
        replicas.add(cluster.jar());
      }
    }
    return kills;
  }

  @Test
  void tasks_of_a_killed_worker_are_soon_claimed_by_another() {
    String app = cluster.app(100);
    Map<String, String> times = FaultSettings.LONG ? ReplicaCluster.DEFAULTS : Map.of();
    Duration lease = FaultSettings.LONG ? Duration.ofSeconds(30) : ReplicaCluster.LEASE;
    Duration poll = FaultSettings.LONG ? Duration.ofSeconds(2) : ReplicaCluster.POLL;
    cluster.faulty(times);
    List<Long> millis = new ArrayList<>();
    for (int round = 0; round < FaultSettings.pick(1, 4); round++) {
      cluster.faulty(times);
      cluster.breakpoint.set("before-upload-part", Action.HALT);
      JobId job = cluster.export(app, 1);
      cluster.until(
          "a replica is at the breakpoint",
          Duration.ofSeconds(30),
          () -> cluster.breakpoint.stoppedProcess() != 0);
      long died = System.nanoTime();
      cluster.until(
          "another replica claims the task", Duration.ofSeconds(90), () -> epoch(job) > 1);
      millis.add(Duration.ofNanos(System.nanoTime() - died).toMillis());
      cluster.untilFinished(Duration.ofSeconds(60));
    }
    Duration bound = lease.plus(poll).plusSeconds(3);
    assertThat(millis).allMatch(each -> each <= bound.toMillis());
    FaultSettings.record(
        "task claimed by another replica after kill -9, lease %d s: %s ms, bound %d ms",
        lease.toSeconds(), millis, bound.toMillis());
  }

  private long epoch(JobId job) {
    Row task =
        cluster.rows("select epoch from task where job = $1 and seq = 0", job.value()).get(0);
    return task.getLong("epoch");
  }
}
