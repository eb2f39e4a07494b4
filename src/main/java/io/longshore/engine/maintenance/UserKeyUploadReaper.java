package io.longshore.engine.maintenance;

import io.longshore.async.BoundedParallel;
import io.longshore.engine.maintenance.UserKeyUploadStore.Candidate;
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
 * Aborts orphaned uploads at keys that users chose: a worker has started them and died before it
 * recorded their ids. Other programs may write at such a key, too. So only uploads are aborted that
 * were started while the job was writing that key, have no part yet, and are in no task's row.
 */
final class UserKeyUploadReaper {

  private static final Logger log = LoggerFactory.getLogger(UserKeyUploadReaper.class);
  private static final int BATCH = 200;

  /** The clocks of S3 and the database may differ, and a call of a dead worker may arrive late. */
  private static final Duration TOLERANCE = Duration.ofMinutes(15);

  private final UserKeyUploadStore rows;
  private final ObjectStores objects;

  UserKeyUploadReaper(UserKeyUploadStore rows, ObjectStores objects) {
    this.rows = rows;
    this.objects = objects;
  }

  /**
   * Searches the keys of jobs that ended longer ago than {@code age}.
   *
   * @return the number of uploads that were aborted
   */
  Future<Integer> abort(String[] types, Duration age) {
    return rows.find(types, age, BATCH)
        .compose(found -> BoundedParallel.map(found, this::abortOrSkip))
        .map(aborted -> aborted.stream().mapToInt(count -> count).sum());
  }

  /** A key that cannot be searched is left for the next round. */
  private Future<Integer> abortOrSkip(Candidate candidate) {
    return Future.succeededFuture()
        .map(none -> objects.forRole(candidate.account(), candidate.roleArn()))
        .compose(store -> abortUnused(store, candidate))
        .compose(aborted -> rows.clear(candidate).map(aborted))
        .recover(
            failure -> {
              log.warn(
                  "s3://{}/{} could not be searched for orphaned uploads",
                  candidate.bucket(),
                  candidate.key(),
                  failure);
              return Future.succeededFuture(0);
            });
  }

  private Future<Integer> abortUnused(ObjectStore store, Candidate candidate) {
    return store
        .uploadsUnder(candidate.bucket(), candidate.key())
        .map(open -> open.stream().filter(upload -> isOf(candidate, upload)).toList())
        .compose(open -> BoundedParallel.map(open, upload -> unlessItHasParts(store, upload)))
        .map(empty -> empty.stream().flatMap(Optional::stream).toList())
        .compose(this::unrecorded)
        .compose(orphans -> BoundedParallel.map(orphans, upload -> abortUpload(store, upload)))
        .map(List::size);
  }

  private static boolean isOf(Candidate candidate, OpenUpload open) {
    return open.upload().key().equals(candidate.key())
        && open.initiated().isAfter(candidate.from().minus(TOLERANCE))
        && open.initiated().isBefore(candidate.to().plus(TOLERANCE));
  }

  private static Future<Optional<Upload>> unlessItHasParts(ObjectStore store, OpenUpload open) {
    return store
        .hasParts(open.upload())
        .map(hasParts -> hasParts ? Optional.empty() : Optional.of(open.upload()));
  }

  private Future<List<Upload>> unrecorded(List<Upload> uploads) {
    return uploads.isEmpty()
        ? Future.succeededFuture(uploads)
        : rows.recorded(uploads.stream().map(Upload::uploadId).toList())
            .map(
                recorded ->
                    uploads.stream()
                        .filter(upload -> !recorded.contains(upload.uploadId()))
                        .toList());
  }

  private static Future<Void> abortUpload(ObjectStore store, Upload candidate) {
    log.info("Aborting an orphaned upload: s3://{}/{}", candidate.bucket(), candidate.key());
    return store.abortUpload(candidate);
  }
}
