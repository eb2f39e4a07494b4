package io.longshore.bench;

import io.longshore.job.Job;
import io.longshore.job.JobType;
import io.longshore.job.Manifest;
import io.longshore.job.Outcome;
import io.longshore.job.Output;
import io.longshore.job.Outputs;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** A job type with one piece that does nothing and has no output: it measures the engine alone. */
final class NoOp implements JobType {

  @Override
  public String name() {
    return "bench.noop";
  }

  @Override
  public String word(Phase phase) {
    return phase.name();
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    return Future.succeededFuture(new Outcome.Done(1));
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    return Optional.empty();
  }
}
