package io.longshore.engine.output;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.EngineFixture;
import io.longshore.engine.failure.Disposition;
import io.longshore.engine.lease.AttemptStopped;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.lease.LeaseReaper;
import io.longshore.engine.lease.LeaseRequest;
import io.longshore.engine.output.BatchOutputStore.Cleaned;
import io.longshore.engine.output.BatchOutputStore.Intent;
import io.longshore.engine.output.BatchOutputStore.Seen;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Job;
import io.longshore.job.Lease;
import io.longshore.job.Outcome;
import io.longshore.job.Task;
import io.longshore.objectstore.ObjectStore.Part;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a worker that lost its lease can still do: nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FenceIT {

  private static final OutputStore.Sealed SEALED =
      new OutputStore.Sealed(List.of(new Part(1, "e", 3)), 3, 1, "ab");

  @RegisterExtension final EngineFixture rig = new EngineFixture("fence-it");
  private final WorkerContext workshop = rig.workshop();

  @Test
  void no_write_of_a_lost_piece_lands_after_another_worker_took_it() {
    Job job = rig.queued(1, 1);
    Task old = claimed();
    rig.expire(job, 0);
    await(new LeaseReaper(workshop).runOnce());
    Task taken = claimed();
    assertThat(taken.lease().epoch()).isEqualTo(2);

    assertNothingLands(job, old);
    assertThat(await(workshop.leases().heartbeat(taken.lease()))).isPresent();
  }

  @Test
  void no_write_lands_once_the_lease_has_run_out_even_before_anybody_noticed() {
    Job job = rig.queued(1, 1);
    Task old = claimed();
    rig.expire(job, 0);

    assertNothingLands(job, old);
  }

  @Test
  void the_same_epoch_with_another_lease_id_is_another_lease() {
    Job job = rig.queued(1, 1);
    Task held = claimed();
    Lease forged = new Lease(job.id(), 0, held.lease().epoch(), UUID.randomUUID());

    assertNothingLands(
        job,
        new Task(
            forged, held.kind(), held.job(), held.piece(), held.attempt(), held.maxAttempts()));
  }

  @Test
  void no_write_of_a_lost_commit_lands() {
    Job job = rig.queued(1, 1);
    Task piece = claimed();
    sealed(piece.lease());
    Task commit =
        await(workshop.tasks().pieceDone(piece, new Outcome.Done(1), false, next()))
            .orElseThrow()
            .commit()
            .orElseThrow()
            .task();
    OutputRow output = await(workshop.outputs().ofJob(job.id())).get(0);
    rig.expire(job, 1);
    String before = snapshot(job);

    BatchOutputStore objects = workshop.objectsOfPieces();
    Intent one = Intent.of(output);
    Cleaned left = new Cleaned(one, false, Optional.of("stays"));
    assertThat(await(objects.completing(commit.lease(), List.of(one)))).isFalse();
    assertThat(await(objects.visible(commit.lease(), List.of(new Seen(one, "e"))))).isFalse();
    assertThat(await(objects.revoking(commit.lease(), List.of(one)))).isFalse();
    assertThat(await(objects.cleaned(commit.lease(), List.of(left)))).isFalse();
    assertThat(await(workshop.outputs().revoking(commit.lease(), output))).isFalse();
    assertThat(await(workshop.tasks().succeed(commit))).isFalse();
    assertThat(await(workshop.tasks().redo(commit, List.of(output), "gone"))).isFalse();
    assertThat(snapshot(job)).isEqualTo(before);
  }

  @Test
  void a_job_does_not_succeed_before_all_its_objects_are_visible() {
    Job job = rig.queued(1, 1);
    Task piece = claimed();
    sealed(piece.lease());
    Task commit =
        await(workshop.tasks().pieceDone(piece, new Outcome.Done(1), false, next()))
            .orElseThrow()
            .commit()
            .orElseThrow()
            .task();
    assertThat(await(workshop.tasks().succeed(commit))).isFalse();

    OutputRow output = await(workshop.outputs().ofJob(job.id())).get(0);
    BatchOutputStore objects = workshop.objectsOfPieces();
    Intent one = Intent.of(output);
    assertThat(await(objects.completing(commit.lease(), List.of(one)))).isTrue();
    assertThat(await(workshop.tasks().succeed(commit))).isFalse();
    assertThat(await(objects.visible(commit.lease(), List.of(new Seen(one, "e"))))).isTrue();
    assertThat(await(workshop.tasks().succeed(commit))).isTrue();
    assertThat(await(workshop.tasks().succeed(commit))).isFalse();
  }

  @Test
  void a_live_lease_is_neither_claimed_nor_swept() {
    Job job = rig.queued(1, 1);
    Task held = claimed();

    assertThat(await(workshop.leases().claim(10))).isEmpty();
    assertThat(await(new LeaseReaper(workshop).runOnce())).isZero();
    assertThat(await(workshop.leases().heartbeat(held.lease()))).isPresent();
    assertThat(rig.tasks(job)).contains("PIECE RUNNING NONE");
  }

  @Test
  void a_worker_stops_by_itself_at_its_deadline_without_asking() {
    rig.queued(1, 1);
    AtomicLong clock = new AtomicLong();
    ClaimedTask claim = await(workshop.leases().claim(1)).get(0);
    LeaseKeeper hold =
        new LeaseKeeper(rig.vertx, workshop.leases(), claim, EngineFixture.CONFIG, clock::get, 0);
    assertThat(hold.check().succeeded()).isTrue();

    clock.set(EngineFixture.CONFIG.lease().minus(EngineFixture.CONFIG.margin()).toNanos());

    assertThat(hold.check().cause()).isInstanceOf(AttemptStopped.class);
    assertThat(hold.lost().cause()).isInstanceOf(AttemptStopped.class);
  }

  @Test
  void the_deadline_runs_from_the_sending_of_the_last_good_heartbeat() {
    rig.queued(1, 1);
    AtomicLong clock = new AtomicLong();
    ClaimedTask claim = await(workshop.leases().claim(1)).get(0);
    LeaseKeeper hold =
        new LeaseKeeper(rig.vertx, workshop.leases(), claim, EngineFixture.CONFIG, clock::get, 0);

    clock.set(Duration.ofSeconds(3).toNanos());
    await(hold.beat());
    clock.set(Duration.ofSeconds(8).toNanos());
    assertThat(hold.check().succeeded()).isTrue();
    clock.set(Duration.ofMillis(8500).toNanos());
    assertThat(hold.check().failed()).isTrue();
  }

  @Test
  void a_process_that_stood_still_drops_its_lease() {
    rig.queued(1, 1);
    AtomicLong clock = new AtomicLong();
    ClaimedTask claim = await(workshop.leases().claim(1)).get(0);
    LeaseKeeper hold =
        new LeaseKeeper(rig.vertx, workshop.leases(), claim, EngineFixture.CONFIG, clock::get, 0);
    hold.begin();

    clock.set(Duration.ofMillis(3500).toNanos());

    assertThat(failure(hold.lost())).isInstanceOf(AttemptStopped.class);
    hold.end();
  }

  private Task claimed() {
    rig.change("UPDATE task SET run_at = now() WHERE state = 'QUEUED'");
    return await(workshop.leases().claim(1)).get(0).task();
  }

  private void sealed(Lease lease) {
    UUID token = UUID.randomUUID();
    assertThat(await(workshop.outputs().intend(lease, token))).isTrue();
    assertThat(await(workshop.outputs().open(lease, token, "upload"))).isTrue();
    assertThat(await(workshop.outputs().seal(lease, token, SEALED))).isTrue();
  }

  private void assertNothingLands(Job job, Task old) {
    Lease lease = old.lease();
    rig.change(
        "UPDATE task SET out_state = 'OPEN', upload_id = 'u', token = $2 WHERE job = $1 AND seq ="
            + " 0",
        job.id().value(),
        new UUID(1, 1));
    String before = snapshot(job);

    assertThat(await(workshop.leases().heartbeat(lease))).isEmpty();
    assertThat(await(workshop.leases().starting(lease, job.type()))).isFalse();
    assertThat(await(workshop.outputs().report(lease, 9))).isFalse();
    assertThat(await(workshop.outputs().seal(lease, new UUID(1, 1), SEALED))).isFalse();
    OutputRow output = await(workshop.outputs().ofTask(lease)).get(0);
    assertThat(await(workshop.outputs().revoking(lease, output))).isFalse();
    assertThat(await(workshop.outputs().revoked(lease, output))).isFalse();
    assertThat(await(workshop.tasks().pieceDone(old, new Outcome.Done(9), false, next())))
        .isEmpty();
    for (Disposition ending : Disposition.values()) {
      assertThat(await(workshop.endings().end(old, ending, "no", Duration.ZERO))).isFalse();
    }
    assertThat(snapshot(job)).isEqualTo(before);

    rig.change(
        "UPDATE task SET out_state = 'NONE', upload_id = NULL WHERE job = $1", job.id().value());
    String clean = snapshot(job);
    assertThat(await(workshop.outputs().intend(lease, UUID.randomUUID()))).isFalse();
    rig.change("UPDATE task SET out_state = 'INTENT' WHERE job = $1 AND seq = 0", job.id().value());
    assertThat(await(workshop.outputs().open(lease, new UUID(1, 1), "u2"))).isFalse();
    rig.change("UPDATE task SET out_state = 'NONE' WHERE job = $1", job.id().value());
    assertThat(snapshot(job)).isEqualTo(clean);
  }

  private String snapshot(Job job) {
    return rig
            .rows(
                "SELECT t::text || j::text AS all FROM task t JOIN job j ON j.id = t.job"
                    + " WHERE j.id = $1 ORDER BY t.seq",
                job.id().value())
            .stream()
            .map(row -> row.getString(0))
            .toList()
        + rig.path(job).toString();
  }

  private static LeaseRequest next() {
    return new LeaseRequest(UUID.randomUUID(), "me", 5000);
  }
}
