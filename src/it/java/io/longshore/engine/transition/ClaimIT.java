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
import java.time.OffsetDateTime;
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

    assertThat(kept)
        .contains(
            ClaimStore.CLAIM, JobProgressStore.MOVE, PieceStore.PIECE_DONE, CommitStore.SUCCEED);
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

    String[] none = {};
    OffsetDateTime[] never = {};
    assertThat(
            plan(
                ClaimStore.CLAIM,
                rig.types.names(),
                4,
                UUID.randomUUID(),
                "me",
                1L,
                0,
                0,
                true,
                none,
                none,
                never))
        .contains("task_due_by_account")
        .doesNotContain("Seq Scan on task");
    assertThat(plan(ExpiredLeaseStore.EXPIRED, rig.types.names(), 50))
        .contains("task_expiry")
        .doesNotContain("Seq Scan on task");
  }

  @Test
  void the_statements_of_many_tasks_find_each_by_its_key() {
    IntStream.range(0, 30).forEach(nth -> rig.create(rig.newJob("test.touch", 100, 0)));
    await(rig.postgres.requests().query("ANALYZE job, task").execute());
    UUID[] ids = {UUID.randomUUID(), UUID.randomUUID()};
    Integer[] seqs = {0, 1};
    Long[] numbers = {1L, 1L};
    String[] texts = {"a", "b"};
    Boolean[] flags = {true, false};

    assertThat(plan(CommitStore.SUCCEED, ids, seqs, numbers, ids, texts))
        .contains("Index Scan using task_pkey on task t")
        .doesNotContain("Seq Scan on task");
    assertThat(
            plan(
                PieceStore.PIECE_DONE,
                ids,
                seqs,
                numbers,
                ids,
                numbers,
                numbers,
                texts,
                flags,
                texts,
                ids,
                texts,
                numbers))
        .contains("Index Scan using task_pkey on task t")
        .doesNotContain("Seq Scan on task");
    String[] path = {"CLAIMED", "STARTING", "WORKING"};
    assertThat(
            plan(
                JobProgressStore.MOVE,
                ids,
                seqs,
                numbers,
                ids,
                path,
                "RUNNING",
                "WORKING",
                "WORKING",
                path,
                path))
        .contains("task_pkey")
        .doesNotContain("Seq Scan on task");
  }

  @Test
  void a_claim_in_known_queues_starts_behind_the_tasks_that_it_has_claimed_there() {
    ClaimStore claims = rig.context().stores().claims();
    Job first = rig.create(rig.newJob("test.touch", 2, 0));
    Job held = rig.create(rig.newJob("test.touch", 1, 0));
    Job other = rig.queued(1, 1);
    rig.change("UPDATE job SET held = true WHERE id = $1", held.id().value());
    rig.change("UPDATE task SET run_at = now() WHERE seq = 1 AND kind = 'PIECE'");
    assertThat(await(claims.claimInKnownQueues(5, UUID.randomUUID()))).isEmpty();
    assertThat(jobs(await(claims.claim(1)))).containsExactly(first.id());
    rig.change(
        "UPDATE task SET run_at = now() - interval '1 hour' WHERE job = $1", held.id().value());
    rig.change("UPDATE job SET held = false WHERE id = $1", held.id().value());

    assertThat(jobs(await(claims.claimInKnownQueues(5, UUID.randomUUID()))))
        .containsExactly(first.id());
    assertThat(jobs(await(claims.claim(5)))).containsExactlyInAnyOrder(held.id(), other.id());
    rig.queued(1, 1);
    assertThat(await(claims.claimInKnownQueues(5, UUID.randomUUID()))).hasSize(1);
  }

  private static List<JobId> jobs(List<ClaimedTask> claims) {
    return claims.stream().map(claim -> claim.task().job().id()).toList();
  }

  private String plan(String sql, Object... values) {
    Stream<Row> lines = rig.rows("EXPLAIN " + sql, values).stream();
    return lines.map(row -> row.getString(0)).reduce("", (a, b) -> a + "\n" + b);
  }
}
