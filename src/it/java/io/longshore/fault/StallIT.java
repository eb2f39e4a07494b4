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
 * Workers pause with S3 calls in flight, resume after their leases have expired, and find the work
 * done by others. Their calls reach S3 late as well.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StallIT {

  private static final int AT_ONCE = 5;

  /**
   * The sweep looks at jobs that ended within a small multiple of this age, which covers the whole
   * run.
   */
  private static final String ORPHAN_AGE = FaultSettings.LONG ? "90s" : "20s";

  private ReplicaCluster cluster;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("stall-it");
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
  void a_paused_worker_that_resumes_changes_nothing() {
    String app = cluster.app(300);
    Map<String, String> slots = Map.of("worker.slots", Integer.toString(AT_ONCE));
    Replica paused = cluster.ready(cluster.launchFaulty(slots, Duration.ZERO));
    List<JobId> jobs = new ArrayList<>();
    int stalled = 0;
    for (Op op : stalls()) {
      jobs.addAll(stall(paused, app, op));
      stalled += AT_ONCE;
    }
    int orphans = cluster.objects.openUploads(cluster.bucket).size();
    cluster.ready(
        cluster.launchJar(Map.of("upkeep.every", "500ms", "upkeep.orphanAge", ORPHAN_AGE)));
    cluster.until(
        "uploads that were begun late are swept",
        Duration.ofMinutes(3),
        () -> cluster.objects.openUploads(cluster.bucket).isEmpty());
    cluster.verifier.assertExactly(app, jobs, 1);
    for (String key : ResultVerifier.keys(jobs, 1)) {
      assertThat(cluster.s3.completed("/" + cluster.bucket + "/" + key)).as(key).isEqualTo(1);
    }
    FaultSettings.record(
        "%d paused workers resumed: 0 rows changed, 0 objects changed; %d uploads that S3 began"
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

  private List<JobId> stall(Replica paused, String app, Op op) {
    AtomicInteger held = new AtomicInteger();
    cluster.s3.faults =
        call ->
            call.op() == op && call.nth() == 1 && held.incrementAndGet() <= AT_ONCE
                ? Fault.HOLD
                : Fault.NONE;
    List<JobId> jobs = cluster.exports(AT_ONCE, app, 1);
    cluster.until(
        "the calls are in flight", Duration.ofSeconds(30), () -> cluster.s3.holding() == AT_ONCE);
    paused.process().pause();
    Replica other = cluster.jar();
    cluster.untilFinished(Duration.ofSeconds(90));
    List<String> rows = rows();
    Map<String, String> objects = objects(jobs);
    counted(other, "longshore_leases_expired_total", AT_ONCE);
    other.process().kill();
    cluster.s3.release();
    cluster.until("the calls reach S3", Duration.ofSeconds(30), () -> cluster.s3.holding() == 0);
    int before = lost(paused);
    paused.process().resume();
    cluster.until(
        "the workers report lost leases",
        Duration.ofSeconds(30),
        () -> lost(paused) == before + AT_ONCE);
    counted(paused, "longshore_leases_lost_total", before + AT_ONCE);
    assertThat(rows()).as("rows after %s", op).isEqualTo(rows);
    assertThat(objects(jobs)).as("objects after %s", op).isEqualTo(objects);
    return jobs;
  }

  private void counted(Replica replica, String series, int times) {
    PrometheusSeries.until(
        cluster.vertx, replica.management(), series, seen -> seen.sum(series) == times);
  }

  private static int lost(Replica replica) {
    return (int) replica.process().log().lines().filter(l -> l.contains("ended=LOST")).count();
  }

  private List<String> rows() {
    return cluster
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
        .collect(Collectors.toMap(key -> key, key -> cluster.objects.state(cluster.bucket, key)));
  }
}
