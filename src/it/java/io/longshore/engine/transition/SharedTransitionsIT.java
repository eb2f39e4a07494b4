package io.longshore.engine.transition;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.EngineFixture;
import io.longshore.engine.lease.LeaseRequest;
import io.longshore.engine.transition.PieceStore.FinishedPiece;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.job.Lease;
import io.longshore.job.Outcome;
import io.longshore.job.Phase;
import io.longshore.job.Task;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transitions that workers ask for at the same time share a statement, but no result. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedTransitionsIT {

  /** A row count for which the trigger of {@link #refuse} fails. */
  private static final long REFUSED = 666;

  @RegisterExtension final EngineFixture rig = new EngineFixture("shared-transitions-it");
  private final WorkerContext context = rig.context();
  private boolean refuses;

  @AfterEach
  void dropTrigger() {
    if (refuses) {
      await(rig.postgres.requests().query("DROP TRIGGER refused ON task").execute());
      refuses = false;
    }
  }

  @Test
  void ends_that_arrive_while_another_is_recorded_share_a_statement() {
    List<Task> pieces = working(6);

    List<Optional<FinishedPiece>> ended = await(all(() -> pieces.stream().map(this::end)));

    assertThat(ended)
        .as("commits, of jobs without objects")
        .allMatch(one -> !one.orElseThrow().commit().orElseThrow().mayHaveOutputs());
    assertThat(transactions("kind = 'ATTEMPT_DONE'")).isEqualTo(2);
    for (Task piece : pieces) {
      assertThat(rig.path(piece.job()))
          .containsExactly(
              Phase.CREATED, Phase.CLAIMED, Phase.STARTING, Phase.WORKING, Phase.COMMITTING);
    }
  }

  @Test
  void a_lone_end_is_recorded_without_waiting_for_another() {
    Task piece = working(1).get(0);

    assertThat(await(end(piece)).orElseThrow().commit()).isPresent();
    assertThat(rig.tasks(piece.job())).containsExactly("PIECE DONE NONE", "COMMIT RUNNING NONE");
  }

  @Test
  void of_ends_that_share_a_statement_only_that_of_a_stale_lease_is_refused() {
    List<Task> pieces = working(6);
    rig.expire(pieces.get(2).job(), 0);
    Lease held = pieces.get(4).lease();
    Task forged = with(pieces.get(4), new Lease(held.job(), 0, held.epoch(), UUID.randomUUID()));

    List<Task> asked = new ArrayList<>(pieces);
    asked.set(4, forged);
    List<Optional<FinishedPiece>> ended = await(all(() -> asked.stream().map(this::end)));

    assertThat(ended.stream().map(Optional::isPresent))
        .containsExactly(true, true, false, true, false, true);
    assertThat(rig.tasks(pieces.get(2).job())).contains("PIECE RUNNING NONE");
    assertThat(rig.tasks(pieces.get(4).job())).contains("PIECE RUNNING NONE");
    assertThat(transactions("kind = 'ATTEMPT_DONE'")).isEqualTo(2);
  }

  @Test
  void each_end_claims_the_commit_with_the_lease_that_it_asked_for() {
    List<Task> pieces = working(4);
    List<UUID> asked = pieces.stream().map(piece -> UUID.randomUUID()).toList();

    List<Optional<FinishedPiece>> ended =
        await(
            all(
                () ->
                    IntStream.range(0, 4)
                        .mapToObj(nth -> end(pieces.get(nth), 10 + nth, asked.get(nth)))));

    for (int nth = 0; nth < 4; nth++) {
      Task commit = ended.get(nth).orElseThrow().commit().orElseThrow().task();
      assertThat(commit.job().id()).isEqualTo(pieces.get(nth).job().id());
      assertThat(commit.lease().id()).isEqualTo(asked.get(nth));
      assertThat(rig.task(commit.job(), 0).getLong("rows")).isEqualTo(10 + nth);
    }
  }

  @Test
  void the_second_of_two_pieces_of_a_job_that_end_together_claims_the_commit() {
    Job job = rig.create(rig.newJob("test.touch", 2, 0));
    List<Task> pieces = claimed(2);
    await(context.stores().progress().work(pieces.get(0).lease(), job.type()));

    List<Optional<FinishedPiece>> ended = await(all(() -> pieces.stream().map(this::end)));

    assertThat(ended.stream().map(one -> one.orElseThrow().commit().isPresent()))
        .containsExactly(false, true);
  }

  /** Ends of five pieces in one moment, of which the database refuses the fourth. */
  private List<Future<Optional<FinishedPiece>>> startedWithOneRefused(List<Task> pieces) {
    return started(
        () ->
            IntStream.range(0, 5)
                .mapToObj(nth -> end(pieces.get(nth), nth == 3 ? REFUSED : 1, UUID.randomUUID())));
  }

  @Test
  void an_error_of_one_end_fails_only_that_one() {
    List<Task> pieces = working(5);
    refuse("23514");

    List<Future<Optional<FinishedPiece>>> ends = startedWithOneRefused(pieces);

    assertThat(failure(ends.get(3))).isInstanceOf(PgException.class);
    for (int nth : new int[] {0, 1, 2, 4}) {
      assertThat(await(ends.get(nth))).isPresent();
    }
    assertThat(rig.tasks(pieces.get(3).job())).contains("PIECE RUNNING NONE");
  }

  @Test
  void an_outage_is_the_failure_of_every_end_of_its_statement_and_none_is_repeated() {
    List<Task> pieces = working(5);
    refuse("57P01");

    List<Future<Optional<FinishedPiece>>> ends = startedWithOneRefused(pieces);

    assertThat(await(ends.get(0))).isPresent();
    for (int nth : new int[] {1, 2, 3, 4}) {
      assertThat(failure(ends.get(nth))).isInstanceOf(PgException.class);
      assertThat(rig.tasks(pieces.get(nth).job())).contains("PIECE RUNNING NONE");
    }
  }

  @Test
  void an_end_whose_job_is_locked_delays_no_other() {
    List<Task> pieces = working(4);
    SqlConnection other = await(rig.postgres.requests().getConnection());
    Transaction lock = await(other.begin());
    await(
        other
            .preparedQuery("SELECT 1 FROM job WHERE id = $1 FOR UPDATE")
            .execute(Tuple.of(pieces.get(2).job().id().value())));

    List<Future<Optional<FinishedPiece>>> ends = started(() -> pieces.stream().map(this::end));
    for (int nth : new int[] {0, 1, 3}) {
      assertThat(await(ends.get(nth))).isPresent();
    }
    assertThat(ends.get(2).isComplete()).isFalse();
    await(lock.rollback());
    await(other.close());

    assertThat(await(ends.get(2))).isPresent();
  }

  @Test
  void of_commits_that_share_a_statement_only_that_of_a_stale_lease_is_refused() {
    List<Task> pieces = working(5);
    List<Task> commits =
        await(all(() -> pieces.stream().map(this::end))).stream()
            .map(ended -> ended.orElseThrow().commit().orElseThrow().task())
            .toList();
    rig.expire(commits.get(3).job(), 1);
    Function<Task, Future<Boolean>> succeed = context.stores().commits()::succeed;

    List<Boolean> succeeded = await(all(() -> commits.stream().map(succeed)));

    assertThat(succeeded).containsExactly(true, true, true, false, true);
    assertThat(commits.stream().map(commit -> rig.job(commit.job()).state()))
        .containsExactly(
            JobState.SUCCEEDED,
            JobState.SUCCEEDED,
            JobState.SUCCEEDED,
            JobState.COMMITTING,
            JobState.SUCCEEDED);
    assertThat(transactions("phase = 'SUCCEEDED'")).isEqualTo(2);
  }

  @Test
  void of_jobs_that_begin_together_only_that_of_a_stale_lease_stays() {
    List<Job> jobs = jobs(5);
    List<Task> pieces = claimed(5);
    rig.expire(pieces.get(2).job(), 0);
    Function<Task, Future<Boolean>> work =
        piece -> context.stores().progress().work(piece.lease(), "test.touch");

    List<Boolean> moved = await(all(() -> pieces.stream().map(work)));

    assertThat(moved).containsExactly(true, true, false, true, true);
    assertThat(jobs)
        .filteredOn(job -> rig.job(job).word().equals("CREATED"))
        .extracting(Job::id)
        .containsExactly(pieces.get(2).job().id());
    assertThat(transactions("phase = 'WORKING'")).isEqualTo(2);
  }

  private List<Job> jobs(int count) {
    return IntStream.range(0, count)
        .mapToObj(nth -> rig.create(rig.newJob("test.touch", 1, 0)))
        .toList();
  }

  private List<Task> claimed(int count) {
    List<Task> tasks =
        await(context.stores().claims().claim(count)).stream().map(claim -> claim.task()).toList();
    assertThat(tasks).hasSize(count);
    return tasks.stream().sorted((a, b) -> Integer.compare(a.seq(), b.seq())).toList();
  }

  /** Tasks of as many jobs, which are WORKING. */
  private List<Task> working(int count) {
    jobs(count);
    List<Task> pieces = claimed(count);
    pieces.forEach(
        piece ->
            assertThat(await(context.stores().progress().work(piece.lease(), "test.touch")))
                .isTrue());
    return pieces;
  }

  private Future<Optional<FinishedPiece>> end(Task piece) {
    return end(piece, 1, UUID.randomUUID());
  }

  private Future<Optional<FinishedPiece>> end(Task piece, long rows, UUID next) {
    return context
        .stores()
        .pieces()
        .finish(piece, new Outcome.Done(rows), false, new LeaseRequest(next, "me", 6000));
  }

  /** Starts calls in one turn of the event loop: the first is sent, the others wait for it. */
  private <T> List<Future<T>> started(Supplier<Stream<Future<T>>> calls) {
    Promise<List<Future<T>>> started = Promise.promise();
    rig.vertx.runOnContext(turn -> started.complete(calls.get().toList()));
    return await(started.future());
  }

  private <T> Future<List<T>> all(Supplier<Stream<Future<T>>> calls) {
    return Future.all(started(calls)).map(all -> all.list());
  }

  private long transactions(String events) {
    return rig.rows("SELECT count(DISTINCT xid) FROM job_event WHERE " + events).get(0).getLong(0);
  }

  private static Task with(Task task, Lease lease) {
    return new Task(
        lease, task.kind(), task.job(), task.piece(), task.attempt(), task.maxAttempts());
  }

  /** Lets the end of a piece with {@link #REFUSED} rows fail. */
  private void refuse(String state) {
    refuses = true;
    List.of(
            """
            CREATE OR REPLACE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '%s'; END $$"""
                .formatted(state),
            """
            CREATE OR REPLACE TRIGGER refused BEFORE UPDATE ON task FOR EACH ROW
              WHEN (NEW.rows = %d) EXECUTE FUNCTION refused()"""
                .formatted(REFUSED))
        .forEach(sql -> await(rig.postgres.requests().query(sql).execute()));
  }
}
