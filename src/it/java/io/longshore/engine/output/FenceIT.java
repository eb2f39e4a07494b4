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
import io.longshore.engine.transition.OutputCompletionStore;
import io.longshore.engine.transition.OutputCompletionStore.VisibleObject;
import io.longshore.engine.transition.RevocationStore;
import io.longshore.engine.transition.RevocationStore.RolledBack;
import io.longshore.engine.transition.UploadStore;
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

/** A worker that has lost its lease can change nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FenceIT {

  private static final UploadStore.Content SEALED =
      new UploadStore.Content(List.of(new Part(1, "e", 3)), 3, 1, "ab");

  @RegisterExtension final EngineFixture rig = new EngineFixture("fence-it");
  private final WorkerContext context = rig.context();

  @Test
  void no_write_of_a_lost_piece_succeeds_after_another_worker_has_claimed_it() {
    Job job = rig.queued(1, 1);
    Task old = claimed();
    rig.expire(job, 0);
    await(new LeaseReaper(context).runOnce());
    Task taken = claimed();
    assertThat(taken.lease().epoch()).isEqualTo(2);

    assertNothingLands(job, old);
    assertThat(await(context.stores().leases().heartbeat(taken.lease()))).isPresent();
  }

  @Test
  void no_write_succeeds_after_the_lease_has_expired_even_before_it_is_reaped() {
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
  void no_write_of_a_lost_commit_succeeds() {
    Job job = rig.queued(1, 1);
    Task piece = claimed();
    sealed(piece.lease());
    Task commit =
        await(context.stores().pieces().finish(piece, new Outcome.Done(1), false, next()))
            .orElseThrow()
            .commit()
            .orElseThrow()
            .task();
    OutputRow output = await(context.stores().outputs().ofJob(job.id())).get(0);
    rig.expire(job, 1);
    String before = snapshot(job);

    OutputCompletionStore publications = context.stores().publications();
    RevocationStore revocations = context.stores().revocations();
    OutputToken one = OutputToken.of(output);
    VisibleObject visible = new VisibleObject(one, "e");
    RolledBack left = new RolledBack(one, false, Optional.of("stays"));
    assertThat(await(publications.completing(commit.lease(), List.of(one)))).isFalse();
    assertThat(await(publications.visible(commit.lease(), List.of(visible)))).isFalse();
    assertThat(await(revocations.rollBack(commit.lease(), List.of(one)))).isFalse();
    assertThat(await(revocations.rolledBack(commit.lease(), List.of(left)))).isFalse();
    assertThat(await(revocations.revoking(commit.lease(), output))).isFalse();
    assertThat(await(context.stores().commits().succeed(commit))).isFalse();
    assertThat(await(context.stores().commits().redo(commit, List.of(output), "gone"))).isFalse();
    assertThat(snapshot(job)).isEqualTo(before);
  }

  @Test
  void a_job_does_not_succeed_before_all_its_objects_are_visible() {
    Job job = rig.queued(1, 1);
    Task piece = claimed();
    sealed(piece.lease());
    Task commit =
        await(context.stores().pieces().finish(piece, new Outcome.Done(1), false, next()))
            .orElseThrow()
            .commit()
            .orElseThrow()
            .task();
    assertThat(await(context.stores().commits().succeed(commit))).isFalse();

    OutputRow output = await(context.stores().outputs().ofJob(job.id())).get(0);
    OutputCompletionStore publications = context.stores().publications();
    OutputToken one = OutputToken.of(output);
    VisibleObject visible = new VisibleObject(one, "e");
    assertThat(await(publications.completing(commit.lease(), List.of(one)))).isTrue();
    assertThat(await(context.stores().commits().succeed(commit))).isFalse();
    assertThat(await(publications.visible(commit.lease(), List.of(visible)))).isTrue();
    assertThat(await(context.stores().commits().succeed(commit))).isTrue();
    assertThat(await(context.stores().commits().succeed(commit))).isFalse();
  }

  @Test
  void a_live_lease_is_neither_claimed_nor_reaped() {
    Job job = rig.queued(1, 1);
    Task held = claimed();

    assertThat(await(context.stores().claims().claim(10))).isEmpty();
    assertThat(await(new LeaseReaper(context).runOnce())).isZero();
    assertThat(await(context.stores().leases().heartbeat(held.lease()))).isPresent();
    assertThat(rig.tasks(job)).contains("PIECE RUNNING NONE");
  }

  @Test
  void an_attempt_stops_at_its_deadline_without_a_call_of_the_database() {
    rig.queued(1, 1);
    AtomicLong clock = new AtomicLong();
    ClaimedTask claim = await(context.stores().claims().claim(1)).get(0);
    LeaseKeeper keeper =
        new LeaseKeeper(
            rig.vertx, context.stores().leases(), claim, EngineFixture.CONFIG, clock::get, 0);
    assertThat(keeper.check().succeeded()).isTrue();

    clock.set(EngineFixture.CONFIG.lease().minus(EngineFixture.CONFIG.margin()).toNanos());

    assertThat(keeper.check().cause()).isInstanceOf(AttemptStopped.class);
    assertThat(keeper.lost().cause()).isInstanceOf(AttemptStopped.class);
  }

  @Test
  void the_deadline_counts_from_the_sending_of_the_last_successful_heartbeat() {
    rig.queued(1, 1);
    AtomicLong clock = new AtomicLong();
    ClaimedTask claim = await(context.stores().claims().claim(1)).get(0);
    LeaseKeeper keeper =
        new LeaseKeeper(
            rig.vertx, context.stores().leases(), claim, EngineFixture.CONFIG, clock::get, 0);

    clock.set(Duration.ofSeconds(3).toNanos());
    await(keeper.renew());
    clock.set(Duration.ofSeconds(8).toNanos());
    assertThat(keeper.check().succeeded()).isTrue();
    clock.set(Duration.ofMillis(8500).toNanos());
    assertThat(keeper.check().failed()).isTrue();
  }

  @Test
  void a_process_that_was_paused_drops_its_lease() {
    rig.queued(1, 1);
    AtomicLong clock = new AtomicLong();
    ClaimedTask claim = await(context.stores().claims().claim(1)).get(0);
    LeaseKeeper keeper =
        new LeaseKeeper(
            rig.vertx, context.stores().leases(), claim, EngineFixture.CONFIG, clock::get, 0);
    keeper.start();

    clock.set(Duration.ofMillis(3500).toNanos());

    assertThat(failure(keeper.lost())).isInstanceOf(AttemptStopped.class);
    keeper.close();
  }

  private Task claimed() {
    rig.change("UPDATE task SET run_at = now() WHERE state = 'QUEUED'");
    return await(context.stores().claims().claim(1)).get(0).task();
  }

  private void sealed(Lease lease) {
    UUID token = UUID.randomUUID();
    assertThat(await(context.stores().progress().work(lease, "test.lines"))).isTrue();
    assertThat(await(context.stores().uploads().intend(lease, token))).isTrue();
    assertThat(await(context.stores().uploads().open(lease, token, "upload"))).isTrue();
    assertThat(await(context.stores().uploads().seal(lease, token, SEALED))).isTrue();
  }

  private void assertNothingLands(Job job, Task old) {
    Lease lease = old.lease();
    rig.change(
        "UPDATE task SET out_state = 'OPEN', upload_id = 'u', token = $2 WHERE job = $1 AND seq ="
            + " 0",
        job.id().value(),
        new UUID(1, 1));
    String before = snapshot(job);

    assertThat(await(context.stores().leases().heartbeat(lease))).isEmpty();
    assertThat(await(context.stores().progress().start(lease, job.type()))).isFalse();
    assertThat(await(context.stores().outputs().report(lease, 9, 90L))).isFalse();
    assertThat(await(context.stores().uploads().seal(lease, new UUID(1, 1), SEALED))).isFalse();
    OutputRow output = await(context.stores().outputs().ofTask(lease)).get(0);
    assertThat(await(context.stores().revocations().revoking(lease, output))).isFalse();
    assertThat(await(context.stores().revocations().revoked(lease, output))).isFalse();
    assertThat(await(context.stores().pieces().finish(old, new Outcome.Done(9), false, next())))
        .isEmpty();
    for (Disposition ending : Disposition.values()) {
      assertThat(await(context.stores().failures().end(old, ending, "no", Duration.ZERO)))
          .isFalse();
    }
    assertThat(snapshot(job)).isEqualTo(before);

    rig.change(
        "UPDATE task SET out_state = 'NONE', upload_id = NULL WHERE job = $1", job.id().value());
    String clean = snapshot(job);
    assertThat(await(context.stores().uploads().intend(lease, UUID.randomUUID()))).isFalse();
    rig.change("UPDATE task SET out_state = 'INTENT' WHERE job = $1 AND seq = 0", job.id().value());
    assertThat(await(context.stores().uploads().open(lease, new UUID(1, 1), "u2"))).isFalse();
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
