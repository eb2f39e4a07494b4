package io.longshore.engine.fate;

import io.longshore.async.AsyncLoop;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.job.Job;
import io.longshore.job.Phase;
import io.longshore.job.TaskKind;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.s3.S3Fault;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The fates of the jobs of this process. Inactive where test controls are off: attempts then have
 * none, and no statement looks for them.
 */
public final class JobFates {

  /** Where test controls are off. */
  public static final JobFates OFF = new JobFates(null);

  private final FatedJobStore store;
  private final Map<UUID, JobRowCount> rows = new ConcurrentHashMap<>();
  private final Map<UUID, List<Fate>> s3 = new ConcurrentHashMap<>();

  private JobFates(FatedJobStore store) {
    this.store = store;
  }

  /** Where test controls are on. */
  public static JobFates on(Postgres postgres) {
    return new JobFates(new FatedJobStore(postgres));
  }

  /** The stores, whose requests for jobs fail as fates decide. */
  public ObjectStores around(ObjectStores stores) {
    return store == null ? stores : new FatedStores(stores, this);
  }

  /**
   * Reads the fates of the claimed job, and fixes to a job that has not begun those that match it.
   *
   * @param slot what the attempt leaves while a fate holds it
   */
  public Future<AttemptFates> of(Vertx vertx, ClaimedTask claim, LeaseKeeper keeper, Slot slot) {
    if (store == null) {
      return Future.succeededFuture(AttemptFates.NONE);
    }
    Job job = claim.task().job();
    if (claim.isRollback()) {
      forget(job.id().value());
      return Future.succeededFuture(AttemptFates.NONE);
    }
    boolean fresh = claim.phase() == Phase.CREATED;
    return store
        .of(job, fresh)
        .map(
            fates ->
                fates.isEmpty()
                    ? AttemptFates.NONE
                    : new AttemptFates(vertx, this, claim, keeper, slot, fates));
  }

  FatedJobStore store() {
    return store;
  }

  /** The rows of a job that has a fate at a row; read from the database when it is new here. */
  Future<JobRowCount> rowsOf(ClaimedTask claim) {
    UUID job = claim.task().job().id().value();
    JobRowCount known = rows.get(job);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    int seq = claim.task().kind() == TaskKind.PIECE ? claim.task().seq() : -1;
    return store
        .rowsBeside(claim.task().job(), seq)
        .map(before -> rows.computeIfAbsent(job, none -> new JobRowCount(before)));
  }

  void activateS3(UUID job, Fate fate) {
    List<Fate> active = s3.computeIfAbsent(job, none -> new CopyOnWriteArrayList<>());
    if (active.stream().noneMatch(known -> known.id() == fate.id())) {
      active.add(fate);
    }
  }

  /** Forgets a job that has ended, or is rolled back. */
  void forget(UUID job) {
    s3.remove(job);
    rows.remove(job);
  }

  /** The error that the next request of a job to S3 meets. */
  Future<Optional<S3Fault>> next(UUID job, String operation) {
    List<Fate> active = s3.get(job);
    if (active == null) {
      return Future.succeededFuture(Optional.empty());
    }
    List<Fate> matching = active.stream().filter(fate -> fate.concerns(operation)).toList();
    return AsyncLoop.reduce(
        matching,
        Optional.<S3Fault>empty(),
        (found, fate) ->
            found.isPresent() ? Future.succeededFuture(found) : take(job, active, fate));
  }

  private Future<Optional<S3Fault>> take(UUID job, List<Fate> active, Fate fate) {
    return store
        .take(fate, job)
        .map(
            taken -> {
              if (!taken) {
                active.remove(fate);
              }
              return fate.s3()
                  .filter(error -> taken)
                  .map(error -> new S3Fault(error.status(), error.code()));
            });
  }
}
