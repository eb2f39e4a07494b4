package io.longshore.job;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * A kind of job: how it is planned, what a piece does, and which statuses its users see. The engine
 * runs it; the service registers it.
 */
public interface JobType {

  /** {@code <service>.<noun>}, for example {@code pinpoint.export}; stored with every job. */
  String name();

  /** The service's status for a phase. Several phases may have the same status. */
  String word(Phase phase);

  /** The account whose roles the job uses: its own, unless another account has allowed it. */
  default String roleAccount(Job job) {
    return job.account();
  }

  /** Reads the source and returns the job's pieces. Only for jobs created without pieces. */
  default Future<List<Piece>> plan(Job job) {
    return Future.failedFuture(name() + " is planned when it is created");
  }

  /**
   * Runs a piece. It may run on any replica and more than once; its result must depend on the job
   * and the piece only, and must not be visible to readers.
   */
  Future<Outcome> piece(Job job, Piece piece, Outputs outputs);

  /**
   * The manifest, which becomes visible after all other objects of the job; empty for none. Readers
   * that find it can rely on all objects that it lists.
   *
   * @param outputs the objects of the pieces, in the order of the pieces
   */
  default Optional<Manifest> manifest(Job job, List<Output> outputs) {
    return Optional.empty();
  }
}
