package io.longshore.engine.worker;

import io.longshore.async.AsyncSemaphore;
import io.longshore.config.WorkerConfig;
import io.longshore.engine.EngineMeter;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.failure.Backoff;
import io.longshore.engine.failure.FailureReason;
import io.longshore.engine.fate.JobFates;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.lease.UnreportedReleases;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.JobType;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStores;
import io.longshore.trace.Tracing;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What all attempts of one worker share.
 *
 * @param publicationSlots limits the imports that this worker publishes at once
 * @param backoff delays the attempt after one that failed
 * @param outageBackoff delays the attempt after one that met an outage of S3 or the database
 * @param nanos a clock that never goes back
 * @param fates what tests have decided to happen to jobs
 */
public record WorkerContext(
    Vertx vertx,
    EngineStores stores,
    UnreportedReleases releases,
    AsyncSemaphore publicationSlots,
    JobTypeRegistry types,
    ObjectStores objects,
    WorkerConfig config,
    Backoff backoff,
    Backoff outageBackoff,
    EngineMeter meter,
    LongSupplier nanos,
    JobFates fates,
    Tracing tracing) {

  /** Each publication of an import holds a connection for its whole duration. */
  private static final int PUBLICATION_SLOTS = 2;

  public static WorkerContext create(Vertx vertx, WorkerDependencies given) {
    WorkerConfig config = given.config();
    EngineStores stores = EngineStores.create(given);
    Duration outageCap = shorter(config.backoffCap(), config.outageCap());
    return new WorkerContext(
        vertx,
        stores,
        new UnreportedReleases(stores.expired(), stores.failures()),
        new AsyncSemaphore(PUBLICATION_SLOTS),
        given.types(),
        given.objects(),
        config,
        new Backoff(config.backoffFirst(), config.backoffCap(), given.random()),
        new Backoff(config.backoffFirst(), outageCap, given.random()),
        given.meter(),
        given.nanos(),
        given.fates(),
        given.tracing());
  }

  public JobType type(Job job) {
    return types.named(job.type());
  }

  /** Throws if the role is unknown to the account that the job acts for. */
  public ObjectStore store(Job job, Destination to, LeaseKeeper keeper) {
    String account = type(job).roleAccount(job);
    return new RetryingObjectStore(
        objects.forJob(job.id().value(), account, to.roleArn()), this, keeper);
  }

  /**
   * @param claimSent what {@link #nanos} returned when the claim was sent
   */
  LeaseKeeper keeperOf(ClaimedTask claim, long claimSent) {
    return new LeaseKeeper(vertx, stores.leases(), claim, config, nanos, claimSent);
  }

  /**
   * The delay before S3 or the database is called again after an outage.
   *
   * @param attempt the attempt that failed, from 1
   */
  Duration outageDelay(FailureReason.Fault fault, int attempt) {
    Duration delay = outageBackoff.after(attempt);
    return fault == FailureReason.Fault.THROTTLED ? delay.plus(config.throttledPause()) : delay;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
