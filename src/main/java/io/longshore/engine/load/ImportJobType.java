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
 * A job that brings rows in, all or none.
 *
 * <p>Each piece loads rows that no reader sees, under the name that {@code Outputs#load} gives: new
 * and random at every attempt, so the rows of a worker that was given up on can be told from its
 * successor's whenever they land. The commit gets the names of the attempts that did finish, one
 * for each piece; rows of any other name must never be seen. Keep the name with every row: in the
 * table itself, with what readers may see as one local fact ({@code load = any(array(select load
 * from import where visible))}), or in a staging table that the switch reads by name.
 *
 * <p>A piece with a destination may seal an object of the rows that it refused, or open none: then
 * it makes none. Objects appear before the switch, and go if the switch fails for good.
 */
public interface ImportJobType extends JobType {

  /**
   * Makes the rows of these loads visible, in the transaction that ends the job: if the job was
   * cancelled or the lease lost meanwhile, or this fails, all of it is rolled back. It may run more
   * than once, and two attempts may meet in it, so nothing may happen outside of the transaction.
   * It may take long: the lease is kept over another connection.
   *
   * @param loads the names under which the pieces loaded, in the order of the pieces; none when the
   *     plan had none
   */
  Future<Void> switchIn(Transaction tx, Job job, List<UUID> loads);

  /**
   * The same, for an import whose switch may refuse rows: the job counts them, and tells why beside
   * what its pieces refused.
   */
  default Future<Outcome.Done> switchInAndTell(Transaction tx, Job job, List<UUID> loads) {
    return switchIn(tx, job, loads).map(done -> new Outcome.Done(0));
  }

  /**
   * Deletes what an attempt loaded that did not finish, before its piece is done again. Succeeds
   * when there is nothing.
   */
  Future<Void> discard(Job job, UUID load);

  /** Deletes everything that a failed or cancelled job loaded. Succeeds when there is nothing. */
  Future<Void> discard(Job job);

  /** The tables that the switch fills, whose readers need to know what is new there. */
  default List<String> filled() {
    return List.of();
  }

  /** How long one statement of the switch may take. */
  default Duration switchTimeout() {
    return Duration.ofMinutes(10);
  }
}
