package io.longshore.engine.output;

import io.longshore.async.BoundedParallel;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.transition.UploadStore;
import io.longshore.engine.transition.UploadStore.Filled;
import io.longshore.engine.transition.UploadStore.Opened;
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
 * Writes the objects of a piece that makes many, fenced like a single object: the token is recorded
 * before the upload is started, and the upload's id before the first byte is copied. One statement
 * records each step for all objects.
 */
final class FencedCopies {

  private final UploadStore uploads;
  private final OutputStore outputs;
  private final LeaseKeeper keeper;
  private final Lease lease;
  private final Uploader uploader;
  private final List<FencedSink> open = new ArrayList<>();
  private boolean sealed;

  /** Starts the uploads of the piece. */
  interface Uploader {
    Future<Upload> create(ObjectStore store, OutputRow row, Copy copy, UUID token);

    FencedSink sink(ObjectStore store, Upload upload, UUID token);

    ObjectStore store(OutputRow row);
  }

  FencedCopies(WorkerContext context, LeaseKeeper keeper, Lease lease, Uploader uploader) {
    this.uploads = context.stores().uploads();
    this.outputs = context.stores().outputs();
    this.keeper = keeper;
    this.lease = lease;
    this.uploader = uploader;
  }

  private record Plan(OutputRow row, OutputToken output, Copy copy, ObjectStore store) {}

  private record Started(Plan plan, FencedSink sink, Upload upload) {}

  Future<Void> run(List<Copy> copies) {
    return outputs
        .ofTask(lease)
        .map(rows -> plans(rows, copies))
        .compose(
            plans ->
                uploads
                    .intendAll(lease, plans.stream().map(Plan::output).toList())
                    .compose(keeper::requireWritten)
                    .compose(written -> BoundedParallel.map(plans, this::start))
                    .compose(this::recordIds)
                    .compose(started -> BoundedParallel.map(started, this::fill))
                    .compose(filled -> uploads.sealAll(lease, filled))
                    .compose(keeper::requireWritten))
        .onSuccess(done -> sealed = true)
        .recover(failure -> abandon().transform(aborted -> Future.failedFuture(failure)));
  }

  /** Objects that are visible already, from a commit that lost others, are not copied again. */
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
              OutputToken output = new OutputToken(row.seq(), UUID.randomUUID());
              return new Plan(row, output, copies.get(i), uploader.store(row));
            })
        .toList();
  }

  private Future<Started> start(Plan plan) {
    UUID token = plan.output().token();
    return keeper
        .check()
        .compose(live -> uploader.create(plan.store(), plan.row(), plan.copy(), token))
        .map(upload -> new Started(plan, uploader.sink(plan.store(), upload, token), upload))
        .onSuccess(started -> open.add(started.sink()));
  }

  private Future<List<Started>> recordIds(List<Started> started) {
    List<Opened> opened =
        started.stream()
            .map(one -> new Opened(one.plan().output(), one.upload().uploadId()))
            .toList();
    return uploads.openAll(lease, opened).compose(keeper::requireWritten).map(started);
  }

  private Future<Filled> fill(Started started) {
    Copy copy = started.plan().copy();
    return started
        .sink()
        .copy(copy)
        .compose(copied -> started.sink().finish(1, ""))
        .map(content -> new Filled(started.plan().output(), content));
  }

  /** Aborts the uploads unless they are sealed. */
  Future<Void> abandon() {
    return sealed
        ? Future.succeededFuture()
        : BoundedParallel.map(List.copyOf(open), FencedSink::abandon).mapEmpty();
  }
}
