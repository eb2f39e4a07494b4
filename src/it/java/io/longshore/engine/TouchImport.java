package io.longshore.engine;

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
import java.util.function.Function;

/** A job type without objects whose pieces do what a test defines. */
public final class TouchImport implements JobType {

  public volatile Function<Outputs, Future<Outcome>> work =
      outputs -> Future.succeededFuture(new Outcome.Done(7));

  @Override
  public String name() {
    return "test.touch";
  }

  @Override
  public String word(Phase phase) {
    return phase.name();
  }

  @Override
  public Future<List<Piece>> plan(Job job) {
    return Future.succeededFuture(List.of());
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    return work.apply(outputs);
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    return Optional.empty();
  }
}
