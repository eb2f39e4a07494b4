package io.longshore.engine.maintenance;

import io.longshore.async.AsyncLoop;
import io.longshore.engine.maintenance.OrphanUploadStore.Candidate;
import io.longshore.engine.maintenance.OrphanUploadStore.Place;
import io.longshore.job.JobId;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.OpenUpload;
import io.longshore.objectstore.ObjectStores;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts orphaned uploads at keys that contain a job's id: a worker has started them and died
 * before it recorded their ids, or before it aborted them. {@link UserKeyUploadReaper} does so at
 * keys that users chose.
 */
final class JobKeyUploadReaper {

  private static final Logger log = LoggerFactory.getLogger(JobKeyUploadReaper.class);
  private static final Pattern JOB_ID = Pattern.compile("[0-9a-f]{32}");

  /** Places are searched where jobs wrote within so many times the age of an orphan. */
  private static final int RECENT = 3;

  private final OrphanUploadStore rows;
  private final ObjectStores objects;

  JobKeyUploadReaper(OrphanUploadStore rows, ObjectStores objects) {
    this.rows = rows;
    this.objects = objects;
  }

  /**
   * Searches the places where jobs of these types wrote recently.
   *
   * @param age the age from which on an upload that no task has recorded is orphaned
   * @return the number of uploads that were aborted
   */
  Future<Integer> abort(String[] types, Duration age) {
    return rows.places(types, age.multipliedBy(RECENT))
        .compose(places -> sum(withoutCovered(places), place -> search(place, age)));
  }

  /** Leaves out places under prefixes that other places have. */
  private static List<Place> withoutCovered(List<Place> sorted) {
    List<Place> widest = new ArrayList<>();
    for (Place place : sorted) {
      if (widest.isEmpty() || !widest.get(widest.size() - 1).covers(place)) {
        widest.add(place);
      }
    }
    return widest;
  }

  /** A place that cannot be searched is left for the next round. */
  private Future<Integer> search(Place place, Duration age) {
    return Future.succeededFuture()
        .map(none -> objects.forRole(place.account(), place.roleArn()))
        .compose(
            store ->
                store
                    .uploadsUnder(place.bucket(), place.prefix())
                    .map(JobKeyUploadReaper::candidates)
                    .compose(
                        found ->
                            found.isEmpty()
                                ? Future.succeededFuture(List.<OpenUpload>of())
                                : rows.orphans(found, age))
                    .compose(orphans -> sum(orphans, orphan -> abortUpload(store, orphan))))
        .recover(
            failure -> {
              log.warn(
                  "s3://{}/{} could not be searched for orphaned uploads",
                  place.bucket(),
                  place.prefix(),
                  failure);
              return Future.succeededFuture(0);
            });
  }

  private static List<Candidate> candidates(List<OpenUpload> open) {
    List<Candidate> found = new ArrayList<>();
    for (OpenUpload upload : open) {
      Matcher job = JOB_ID.matcher(upload.upload().key());
      if (job.find()) {
        JobId.parse(job.group()).ifPresent(id -> found.add(new Candidate(id, upload)));
      }
    }
    return found;
  }

  private static Future<Integer> abortUpload(ObjectStore store, OpenUpload orphan) {
    log.info(
        "Aborting an orphaned upload: s3://{}/{}, started {}",
        orphan.upload().bucket(),
        orphan.upload().key(),
        orphan.initiated());
    return store.abortUpload(orphan.upload()).map(1);
  }

  private static <T> Future<Integer> sum(List<T> items, Function<T, Future<Integer>> step) {
    return AsyncLoop.reduce(items, 0, (sum, item) -> step.apply(item).map(count -> sum + count));
  }
}
