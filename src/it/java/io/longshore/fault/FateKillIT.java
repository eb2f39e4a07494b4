package io.longshore.fault;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.fate.Fate;
import io.longshore.engine.fate.Fate.Action;
import io.longshore.engine.fate.Fate.Match;
import io.longshore.engine.fate.FateStore;
import io.longshore.job.JobId;
import io.longshore.job.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Kills the replica whose job a test holds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FateKillIT {

  private static final Map<String, String> CONTROLLED = Map.of("test.controls", "true");

  private ReplicaCluster cluster;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("fate-kill-it");
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Test
  void a_held_job_is_held_by_the_replica_that_takes_it_over_and_succeeds_after_the_release() {
    String app = cluster.app(100);
    FateStore fates = new FateStore(cluster.postgres);
    long fate = await(fates.create(hold())).id();
    Replica first = cluster.faulty(CONTROLLED);
    JobId job = cluster.export(app, 1);
    cluster.until("the job is held", Duration.ofSeconds(60), () -> happened() == 1);

    first.process().kill();
    cluster.faulty(CONTROLLED);
    cluster.until("another replica holds it", Duration.ofSeconds(60), () -> happened() == 2);
    assertThat(cluster.count("select count(*) from job where finished_at is null")).isOne();

    await(fates.release(fate, Optional.empty()));
    cluster.untilFinished(Duration.ofSeconds(60));
    assertThat(cluster.count("select count(*) from job where state = 'SUCCEEDED'")).isOne();
    cluster.verifier.assertExactly(app, List.of(job), 1);
  }

  private long happened() {
    return cluster.count(
        "select coalesce(sum(happened), 0) from test_fate_job where held_since is not null");
  }

  private static Fate hold() {
    return new Fate(
        0,
        ReplicaCluster.ACCOUNT,
        new Match(Optional.empty(), Optional.of("pinpoint.export"), Optional.empty()),
        Action.HOLD,
        Phase.COMMITTING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1,
        false,
        Optional.empty());
  }
}
