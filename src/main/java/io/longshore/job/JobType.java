package io.longshore.job;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** One kind of job. A new one is one file that implements this, and one line in LongshoreServer. */
public interface JobType {

  /** {@code <service>.<noun>}, for example {@code pinpoint.export}; stored with every job. */
  String name();

  /** The service's word for a phase. Phases that its users do not tell apart share a word. */
  String word(Phase phase);

  /** Whose roles it acts under; another's than the job's only by that account's own word. */
  default String roleAccount(Job job) {
    return job.account();
  }

  /** Looks at the source and says what the pieces are. Only for jobs created without pieces. */
  default Future<List<Piece>> plan(Job job) {
    return Future.failedFuture(name() + " is planned when it is created");
  }

  /** Does a share of the work on any replica, invisibly. */
  Future<Outcome> piece(Job job, Piece piece, Outputs outputs);

  /**
   * The object that appears last, when all others are visible; empty for none. A reader who finds
   * it may rely on all that it lists; before, others may be seen already.
   *
   * @param outputs what the pieces made, in their order
   */
  default Optional<Manifest> manifest(Job job, List<Output> outputs) {
    return Optional.empty();
  }
}
