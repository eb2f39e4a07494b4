package io.longshore.engine;

import io.longshore.job.Job;
import io.longshore.job.Lease;
import io.longshore.objectstore.AtOnce;
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
        .compose(this::revoke)
        .compose(revoked -> discard())
        .compose(discarded -> workshop.endings().cleaned(claim, left))
        .compose(hold::granted);
  }

  private Future<Void> discard() {
    return workshop.type(job) instanceof ImportType loads
        ? hold.check().compose(live -> loads.discard(job))
        : Future.succeededFuture();
  }

  /** The manifest first; the others a few at once, told of in the order in which they appeared. */
  private Future<Void> revoke(List<OutputRow> all) {
    int manifest = claim.task().seq();
    List<OutputRow> unclean = all.stream().filter(row -> !row.state().isClean()).toList();
    List<OutputRow> first = unclean.stream().filter(row -> row.seq() == manifest).toList();
    List<OutputRow> others = unclean.stream().filter(row -> row.seq() != manifest).toList();
    return AtOnce.each(first, this::revokeOrGiveUp)
        .compose(tell -> AtOnce.each(others, this::revokeOrGiveUp))
        .onSuccess(stays -> stays.forEach(each -> each.ifPresent(left::add)))
        .mapEmpty();
  }

  private Future<Optional<String>> revokeOrGiveUp(OutputRow output) {
    return Future.succeededFuture()
        .map(none -> workshop.store(job, output.to(), hold))
        .compose(store -> settle(store, output))
        .compose(settled -> revocation.revoke(output))
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
  private Future<Optional<String>> giveUp(OutputRow output, Throwable failure) {
    if (failure instanceof ObjectStoreError error
        && error.kind() == ObjectStoreError.Kind.PERMANENT) {
      log.warn(
          "job={} account={} type={} task={} cannot be cleaned up: {}",
          job.id(),
          job.account(),
          job.type(),
          output.seq(),
          error.getMessage());
      return Future.succeededFuture(Optional.empty());
    }
    return Future.failedFuture(failure);
  }
}
