package io.longshore.events.outbox;

import io.longshore.job.JobId;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;

/** Events of a service that follow from the end of a job, beside that of its status. */
public interface EndedJobEvents {

  /** The job types whose ends this looks at. */
  Collection<String> types();

  /**
   * The event of each job that has one.
   *
   * @param jobs ended jobs of these types, and whether they have succeeded
   */
  Future<Map<JobId, ServiceEvent>> of(Transaction tx, Map<JobId, Boolean> jobs);
}
