package io.longshore.engine;

import io.longshore.config.WorkerConfig;
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
record Workshop(
    Vertx vertx,
    LeaseStore leases,
    TaskStore tasks,
    EndingStore endings,
    CleanUpStore cleanUps,
    HeldStore held,
    Excuses excuses,
    OutputStore outputs,
    ManyObjectsStore objectsOfPieces,
    LoadStore loads,
    Turns switches,
    JobTypes types,
    ObjectStores objects,
    WorkerConfig config,
    Backoff backoff,
    Backoff outages,
    EngineMeter meter,
    LongSupplier nanos) {

  /** Imports that this worker switches in at once; each holds a connection meanwhile. */
  private static final int SWITCHES = 2;

  static Workshop furnish(Vertx vertx, Equipment given) {
    TaskStore tasks = new TaskStore(given.postgres(), given.types());
    EndingStore endings = new EndingStore(given.postgres(), given.types());
    HeldStore held = new HeldStore(given.postgres(), given.types());
    WorkerConfig config = given.config();
    // Per start of the process: a host's name would outlive the process that it stands for.
    String owner = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    return new Workshop(
        vertx,
        new LeaseStore(given.postgres(), given.types(), owner, config),
        tasks,
        endings,
        new CleanUpStore(given.postgres(), given.types()),
        held,
        new Excuses(held, endings),
        new OutputStore(given.postgres()),
        new ManyObjectsStore(given.postgres()),
        new LoadStore(given.postgres(), tasks),
        new Turns(SWITCHES),
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

  JobType type(Job job) {
    return types.named(job.type());
  }

  /** Throws when the role is unknown to the account that the job acts for. */
  ObjectStore store(Job job, Destination to, Hold hold) {
    String account = type(job).roleAccount(job);
    return new PatientStore(objects.forRole(account, to.roleArn()), this, hold);
  }

  /**
   * How long to leave S3 or the database alone.
   *
   * @param time the try that failed, from 1
   */
  Duration outage(Reason.Fault fault, int time) {
    Duration wait = outages.after(time);
    return fault == Reason.Fault.THROTTLED ? wait.plus(config.throttledPause()) : wait;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
