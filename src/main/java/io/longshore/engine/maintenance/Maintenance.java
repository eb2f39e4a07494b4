package io.longshore.engine.maintenance;

import io.longshore.config.UpkeepConfig;
import io.longshore.engine.transition.JobDeletionStore;
import io.longshore.engine.worker.WorkerDependencies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * One round of maintenance: deletes old jobs and aborts orphaned uploads. Any number of replicas
 * may run it at the same time.
 */
final class Maintenance {

  private final JobCleaner cleaner;
  private final JobKeyUploadReaper orphans;
  private final UserKeyUploadReaper userKeyOrphans;
  private final String[] types;
  private final Duration orphanAge;

  Maintenance(Vertx vertx, WorkerDependencies given, UpkeepConfig config) {
    this.cleaner = new JobCleaner(vertx, new JobDeletionStore(given.postgres()), config);
    this.orphans = new JobKeyUploadReaper(new OrphanUploadStore(given.postgres()), given.objects());
    this.userKeyOrphans =
        new UserKeyUploadReaper(new UserKeyUploadStore(given.postgres()), given.objects());
    this.types = given.types().names();
    this.orphanAge = config.orphanAge();
  }

  /** The numbers of deleted jobs and of aborted uploads. */
  record Result(int jobs, int uploads) {}

  Future<Result> run() {
    return cleaner
        .deleteExpired(types)
        .compose(
            jobs ->
                orphans
                    .abort(types, orphanAge)
                    .compose(
                        uploads ->
                            userKeyOrphans
                                .abort(types, orphanAge)
                                .map(more -> new Result(jobs, uploads + more))));
  }
}
