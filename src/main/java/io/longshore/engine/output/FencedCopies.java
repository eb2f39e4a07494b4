package io.longshore.engine.output;

import io.longshore.async.BoundedParallel;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.output.BatchOutputStore.Filled;
import io.longshore.engine.output.BatchOutputStore.Intent;
import io.longshore.engine.output.BatchOutputStore.Opened;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Lease;
import io.longshore.job.Outputs.Copy;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Writes the objects of a piece that makes many, each through the same fence as a single one: its
 * token stands in its row before its upload is started, the upload's id before a byte is copied.
 * Only the rows move together, a statement for all of them.
 */
final class FencedCopies {

  private final WorkerContext workshop;
  private final LeaseKeeper hold;
  private final Lease lease;
  private final Tools tools;
  private final List<FencedSink> open = new ArrayList<>();
  private boolean sealed;

  /** What the piece's outputs lend: how an upload is started, and how it is filled. */
  interface Tools {
    Future<Upload> create(ObjectStore store, OutputRow row, Copy copy, UUID token);

    FencedSink sink(ObjectStore store, Upload upload, UUID token);

    ObjectStore store(OutputRow row);
  }

  FencedCopies(WorkerContext workshop, LeaseKeeper hold, Lease lease, Tools tools) {
    this.workshop = workshop;
    this.hold = hold;
    this.lease = lease;
    this.tools = tools;
  }

  /** An object to be, its token, and what it is a copy of. */
  private record Plan(OutputRow row, Intent intent, Copy copy, ObjectStore store) {}

  private record Begun(Plan plan, FencedSink sink, Upload upload) {}

  Future<Void> run(List<Copy> copies) {
    return workshop
        .outputs()
        .ofTask(lease)
        .map(rows -> plans(rows, copies))
        .compose(
            plans ->
                workshop
                    .objectsOfPieces()
                    .intend(lease, plans.stream().map(Plan::intent).toList())
                    .compose(hold::granted)
                    .compose(granted -> BoundedParallel.map(plans, this::begin))
                    .compose(this::fence)
                    .compose(begun -> BoundedParallel.map(begun, this::fill))
                    .compose(filled -> workshop.objectsOfPieces().seal(lease, filled))
                    .compose(hold::granted))
        .onSuccess(done -> sealed = true)
        .recover(failure -> abandon().transform(aborted -> Future.failedFuture(failure)));
  }

  /** What is in place already, from an attempt whose siblings got lost, stays. */
  private List<Plan> plans(List<OutputRow> rows, List<Copy> copies) {
    if (rows.size() != copies.size()) {
      throw new IllegalStateException(
          "The piece makes %d objects, not %d".formatted(rows.size(), copies.size()));
    }
    return IntStream.range(0, rows.size())
        .filter(i -> rows.get(i).state() != OutputState.VISIBLE)
        .mapToObj(
            i -> {
              OutputRow row = rows.get(i);
              Intent intent = new Intent(row.seq(), UUID.randomUUID());
              return new Plan(row, intent, copies.get(i), tools.store(row));
            })
        .toList();
  }

  private Future<Begun> begin(Plan plan) {
    UUID token = plan.intent().token();
    return hold.check()
        .compose(live -> tools.create(plan.store(), plan.row(), plan.copy(), token))
        .map(upload -> new Begun(plan, tools.sink(plan.store(), upload, token), upload))
        .onSuccess(begun -> open.add(begun.sink()));
  }

  private Future<List<Begun>> fence(List<Begun> begun) {
    List<Opened> rows =
        begun.stream()
            .map(one -> new Opened(one.plan().intent(), one.upload().uploadId()))
            .toList();
    return workshop.objectsOfPieces().open(lease, rows).compose(hold::granted).map(begun);
  }

  private Future<Filled> fill(Begun begun) {
    Copy copy = begun.plan().copy();
    return begun
        .sink()
        .copy(copy)
        .compose(copied -> begun.sink().whole(1, ""))
        .map(whole -> new Filled(begun.plan().intent(), whole));
  }

  /** Revokes what is not sealed. */
  Future<Void> abandon() {
    return sealed
        ? Future.succeededFuture()
        : BoundedParallel.map(List.copyOf(open), FencedSink::abandon).mapEmpty();
  }
}
