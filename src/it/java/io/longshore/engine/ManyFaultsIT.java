package io.longshore.engine;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.WorkerConfig;
import io.longshore.engine.FaultyStore.Fault;
import io.longshore.engine.store.JobStore;
import io.longshore.engine.worker.JobWorkerVerticle;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three replicas, an S3 that fails one call in six, and leases that expire at random. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyFaultsIT {

  private static final int JOBS = 12;

  @RegisterExtension final EngineFixture rig = new EngineFixture("many-faults-it");

  @Test
  void every_job_succeeds_completely_or_leaves_nothing() {
    Random random = new Random(20261121);
    JobStore patient = new JobStore(rig.postgres, rig.types, 1000, () -> {});
    List<Job> jobs = new ArrayList<>();
    for (int nth = 0; nth < JOBS; nth++) {
      jobs.add(
          await(rig.postgres.transact(tx -> patient.create(tx, rig.newJob("test.lines", 3, 50)))));
    }
    List<String> replicas = new ArrayList<>();
    for (int replica = 0; replica < 3; replica++) {
      FaultyStore store = new FaultyStore(rig.s3);
      store.faults = call -> fault(random);
      replicas.add(
          await(
              rig.vertx.deployVerticle(
                  new JobWorkerVerticle(rig.dependencies(store, busy()), EngineFixture.DRAIN))));
    }
    List<Job> cancelled = jobs.subList(0, 3);
    for (int round = 0; round < 2000 && unfinished() > 0; round++) {
      disturb(random, cancelled);
      await(rig.vertx.timer(20).mapEmpty());
    }

    assertThat(unfinished()).isZero();
    for (Job job : jobs) {
      if (rig.job(job).state() == JobState.SUCCEEDED) {
        rig.assertWhole(job, 3, 50);
      } else {
        assertThat(cancelled).extracting(Job::id).contains(job.id());
        rig.assertNothingLeft(job, JobState.CANCELLED);
      }
    }
    replicas.forEach(replica -> await(rig.vertx.undeploy(replica)));
  }

  private void disturb(Random random, List<Job> cancelled) {
    if (random.nextInt(5) == 0) {
      rig.change(
          """
          UPDATE task SET lease_until = clock_timestamp() - interval '1 second'
           WHERE state = 'RUNNING' AND (job, seq) IN (SELECT job, seq FROM task WHERE state = 'RUNNING'
                                 ORDER BY random() LIMIT 1)""");
    }
    if (random.nextInt(20) == 0) {
      await(rig.jobs.requestCancel(cancelled.get(random.nextInt(cancelled.size())).id()));
    }
  }

  private static Fault fault(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> Fault.LOST_REQUEST;
      case 1 -> Fault.LOST_ANSWER;
      default -> Fault.NONE;
    };
  }

  private long unfinished() {
    return rig.rows("SELECT count(*) FROM job WHERE finished_at IS NULL").get(0).getLong(0);
  }

  private static WorkerConfig busy() {
    return EngineFixture.SETTINGS
        .with("slots", "3", "lease", "3s", "heartbeat", "200ms", "margin", "300ms")
        .with("poll", "50ms", "sweep", "50ms")
        .config();
  }
}
