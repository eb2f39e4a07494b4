package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fault.Breakpoint.Action;
import io.longshore.fixture.PrometheusSeries;
import io.longshore.job.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Kills replicas while they build blocks of endpoints, and while exports pass blocks on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlockKillIT {

  private static final int ENDPOINTS = FaultSettings.pick(60_000, 300_000);
  private static final int PIECES = 2;
  private static final Duration BOUND = Duration.ofSeconds(120);
  private static final Map<String, String> FLAGS = Map.of("upkeep.blocksFrom", "100");

  private static final List<String> POINTS =
      List.of(
          "before-create-upload",
          "before-upload-part",
          "after-upload-part",
          "after-seal",
          "before-finish",
          "committed-finish");

  private ReplicaCluster cluster;
  private List<Replica> replicas;
  private String app;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("block-kill-it");
    app = cluster.app(ENDPOINTS);
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Test
  void exports_are_exact_although_replicas_are_killed_while_they_build_or_pass_blocks_on() {
    replicas = cluster.replicas(2, false, FLAGS);
    cluster.export(app, PIECES);
    cluster.untilFinished(BOUND);
    long built = killedWhileBuilding();
    changeAsAnOlderReplica();

    List<JobId> exports = new ArrayList<>();
    replicas = cluster.replicas(2, true, FLAGS);
    exports.add(cluster.export(app, PIECES));
    cluster.untilFinished(BOUND);
    cluster.until("all blocks are built", BOUND, () -> buckets() == 256 && requests() == 0);
    for (String point : points()) {
      cluster.breakpoint.set(point, Action.HALT);
      exports.add(cluster.export(app, PIECES));
      cluster.until(
          "a replica is at " + point, BOUND, () -> cluster.breakpoint.stoppedProcess() != 0);
      long dead = cluster.breakpoint.stoppedProcess();
      assertThat(replicas.removeIf(replica -> replica.process().pid() == dead)).isTrue();
      cluster.untilFinished(BOUND);
      replicas.addAll(cluster.replicas(1, true, FLAGS));
    }
    // The counters of those that were killed are lost.
    exports.add(cluster.export(app, PIECES));
    cluster.untilFinished(BOUND);
    assertThat(passedOn()).isPositive();
    exports.forEach(job -> cluster.verifier.assertComplete(app, job, PIECES));
    cluster.verifier.assertNoUploads();
    FaultSettings.record(
        "%d endpoints, replicas killed after %d of 256 hash buckets had blocks, and at %s of exports"
            + " with blocks: every export equals the rows",
        ENDPOINTS, built, points());
  }

  private static List<String> points() {
    return FaultSettings.LONG ? POINTS : List.of("after-upload-part", "before-finish");
  }

  /** Kills both replicas in the middle; returns how many hash buckets have blocks. */
  private long killedWhileBuilding() {
    cluster.until("some blocks are built", BOUND, () -> buckets() > 3);
    replicas.forEach(replica -> replica.process().kill());
    replicas.clear();
    assertThat(requests()).isEqualTo(1);
    // A transaction of a killed replica may still be committed.
    cluster.until(
        "the database has noticed",
        BOUND,
        () ->
            cluster.count(
                    "select count(*) from pg_locks where relation = 'pinpoint_block'::regclass"
                        + " and mode = 'RowExclusiveLock'")
                == 0);
    return buckets();
  }

  private void changeAsAnOlderReplica() {
    cluster.rows(
        "update pinpoint_endpoint set line = replace(line, '\"NONE\"', '\"ALL\"')"
            + " where container = $1 and id like '%77'",
        app);
    cluster.rows("delete from pinpoint_endpoint where container = $1 and id like '%88'", app);
  }

  private long buckets() {
    return cluster.count("select count(distinct bucket) from pinpoint_block");
  }

  private long requests() {
    return cluster.count(
        "select count(*) from pinpoint_block_container where next_bucket is not null");
  }

  private double passedOn() {
    return replicas.stream()
        .mapToDouble(
            replica ->
                PrometheusSeries.until(cluster.vertx, replica.management(), "any", all -> true)
                    .value("longshore_blocks_total", "event", "passed"))
        .sum();
  }
}
