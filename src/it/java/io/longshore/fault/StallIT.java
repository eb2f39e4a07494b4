package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fault.S3Faults.Fault;
import io.longshore.fault.S3Faults.Op;
import io.longshore.fixture.PrometheusSeries;
import io.longshore.job.JobId;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Workers that stand still with calls of S3 under way, sleep over their leases, and wake up after
 * others have done their work. Their calls reach S3 late, too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StallIT {

  private static final int AT_ONCE = 5;

  /** The search looks at what ended since a few times this age: all of the run. */
  private static final String ORPHAN_AGE = FaultSettings.LONG ? "90s" : "20s";

  private ReplicaCluster yard;

  @BeforeAll
  void open() {
    yard = new ReplicaCluster("stall-it");
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
  void a_worker_that_wakes_up_changes_nothing() {
    String app = yard.app(300);
    Map<String, String> slots = Map.of("worker.slots", Integer.toString(AT_ONCE));
    Replica sleeper = yard.ready(yard.launchFaulty(slots, Duration.ZERO));
    List<JobId> jobs = new ArrayList<>();
    int stalled = 0;
    for (Op op : stalls()) {
      jobs.addAll(stall(sleeper, app, op));
      stalled += AT_ONCE;
    }
    int orphans = yard.objects.openUploads(yard.bucket).size();
    yard.ready(yard.launchJar(Map.of("upkeep.every", "500ms", "upkeep.orphanAge", ORPHAN_AGE)));
    yard.until(
        "uploads that were begun late are swept",
        Duration.ofMinutes(3),
        () -> yard.objects.openUploads(yard.bucket).isEmpty());
    yard.oracle.assertExactly(app, jobs, 1);
    for (String key : ResultVerifier.keys(jobs, 1)) {
      assertThat(yard.s3.completed("/" + yard.bucket + "/" + key)).as(key).isEqualTo(1);
    }
    FaultSettings.say(
        "%d stalled workers woke up: 0 rows changed, 0 objects changed; %d uploads that S3 began"
            + " after their time were swept",
        stalled, orphans);
  }

  private static List<Op> stalls() {
    List<Op> round = List.of(Op.CREATE, Op.PART, Op.COMPLETE, Op.HEAD, Op.PARTS);
    List<Op> all = new ArrayList<>(round);
    if (FaultSettings.LONG) {
      all.addAll(round);
      return all;
    }
    return List.of(Op.CREATE, Op.COMPLETE);
  }

  private List<JobId> stall(Replica sleeper, String app, Op op) {
    AtomicInteger held = new AtomicInteger();
    yard.s3.faults =
        call ->
            call.op() == op && call.nth() == 1 && held.incrementAndGet() <= AT_ONCE
                ? Fault.HOLD
                : Fault.NONE;
    List<JobId> jobs = yard.exports(AT_ONCE, app, 1);
    yard.until("calls are under way", Duration.ofSeconds(30), () -> yard.s3.holding() == AT_ONCE);
    sleeper.process().freeze();
    Replica other = yard.jar();
    yard.untilFinished(Duration.ofSeconds(90));
    List<String> rows = rows();
    Map<String, String> objects = objects(jobs);
    counted(other, "longshore_leases_expired_total", AT_ONCE);
    other.process().kill();
    yard.s3.release();
    yard.until("the calls reach S3", Duration.ofSeconds(30), () -> yard.s3.holding() == 0);
    int before = lost(sleeper);
    sleeper.process().wake();
    yard.until("they notice", Duration.ofSeconds(30), () -> lost(sleeper) == before + AT_ONCE);
    counted(sleeper, "longshore_leases_lost_total", before + AT_ONCE);
    assertThat(rows()).as("rows after %s", op).isEqualTo(rows);
    assertThat(objects(jobs)).as("objects after %s", op).isEqualTo(objects);
    return jobs;
  }

  private void counted(Replica replica, String series, int times) {
    PrometheusSeries.until(
        yard.vertx, replica.management(), series, seen -> seen.sum(series) == times);
  }

  private static int lost(Replica replica) {
    return (int) replica.process().log().lines().filter(l -> l.contains("ended=LOST")).count();
  }

  private List<String> rows() {
    return yard
        .rows(
            """
            select to_jsonb(t)::text as line from task t
             union all select to_jsonb(j)::text from job j
             union all select to_jsonb(e)::text from job_event e order by 1""")
        .stream()
        .map((Row row) -> row.getString("line"))
        .toList();
  }

  private Map<String, String> objects(List<JobId> jobs) {
    return ResultVerifier.keys(jobs, 1).stream()
        .collect(Collectors.toMap(key -> key, key -> yard.objects.state(yard.bucket, key)));
  }
}
