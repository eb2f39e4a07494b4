package io.longshore.engine.output;

import io.longshore.async.BoundedParallel;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.load.ImportJobType;
import io.longshore.engine.load.ImportPublicationStore;
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
import java.util.concurrent.TimeUnit;

/**
 * The {@link Outputs} of one attempt. Its writes are fenced by the lease: the id of an upload is
 * recorded in the task's row before the first byte is sent, so that a worker that takes the task
 * over can revoke it.
 */
public final class FencedOutputs implements Outputs {

  /** A failed attempt does not wait longer for the database. */
  private static final long FLUSH_SECONDS = 1;

  private final WorkerContext context;
  private final ClaimedTask claim;
  private final LeaseKeeper keeper;
  private final Optional<Destination> destination;
  private final Lease lease;
  private final ProgressReport progress;
  // Not the id of the lease, which is shared by tasks that were claimed together.
  private final UUID load = UUID.randomUUID();
  private FencedSink sink;
  private FencedCopies copies;
  private boolean opened;

  public FencedOutputs(
      WorkerContext context,
      ClaimedTask claim,
      LeaseKeeper keeper,
      Optional<Destination> destination) {
    this.context = context;
    this.claim = claim;
    this.keeper = keeper;
    this.destination = destination;
    this.lease = claim.task().lease();
    this.progress =
        new ProgressReport(
            this::recordProgress,
            this::written,
            context.nanos(),
            () -> context.vertx().timer(ProgressReport.PAUSE_MILLIS));
  }

  /** Revokes what earlier attempts left, before this one writes anything. */
  public Future<Void> takeOver() {
    if (claim.isClean()) {
      return Future.succeededFuture();
    }
    return context
        .stores()
        .outputs()
        .ofTask(lease)
        .compose(
            found ->
                BoundedParallel.map(
                    found.stream().filter(FencedOutputs::isLeftOver).toList(),
                    left -> new UploadRevocation(context, job(), lease, keeper).revoke(left)))
        .mapEmpty();
  }

  /** A visible object at a key that the user chose stays: its content is right. */
  private static boolean isLeftOver(OutputRow output) {
    return !output.state().isClean()
        && (output.state() != OutputState.VISIBLE || output.isOwnKey());
  }

  /** Deletes the load of an earlier attempt, and records the name of this one's. */
  public Future<Void> beginLoad(ImportJobType type) {
    return context
        .stores()
        .loads()
        .ofTask(lease)
        .compose(
            earlier ->
                earlier.map(load -> type.discard(job(), load)).orElse(Future.succeededFuture()))
        .compose(clean -> context.stores().loads().begin(lease, load))
        .compose(keeper::requireWritten);
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
    return keeper
        .check()
        .map(live -> context.store(job(), to, keeper))
        .compose(
            store ->
                context
                    .stores()
                    .uploads()
                    .intend(lease, token)
                    .compose(keeper::requireWritten)
                    .compose(written -> create(store, to, contentType, withFence(metadata, token)))
                    .compose(upload -> recordId(store, upload, token)))
        .compose(recorded -> working().map(sink));
  }

  @Override
  public Future<Void> copies(List<Copy> sources) {
    if (opened || destination.isPresent()) {
      return Future.failedFuture(
          new IllegalStateException("This piece does not make many objects"));
    }
    opened = true;
    copies = new FencedCopies(context, keeper, lease, new CopyUploader());
    return copies.run(sources);
  }

  private final class CopyUploader implements FencedCopies.Uploader {

    @Override
    public Future<Upload> create(ObjectStore store, OutputRow row, Copy copy, UUID token) {
      return FencedOutputs.create(
          store, row.to(), copy.contentType(), withFence(copy.metadata(), token));
    }

    @Override
    public FencedSink sink(ObjectStore store, Upload upload, UUID token) {
      return FencedOutputs.this.sink(store, upload, token, () -> {});
    }

    @Override
    public ObjectStore store(OutputRow row) {
      return context.store(job(), row.to(), keeper);
    }
  }

  @Override
  public void report(long rows) {
    progress.rows(rows);
  }

  @Override
  public UUID load() {
    return load;
  }

  @Override
  public Fence fence() {
    return ImportPublicationStore.fence(lease, load);
  }

  @Override
  public Optional<Lease> lease() {
    return Optional.of(lease);
  }

  @Override
  public Future<Void> stopped() {
    return keeper.stopped();
  }

  /** Whether the piece has started to write its object, or tried to. */
  public boolean isOpened() {
    return opened;
  }

  /** Whether the object is sealed, or the piece has none. */
  public boolean isSealed() {
    return destination.isEmpty() || (sink != null && sink.isSealed());
  }

  /**
   * Records the latest progress, and aborts uploads that are not sealed. Never fails: the next
   * attempt revokes what is left.
   */
  public Future<Void> abandon() {
    return keeper
        .check()
        .compose(live -> progress.flush().timeout(FLUSH_SECONDS, TimeUnit.SECONDS))
        .transform(flushed -> abort())
        .transform(aborted -> Future.succeededFuture());
  }

  private Future<Void> abort() {
    return sink != null
        ? sink.abandon()
        : copies != null ? copies.abandon() : Future.succeededFuture();
  }

  /** Ends the reports of progress. */
  public void close() {
    progress.end();
  }

  /** Moves the job to WORKING when the first piece can write. */
  public Future<Void> working() {
    return switch (claim.phase()) {
      case CREATED, CLAIMED ->
          destination.isPresent()
              ? context.stores().progress().work(lease, job().type()).mapEmpty()
              : Future.succeededFuture(); // recorded when the attempt started
      case STARTING -> context.stores().progress().work(lease, job().type()).mapEmpty();
      case WAITING, WORKING, COMMITTING, SUCCEEDED, FAILING, FAILED, CANCELLING, CANCELLED ->
          Future.succeededFuture();
    };
  }

  private static Future<Upload> create(
      ObjectStore store, Destination to, String contentType, Map<String, String> metadata) {
    return store.createUpload(to.bucket(), to.key(), contentType, metadata, to.kmsKeyArn());
  }

  private Map<String, String> withFence(Map<String, String> metadata, UUID token) {
    Map<String, String> all = new HashMap<>(metadata);
    all.put(OutputRow.TOKEN, token.toString());
    all.put(OutputRow.JOB, lease.job().toString());
    all.put("epoch", Long.toString(lease.epoch()));
    return all;
  }

  /** Records the id of the upload; aborts the upload if that fails. */
  private Future<Void> recordId(ObjectStore store, Upload upload, UUID token) {
    return context
        .stores()
        .uploads()
        .open(lease, token, upload.uploadId())
        .compose(keeper::requireWritten)
        .onSuccess(written -> sink = sink(store, upload, token, progress::bytesSent))
        .recover(
            failure ->
                store.abortUpload(upload).transform(aborted -> Future.failedFuture(failure)));
  }

  private FencedSink sink(ObjectStore store, Upload upload, UUID token, Runnable sent) {
    String type = job().type();
    return new FencedSink(
        store,
        upload,
        token,
        keeper,
        context.stores().uploads(),
        lease,
        bytes -> {
          context.meter().bytes(type, bytes);
          sent.run();
        });
  }

  private Future<Void> recordProgress(long rows, Long bytes) {
    return context.stores().outputs().report(lease, rows, bytes).compose(keeper::requireWritten);
  }

  /** The bytes of the piece's one object so far; null if it has none. */
  public Long written() {
    return sink == null ? null : sink.written();
  }

  private Job job() {
    Task task = claim.task();
    return task.job();
  }
}
