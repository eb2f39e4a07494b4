package io.longshore.engine;

import io.longshore.job.Job;
import io.longshore.job.Lease;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStoreError;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back everything that a failed or cancelled job made, the manifest first, and only then lets
 * the job reach its end. Runs as the job's COMMIT; tried again without a limit.
 */
final class CleanUp {

  private static final Logger log = LoggerFactory.getLogger(CleanUp.class);

  private final Workshop workshop;
  private final Claim claim;
  private final Job job;
  private final Hold hold;
  private final Revocation revocation;
  private final List<String> left = new ArrayList<>();

  CleanUp(Workshop workshop, Claim claim, Hold hold) {
    this.workshop = workshop;
    this.claim = claim;
    this.job = claim.task().job();
    this.hold = hold;
    Lease lease = claim.task().lease();
    this.revocation = new Revocation(workshop, job, lease, hold);
  }

  Future<Void> run() {
    return workshop
        .outputs()
        .ofJob(job.id())
        .compose(all -> revoke(all, all.size() - 1))
        .compose(revoked -> discard())
        .compose(discarded -> workshop.endings().cleaned(claim, left))
        .compose(hold::granted);
  }

  private Future<Void> discard() {
    return workshop.type(job) instanceof ImportType loads
        ? hold.check().compose(live -> loads.discard(job))
        : Future.succeededFuture();
  }

  private Future<Void> revoke(List<OutputRow> all, int index) {
    if (index < 0) {
      return Future.succeededFuture();
    }
    OutputRow output = all.get(index);
    Future<Void> revoked =
        output.state().isClean() ? Future.succeededFuture() : revokeOrGiveUp(output);
    return revoked.compose(next -> revoke(all, index - 1));
  }

  private Future<Void> revokeOrGiveUp(OutputRow output) {
    return Future.succeededFuture()
        .map(none -> workshop.store(job, output.to(), hold))
        .compose(store -> settle(store, output))
        .compose(settled -> revocation.revoke(output))
        .onSuccess(stays -> stays.ifPresent(left::add))
        .<Void>mapEmpty()
        .recover(failure -> giveUp(output, failure));
  }

  /** A Complete that a dead worker sent may still be on its way while the upload is gone. */
  private Future<Void> settle(ObjectStore store, OutputRow output) {
    if (output.state() != OutputState.COMPLETING) {
      return Future.succeededFuture();
    }
    return store
        .uploadExists(output.upload().orElseThrow())
        .compose(
            exists ->
                exists
                    ? Future.succeededFuture(Optional.empty())
                    : revocation.awaitObject(store, output))
        .mapEmpty();
  }

  /** Without the bucket, or without access to it, nothing is left to be done from here. */
  private Future<Void> giveUp(OutputRow output, Throwable failure) {
    if (failure instanceof ObjectStoreError error
        && error.kind() == ObjectStoreError.Kind.PERMANENT) {
      log.warn(
          "job={} task={} cannot be cleaned up: {}", job.id(), output.seq(), error.getMessage());
      return Future.succeededFuture();
    }
    return Future.failedFuture(failure);
  }
}
