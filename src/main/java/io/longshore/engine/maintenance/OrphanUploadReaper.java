package io.longshore.engine.maintenance;

import io.longshore.async.BoundedParallel;
import io.longshore.engine.maintenance.OrphanUploadStore.Stray;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.OpenUpload;
import io.longshore.objectstore.ObjectStore.Upload;
import io.longshore.objectstore.ObjectStores;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts uploads at users' keys that a worker started and did not come to write down. Such a key is
 * not the job's alone, so only what can be nobody else's goes: started while the job was at work on
 * that very key, without a part to this day, and in no task's row.
 */
final class OrphanUploadReaper {

  private static final Logger log = LoggerFactory.getLogger(OrphanUploadReaper.class);
  private static final int BATCH = 200;

  /** S3's clock and the database's may differ, and a call of a dead worker may come late. */
  private static final Duration TOLERANCE = Duration.ofMinutes(15);

  private final OrphanUploadStore rows;
  private final ObjectStores objects;

  OrphanUploadReaper(OrphanUploadStore rows, ObjectStores objects) {
    this.rows = rows;
    this.objects = objects;
  }

  /**
   * One round over jobs that ended long ago.
   *
   * @return how many uploads were aborted
   */
  Future<Integer> abort(String[] types, Duration age) {
    return rows.find(types, age, BATCH)
        .compose(found -> BoundedParallel.map(found, this::abortOrLeave))
        .map(aborted -> aborted.stream().mapToInt(count -> count).sum());
  }

  /** A place that cannot be reached is left for the next round. */
  private Future<Integer> abortOrLeave(Stray stray) {
    return Future.succeededFuture()
        .map(none -> objects.forRole(stray.account(), stray.roleArn()))
        .compose(store -> abortUnused(store, stray))
        .compose(aborted -> rows.settled(stray).map(aborted))
        .recover(
            failure -> {
              log.warn("s3://{}/{} was not looked at", stray.bucket(), stray.key(), failure);
              return Future.succeededFuture(0);
            });
  }

  private Future<Integer> abortUnused(ObjectStore store, Stray stray) {
    return store
        .uploadsUnder(stray.bucket(), stray.key())
        .map(open -> open.stream().filter(upload -> isOf(stray, upload)).toList())
        .compose(open -> BoundedParallel.map(open, upload -> unlessUsed(store, upload)))
        .map(empty -> empty.stream().flatMap(Optional::stream).toList())
        .compose(this::unknown)
        .compose(strays -> BoundedParallel.map(strays, upload -> abortUpload(store, upload)))
        .map(List::size);
  }

  private static boolean isOf(Stray stray, OpenUpload open) {
    return open.upload().key().equals(stray.key())
        && open.initiated().isAfter(stray.from().minus(TOLERANCE))
        && open.initiated().isBefore(stray.to().plus(TOLERANCE));
  }

  private static Future<Optional<Upload>> unlessUsed(ObjectStore store, OpenUpload open) {
    return store
        .hasParts(open.upload())
        .map(used -> used ? Optional.empty() : Optional.of(open.upload()));
  }

  private Future<List<Upload>> unknown(List<Upload> uploads) {
    return uploads.isEmpty()
        ? Future.succeededFuture(uploads)
        : rows.known(uploads.stream().map(Upload::uploadId).toList())
            .map(
                known ->
                    uploads.stream().filter(upload -> !known.contains(upload.uploadId())).toList());
  }

  private static Future<Void> abortUpload(ObjectStore store, Upload stray) {
    log.info("Aborting an upload that nobody wrote down: s3://{}/{}", stray.bucket(), stray.key());
    return store.abortUpload(stray);
  }
}
