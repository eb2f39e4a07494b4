package io.longshore.operator.upload;

import io.longshore.async.AsyncLoop;
import io.longshore.async.PeriodicVerticle;
import io.longshore.async.SafeCall;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.ServiceDependencies;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts uploads that nothing has happened to for a day, and forgets completed ones. It runs in
 * every replica and may run twice at once.
 */
public final class FileUploadExpiry extends PeriodicVerticle {

  private static final Logger log = LoggerFactory.getLogger(FileUploadExpiry.class);
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final Duration AGE = Duration.ofDays(1);
  private static final int AT_ONCE = 100;

  private final FileUploadStore rows;
  private final ObjectStores stores;

  public FileUploadExpiry(ServiceDependencies dependencies) {
    super(EVERY, EVERY);
    this.rows = new FileUploadStore(dependencies.postgres());
    this.stores = dependencies.stores();
  }

  @Override
  public Future<?> start() {
    return runOnRequest("File uploads").compose(registered -> super.start());
  }

  @Override
  protected Future<?> runOnce() {
    return rows.untouched(AGE, AT_ONCE).compose(old -> AsyncLoop.forEach(old, this::remove));
  }

  @Override
  protected void failed(Throwable failure) {
    TransientErrors.log(log, failure, "Removing old uploads failed; the next run tries again");
  }

  /** Without its role or bucket nothing is left to abort. */
  private Future<Void> remove(FileUpload upload) {
    Future<Void> aborted =
        upload.outcome().isPresent()
            ? Future.succeededFuture()
            : SafeCall.call(() -> abort(upload));
    return aborted
        .recover(
            failure ->
                failure instanceof ObjectStoreError error && error.kind() == Kind.PERMANENT
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure))
        .compose(done -> rows.delete(upload.id()));
  }

  /** The key belongs to the upload alone, so that all uploads to it are the upload's. */
  private Future<Void> abort(FileUpload upload) {
    log.info("Aborting an upload that was not completed: {}", upload.object());
    ObjectStore store = stores.forRole(upload.account(), upload.roleArn());
    return store
        .openUploads(upload.object().bucket(), upload.object().key())
        .compose(open -> AsyncLoop.forEach(open, store::abortUpload));
  }
}
