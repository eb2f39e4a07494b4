package io.longshore.engine.transition;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.EngineFixture;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.ExpiredLeaseStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which tasks are claimed, and the indexes by which they are found. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("claim-it");

  @Test
  void eight_claimers_take_a_hundred_tasks_and_each_task_once() {
    rig.create(rig.newJob("test.touch", 100, 0));
    ClaimStore claims = rig.context().stores().claims();

    List<List<ClaimedTask>> claimed =
        await(
            Future.all(IntStream.range(0, 8).mapToObj(claimer -> claims.claim(13)).toList())
                .map(all -> all.list()));

    List<Integer> tasks =
        claimed.stream().flatMap(List::stream).map(claim -> claim.task().seq()).toList();
    assertThat(tasks).hasSize(100).doesNotHaveDuplicates();
    assertThat(rig.rows("SELECT 1 FROM task WHERE attempts = 1 AND epoch = 1")).hasSize(100);
  }

  @Test
  void tasks_of_unknown_types_and_of_held_jobs_stay() {
    Job unknown = rig.queued(1, 1);
    Job held = rig.queued(1, 1);
    rig.change("UPDATE task SET type = 'newer.type' WHERE job = $1", unknown.id().value());
    rig.change("UPDATE job SET held = true WHERE id = $1", held.id().value());

    assertThat(await(rig.worker().runOnce())).isZero();

    rig.change("UPDATE job SET held = false WHERE id = $1", held.id().value());
    assertThat(await(rig.worker().runOnce())).isEqualTo(2);
    assertThat(rig.tasks(unknown)).contains("PIECE QUEUED NONE");
  }

  @Test
  void the_statements_of_every_task_are_kept_prepared() {
    Job job = rig.create(rig.newJob("test.touch", 2, 0));
    rig.runToEnd(rig.worker(), job);
    List<SqlConnection> all =
        List.of(
            await(rig.postgres.work().getConnection()), await(rig.postgres.work().getConnection()),
            await(rig.postgres.work().getConnection()), await(rig.postgres.work().getConnection()));
    Set<String> kept = new HashSet<>();
    for (SqlConnection connection : all) {
      await(connection.query("SELECT statement FROM pg_prepared_statements").execute())
          .forEach(row -> kept.add(row.getString("statement")));
      await(connection.close());
    }

    assertThat(kept).contains(ClaimStore.CLAIM, PieceStore.PIECE_DONE);
  }

  @Test
  void the_claim_and_the_reaper_search_their_partial_indexes() {
    JobId filler = rig.create(rig.newJob("test.touch", 3000, 0)).id();
    rig.change("UPDATE task SET state = 'DONE' WHERE kind = 'PIECE' AND seq % 50 <> 0");
    rig.change(
        """
        UPDATE task SET state = 'RUNNING', lease_id = gen_random_uuid(), lease_owner = 'x',
               lease_until = now() - interval '1 hour'
         WHERE job = $1 AND seq % 100 = 0 AND kind = 'PIECE'""",
        filler.value());
    await(rig.postgres.requests().query("ANALYZE task").execute());

    assertThat(plan(ClaimStore.CLAIM, rig.types.names(), 4, UUID.randomUUID(), "me", 1L, 0, 0))
        .contains("task_due_by_account")
        .doesNotContain("Seq Scan on task");
    assertThat(plan(ExpiredLeaseStore.EXPIRED, rig.types.names(), 50))
        .contains("task_expiry")
        .doesNotContain("Seq Scan on task");
  }

  private String plan(String sql, Object... values) {
    Stream<Row> lines = rig.rows("EXPLAIN " + sql, values).stream();
    return lines.map(row -> row.getString(0)).reduce("", (a, b) -> a + "\n" + b);
  }
}
