package io.longshore.service.pinpoint;

import io.longshore.engine.load.ImportJobType;
import io.longshore.job.Job;
import io.longshore.job.Manifest;
import io.longshore.job.Outcome;
import io.longshore.job.Output;
import io.longshore.job.Outputs;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.longshore.service.pinpoint.job.load.EndpointImportJob;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Pinpoint's import, which stands still once at a step of the test's choice. */
public final class SteppedImport implements ImportJobType {

  /** Where it may stand still. */
  public enum Step {
    PLANNED,
    PIECE_BEGINS,
    PIECE_LOADED,
    SWITCH_BEGINS,
    SWITCH_ENDS
  }

  private final EndpointImportJob real;
  private final Step at;
  private boolean passed;

  /** Completes when the step is reached. */
  public final Promise<Void> reached = Promise.promise();

  /** Lets it go on, or fails it. */
  public final Promise<Void> gate = Promise.promise();

  public SteppedImport(EndpointImportJob real, Step at) {
    this.real = real;
    this.at = at;
  }

  private <T> Future<T> step(Step here, T value) {
    if (passed || here != at) {
      return Future.succeededFuture(value);
    }
    passed = true;
    reached.complete();
    return gate.future().map(value);
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public String word(Phase phase) {
    return real.word(phase);
  }

  @Override
  public Future<List<Piece>> plan(Job job) {
    return real.plan(job).compose(pieces -> step(Step.PLANNED, pieces));
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    return step(Step.PIECE_BEGINS, piece)
        .compose(begun -> real.piece(job, piece, outputs))
        .compose(outcome -> step(Step.PIECE_LOADED, outcome));
  }

  @Override
  public Future<Void> publish(Transaction tx, Job job, List<UUID> loads) {
    return publishAndCount(tx, job, loads).mapEmpty();
  }

  @Override
  public Future<Outcome.Done> publishAndCount(Transaction tx, Job job, List<UUID> loads) {
    return step(Step.SWITCH_BEGINS, loads)
        .compose(begun -> real.publishAndCount(tx, job, loads))
        .compose(done -> step(Step.SWITCH_ENDS, done));
  }

  @Override
  public Future<Void> discard(Job job, UUID load) {
    return real.discard(job, load);
  }

  @Override
  public Future<Void> discard(Job job) {
    return real.discard(job);
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    return real.manifest(job, outputs);
  }
}
