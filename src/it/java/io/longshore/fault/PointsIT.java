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

/** Replicas that die, or stop and wake up late, at every step on a job's way. */
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

  /** Where a worker has done something that nobody wrote down, or the other way round. */
  private static final List<String> WORST =
      List.of(
          "after-create-upload",
          "before-seal",
          "committed-piece-done",
          "before-complete-upload",
          "after-complete-upload",
          "before-finish");

  /** The search looks at what ended since a few times this age: all of the run. */
  private static final String ORPHAN_AGE = FaultSettings.LONG ? "120s" : "15s";

  private ReplicaCluster yard;

  @BeforeAll
  void open() {
    yard = new ReplicaCluster("points-it");
  }

  @AfterEach
  void calm() {
    yard.calm();
  }

  @AfterAll
  void close() {
    yard.close();
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
  void a_crash_or_a_stop_at_any_point_leaves_every_object_once_and_right() {
    String app = yard.app(400);
    List<Replica> replicas = yard.replicas(2, true);
    List<JobId> jobs = new ArrayList<>();
    Set<String> sprung = new HashSet<>();
    for (String point : points()) {
      for (Action action : actions(point)) {
        yard.trap.set(point, action);
        jobs.addAll(yard.exports(2, app, 2));
        if (caught()) {
          sprung.add(point + " " + action);
          replace(replicas, action);
        }
      }
    }
    yard.untilFinished(Duration.ofMinutes(2));
    List<String> all =
        points().stream()
            .flatMap(point -> actions(point).stream().map(action -> point + " " + action))
            .toList();
    assertThat(sprung).containsExactlyInAnyOrderElementsOf(all);
    assertThat(yard.count("select count(*) from job where state = 'SUCCEEDED'"))
        .isEqualTo(jobs.size());
    int late = sweep();
    yard.oracle.assertExactly(app, jobs, 2);
    for (String key : ResultVerifier.keys(jobs, 2)) {
      assertThat(yard.s3.completed("/" + yard.bucket + "/" + key)).as(key).isEqualTo(1);
    }
    FaultSettings.say(
        "%d export jobs of 3 objects, %d crashes and stops at %d points: every key completed once,"
            + " %d uploads begun by workers that woke up late and died were swept",
        jobs.size(), sprung.size(), points().size(), late);
  }

  /** Who wakes up late may begin an upload, and die before it is taken back. */
  private int sweep() {
    int open = yard.objects.openUploads(yard.bucket).size();
    if (open > 0) {
      yard.ready(yard.launchJar(Map.of("upkeep.every", "500ms", "upkeep.orphanAge", ORPHAN_AGE)));
      yard.until(
          "nothing is left open",
          Duration.ofMinutes(4),
          () -> yard.objects.openUploads(yard.bucket).isEmpty());
    }
    return open;
  }

  /** In a short run one of them at each point. */
  private static List<Action> actions(String point) {
    return FaultSettings.LONG
        ? List.of(Action.values())
        : List.of(WORST.indexOf(point) % 2 == 0 ? Action.HALT : Action.STOP);
  }

  private boolean caught() {
    yard.until(
        "somebody is caught, or all is done",
        Duration.ofSeconds(60),
        () -> yard.trap.prisoner() != 0 || yard.unfinished() == 0);
    return !yard.trap.remove();
  }

  /** The dead are replaced; who stands still wakes up once others have done its work. */
  private void replace(List<Replica> replicas, Action action) {
    long pid = yard.trap.prisoner();
    Optional<Replica> caught =
        replicas.stream().filter(replica -> replica.process().pid() == pid).findFirst();
    assertThat(caught).isPresent();
    if (action == Action.HALT) {
      replicas.remove(caught.get());
      replicas.add(yard.faulty(Map.of()));
    } else {
      yard.until(
          "others take over",
          Duration.ofSeconds(60),
          () ->
              yard.count("select count(*) from task where lease_until < clock_timestamp()") == 0
                  && yard.count("select count(*) from job where finished_at is null") == 0);
      caught.get().process().wake();
    }
  }
}
