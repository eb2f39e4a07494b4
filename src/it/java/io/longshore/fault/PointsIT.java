package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fault.Breakpoint.Action;
import io.longshore.job.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Replicas crash, or pause and resume late, at every step of a job. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PointsIT {

  private static final List<String> STEPS =
      List.of(
          "claim",
          "intend",
          "create-upload",
          "open",
          "upload-part",
          "seal",
          "piece-done",
          "upload-exists",
          "completing",
          "complete-upload",
          "head",
          "visible",
          "finish");

  /** Points at which the worker and the database disagree about what has been done. */
  private static final List<String> WORST =
      List.of(
          "after-create-upload",
          "before-seal",
          "committed-piece-done",
          "before-complete-upload",
          "after-complete-upload",
          "before-finish");

  /**
   * The sweep looks at jobs that ended within a small multiple of this age, which covers the whole
   * run.
   */
  private static final String ORPHAN_AGE = FaultSettings.LONG ? "120s" : "15s";

  private ReplicaCluster cluster;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("points-it");
  }

  @AfterEach
  void reset() {
    cluster.reset();
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  private static List<String> points() {
    if (!FaultSettings.LONG) {
      return WORST;
    }
    List<String> points = new ArrayList<>();
    STEPS.forEach(step -> points.addAll(List.of("before-" + step, "after-" + step)));
    points.addAll(List.of("committed-piece-done", "committed-finish"));
    return points;
  }

  @Test
  void a_crash_or_pause_at_any_point_leaves_every_object_complete_and_written_once() {
    String app = cluster.app(400);
    List<Replica> replicas = cluster.replicas(2, true);
    List<JobId> jobs = new ArrayList<>();
    Set<String> reached = new HashSet<>();
    for (String point : points()) {
      for (Action action : actions(point)) {
        cluster.breakpoint.set(point, action);
        jobs.addAll(cluster.exports(2, app, 2));
        if (stopped()) {
          reached.add(point + " " + action);
          replace(replicas, action);
        }
      }
    }
    cluster.untilFinished(Duration.ofMinutes(2));
    List<String> all =
        points().stream()
            .flatMap(point -> actions(point).stream().map(action -> point + " " + action))
            .toList();
    assertThat(reached).containsExactlyInAnyOrderElementsOf(all);
    assertThat(cluster.count("select count(*) from job where state = 'SUCCEEDED'"))
        .isEqualTo(jobs.size());
    int late = sweep();
    cluster.verifier.assertExactly(app, jobs, 2);
    for (String key : ResultVerifier.keys(jobs, 2)) {
      assertThat(cluster.s3.completed("/" + cluster.bucket + "/" + key)).as(key).isEqualTo(1);
    }
    FaultSettings.record(
        "%d export jobs of 3 objects, %d crashes and pauses at %d points: every key completed once,"
            + " %d uploads begun late by workers that then crashed were revoked",
        jobs.size(), reached.size(), points().size(), late);
  }

  /** A worker that resumes late may begin an upload and crash before the upload is revoked. */
  private int sweep() {
    int open = cluster.objects.openUploads(cluster.bucket).size();
    if (open > 0) {
      cluster.ready(
          cluster.launchJar(Map.of("upkeep.every", "500ms", "upkeep.orphanAge", ORPHAN_AGE)));
      cluster.until(
          "nothing is left open",
          Duration.ofMinutes(4),
          () -> cluster.objects.openUploads(cluster.bucket).isEmpty());
    }
    return open;
  }

  /** In a short run one action at each point, alternating. */
  private static List<Action> actions(String point) {
    return FaultSettings.LONG
        ? List.of(Action.values())
        : List.of(WORST.indexOf(point) % 2 == 0 ? Action.HALT : Action.STOP);
  }

  private boolean stopped() {
    cluster.until(
        "a replica is at the breakpoint, or all jobs have ended",
        Duration.ofSeconds(60),
        () -> cluster.breakpoint.stoppedProcess() != 0 || cluster.unfinished() == 0);
    return !cluster.breakpoint.remove();
  }

  /**
   * Replaces replicas that crashed, and resumes paused ones once other replicas have finished the
   * jobs.
   */
  private void replace(List<Replica> replicas, Action action) {
    long pid = cluster.breakpoint.stoppedProcess();
    Optional<Replica> stopped =
        replicas.stream().filter(replica -> replica.process().pid() == pid).findFirst();
    assertThat(stopped).isPresent();
    if (action == Action.HALT) {
      replicas.remove(stopped.get());
      replicas.add(cluster.faulty(Map.of()));
    } else {
      cluster.until(
          "others take over",
          Duration.ofSeconds(60),
          () ->
              cluster.count("select count(*) from task where lease_until < clock_timestamp()") == 0
                  && cluster.count("select count(*) from job where finished_at is null") == 0);
      stopped.get().process().resume();
    }
  }
}
