package io.longshore.engine.output;

import io.longshore.async.AsyncLoop;
import io.longshore.async.BoundedParallel;
import io.longshore.engine.commit.UploadRevocation;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.load.ImportJobType;
import io.longshore.engine.load.ImportLoadStore;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.Lease;
import io.longshore.job.Outputs;
import io.longshore.job.Task;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes the one object of a task through the fence: the upload's id stands in the task's row
 * before the first byte leaves, so whoever takes the task over can revoke it.
 */
public final class FencedOutputs implements Outputs {

  private final WorkerContext workshop;
  private final ClaimedTask claim;
  private final LeaseKeeper hold;
  private final Optional<Destination> destination;
  private final Lease lease;
  // Not the lease's id: tasks that were claimed together share that.
  private final UUID load = UUID.randomUUID();
  private FencedSink sink;
  private FencedCopies copies;
  private boolean opened;
  private boolean reporting;
  private long reported = -1;
  private long newest = -1;

  public FencedOutputs(
      WorkerContext workshop,
      ClaimedTask claim,
      LeaseKeeper hold,
      Optional<Destination> destination) {
    this.workshop = workshop;
    this.claim = claim;
    this.hold = hold;
    this.destination = destination;
    this.lease = claim.task().lease();
  }

  /** Revokes what an earlier attempt left, before anything new is produced. */
  public Future<Void> takeOver() {
    if (claim.isClean()) {
      return Future.succeededFuture();
    }
    return workshop
        .outputs()
        .ofTask(lease)
        .compose(
            found ->
                BoundedParallel.map(
                    found.stream().filter(FencedOutputs::isLeft).toList(),
                    left -> new UploadRevocation(workshop, job(), lease, hold).revoke(left)))
        .mapEmpty();
  }

  /** An object that a commit put at a user's key stays: it is right, and cannot be taken back. */
  private static boolean isLeft(OutputRow output) {
    return !output.state().isClean()
        && (output.state() != OutputState.VISIBLE || output.isOwnKey());
  }

  /** Deletes what an earlier attempt loaded, and writes down that this one will load. */
  public Future<Void> beginLoad(ImportJobType type) {
    return workshop
        .loads()
        .ofTask(lease)
        .compose(
            earlier ->
                earlier.map(load -> type.discard(job(), load)).orElse(Future.succeededFuture()))
        .compose(clean -> workshop.loads().begin(lease, load))
        .compose(hold::granted);
  }

  @Override
  public Future<Sink> open() {
    return open(destination.map(Destination::contentType).orElse(""), Map.of());
  }

  @Override
  public Future<Sink> open(String contentType, Map<String, String> metadata) {
    if (opened || destination.isEmpty()) {
      String why = opened ? "makes one object only" : "has no destination";
      return Future.failedFuture(new IllegalStateException("This piece " + why));
    }
    opened = true;
    UUID token = UUID.randomUUID();
    Destination to = destination.get();
    return hold.check()
        .map(live -> workshop.store(job(), to, hold))
        .compose(
            store ->
                workshop
                    .outputs()
                    .intend(lease, token)
                    .compose(hold::granted)
                    .compose(granted -> create(store, to, contentType, marked(metadata, token)))
                    .compose(upload -> fence(store, upload, token)))
        .compose(fenced -> working().map(sink));
  }

  @Override
  public Future<Void> copies(List<Copy> all) {
    if (opened || destination.isPresent()) {
      return Future.failedFuture(
          new IllegalStateException("This piece does not make many objects"));
    }
    opened = true;
    copies = new FencedCopies(workshop, hold, lease, new ManyTools());
    return copies.run(all);
  }

  private final class ManyTools implements FencedCopies.Tools {

    @Override
    public Future<Upload> create(ObjectStore store, OutputRow row, Copy copy, UUID token) {
      return FencedOutputs.create(
          store, row.to(), copy.contentType(), marked(copy.metadata(), token));
    }

    @Override
    public FencedSink sink(ObjectStore store, Upload upload, UUID token) {
      return FencedOutputs.this.sink(store, upload, token);
    }

    @Override
    public ObjectStore store(OutputRow row) {
      return workshop.store(job(), row.to(), hold);
    }
  }

  @Override
  public void report(long rows) {
    newest = rows;
    if (!reporting && newest != reported) {
      reporting = true;
      AsyncLoop.whileTrue(this::reportNewest);
    }
  }

  /** Stores the newest count; true if it has changed in the meantime. */
  private Future<Boolean> reportNewest() {
    reported = newest;
    return workshop
        .outputs()
        .report(lease, reported)
        .compose(hold::granted)
        .transform(
            written -> {
              reporting = written.succeeded() && newest != reported;
              return Future.succeededFuture(reporting);
            });
  }

  @Override
  public UUID load() {
    return load;
  }

  @Override
  public Fence fence() {
    return ImportLoadStore.fence(lease, load);
  }

  @Override
  public Future<Void> stopped() {
    return hold.stopped();
  }

  /** Whether the task began to write its object, or tried to. */
  public boolean isOpened() {
    return opened;
  }

  /** Whether all that the task had to write is sealed. */
  public boolean isWhole() {
    return destination.isEmpty() || (sink != null && sink.isSealed());
  }

  /** Revokes what is not sealed. Succeeds always: what is left will be taken over. */
  public Future<Void> abandon() {
    Future<Void> left =
        sink != null
            ? sink.abandon()
            : copies != null ? copies.abandon() : Future.succeededFuture();
    return left.transform(aborted -> Future.succeededFuture());
  }

  /** Rows move, for the job's users, once its first piece can be written. */
  public Future<Void> working() {
    return switch (claim.phase()) {
      case CREATED, CLAIMED ->
          destination.isPresent()
              ? workshop.leases().working(lease, job().type()).mapEmpty()
              : Future.succeededFuture(); // since it was entered
      case STARTING -> workshop.leases().working(lease, job().type()).mapEmpty();
      case WAITING, WORKING, COMMITTING, SUCCEEDED, FAILING, FAILED, CANCELLING, CANCELLED ->
          Future.succeededFuture();
    };
  }

  private static Future<Upload> create(
      ObjectStore store, Destination to, String contentType, Map<String, String> metadata) {
    return store.createUpload(to.bucket(), to.key(), contentType, metadata, to.kmsKeyArn());
  }

  private Map<String, String> marked(Map<String, String> metadata, UUID token) {
    Map<String, String> all = new HashMap<>(metadata);
    all.put(OutputRow.TOKEN, token.toString());
    all.put(OutputRow.JOB, lease.job().toString());
    all.put("epoch", Long.toString(lease.epoch()));
    return all;
  }

  /** An upload whose id could not be written down is nobody's, so it goes at once. */
  private Future<Void> fence(ObjectStore store, Upload upload, UUID token) {
    return workshop
        .outputs()
        .open(lease, token, upload.uploadId())
        .compose(hold::granted)
        .onSuccess(granted -> sink = sink(store, upload, token))
        .recover(
            refused ->
                store.abortUpload(upload).transform(aborted -> Future.failedFuture(refused)));
  }

  private FencedSink sink(ObjectStore store, Upload upload, UUID token) {
    String type = job().type();
    return new FencedSink(
        store,
        upload,
        token,
        hold,
        workshop.outputs(),
        lease,
        bytes -> workshop.meter().bytes(type, bytes));
  }

  private Job job() {
    Task task = claim.task();
    return task.job();
  }
}
