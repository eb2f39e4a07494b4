package io.longshore.engine.worker;

import io.longshore.async.AsyncSemaphore;
import io.longshore.config.WorkerConfig;
import io.longshore.engine.EngineMeter;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.commit.RollbackStore;
import io.longshore.engine.failure.Backoff;
import io.longshore.engine.failure.FailureReason;
import io.longshore.engine.failure.TaskFailureStore;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.ExpiredLeaseStore;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.lease.LeaseStore;
import io.longshore.engine.lease.UnreportedReleases;
import io.longshore.engine.load.ImportLoadStore;
import io.longshore.engine.output.BatchOutputStore;
import io.longshore.engine.output.OutputStore;
import io.longshore.engine.store.TaskStore;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.JobType;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStores;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;

/** The stores and tools that all attempts of one worker share. */
public record WorkerContext(
    Vertx vertx,
    LeaseStore leases,
    TaskStore tasks,
    TaskFailureStore endings,
    RollbackStore cleanUps,
    ExpiredLeaseStore held,
    UnreportedReleases excuses,
    OutputStore outputs,
    BatchOutputStore objectsOfPieces,
    ImportLoadStore loads,
    AsyncSemaphore switches,
    JobTypeRegistry types,
    ObjectStores objects,
    WorkerConfig config,
    Backoff backoff,
    Backoff outages,
    EngineMeter meter,
    LongSupplier nanos) {

  /** Imports that this worker switches in at once; each holds a connection meanwhile. */
  private static final int SWITCHES = 2;

  public static WorkerContext furnish(Vertx vertx, WorkerDependencies given) {
    TaskStore tasks = new TaskStore(given.postgres(), given.types());
    TaskFailureStore endings = new TaskFailureStore(given.postgres(), given.types());
    ExpiredLeaseStore held = new ExpiredLeaseStore(given.postgres(), given.types());
    WorkerConfig config = given.config();
    // Per start of the process: a host's name would outlive the process that it stands for.
    String owner = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    return new WorkerContext(
        vertx,
        new LeaseStore(given.postgres(), given.types(), owner, config),
        tasks,
        endings,
        new RollbackStore(given.postgres(), given.types()),
        held,
        new UnreportedReleases(held, endings),
        new OutputStore(given.postgres()),
        new BatchOutputStore(given.postgres()),
        new ImportLoadStore(given.postgres(), tasks),
        new AsyncSemaphore(SWITCHES),
        given.types(),
        given.objects(),
        config,
        new Backoff(config.backoffFirst(), config.backoffCap(), given.random()),
        new Backoff(
            config.backoffFirst(),
            shorter(config.backoffCap(), config.outageCap()),
            given.random()),
        given.meter(),
        given.nanos());
  }

  public JobType type(Job job) {
    return types.named(job.type());
  }

  /** Throws when the role is unknown to the account that the job acts for. */
  public ObjectStore store(Job job, Destination to, LeaseKeeper hold) {
    String account = type(job).roleAccount(job);
    return new RetryingObjectStore(objects.forRole(account, to.roleArn()), this, hold);
  }

  /** Keeps that task's lease alive; {@code claimSent} is the worker's clock at the claim. */
  LeaseKeeper keeperOf(ClaimedTask claim, long claimSent) {
    return new LeaseKeeper(vertx, leases, claim, config, nanos, claimSent);
  }

  /**
   * How long to leave S3 or the database alone.
   *
   * @param time the try that failed, from 1
   */
  Duration outage(FailureReason.Fault fault, int time) {
    Duration wait = outages.after(time);
    return fault == FailureReason.Fault.THROTTLED ? wait.plus(config.throttledPause()) : wait;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
