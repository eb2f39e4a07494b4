package io.longshore.engine.load;

import io.longshore.job.Job;
import io.longshore.job.JobType;
import io.longshore.job.Outcome;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * A job type that imports rows, all or none.
 *
 * <p>Each piece writes rows that no reader sees, under the id of its load ({@link
 * io.longshore.job.Outputs#load}). The id is random and new at every attempt, so that rows which a
 * worker writes after losing its lease can be distinguished from those of the next attempt. The
 * commit gets the loads of the attempts that have finished, one for each piece; rows of any other
 * load must never become visible. Store the load's id with every row: in the table itself, with the
 * visible loads in one row of another table ({@code load = any(array(select load from import where
 * visible))}), or in a staging table from which the publication selects by load.
 *
 * <p>A piece with a destination may write an object with the rows that it refused, or none. Objects
 * become visible before the publication, and are deleted if it fails permanently.
 */
public interface ImportJobType extends JobType {

  /**
   * Makes the rows of these loads visible, in the transaction that ends the job. If this fails, the
   * job was cancelled, or the lease was lost, the transaction is rolled back. It may run more than
   * once, and two attempts may run it at the same time, so it must not have effects outside of the
   * transaction. It may take long: the lease is renewed over another connection.
   *
   * @param loads the loads of the pieces, in their order; empty if the plan had no pieces
   */
  Future<Void> publish(Transaction tx, Job job, List<UUID> loads);

  /**
   * Like {@link #publish}, for an import whose publication may refuse rows. The job adds them and
   * the reasons to those of its pieces.
   */
  default Future<Outcome.Done> publishAndCount(Transaction tx, Job job, List<UUID> loads) {
    return publish(tx, job, loads).map(done -> new Outcome.Done(0));
  }

  /**
   * Deletes the rows of a load whose attempt did not finish, before its piece runs again. Succeeds
   * if there are none.
   */
  Future<Void> discard(Job job, UUID load);

  /** Deletes all rows that a failed or cancelled job loaded. Succeeds if there are none. */
  Future<Void> discard(Job job);

  /** The tables that the publication fills; their planner statistics are renewed with it. */
  default List<String> filledTables() {
    return List.of();
  }

  /**
   * Whether the ends of the loads analyse the tables, as those of {@code BulkLoad} do. Then only
   * the statistics of tables to which the publication itself wrote are renewed with it.
   */
  default boolean loadsAreAnalysed() {
    return false;
  }

  /** The longest time that one statement of the publication may take. */
  default Duration publishTimeout() {
    return Duration.ofMinutes(10);
  }
}
