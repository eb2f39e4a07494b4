package io.longshore.engine.maintenance;

import io.longshore.async.AsyncLoop;
import io.longshore.config.UpkeepConfig;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.maintenance.MaintenanceStore.Place;
import io.longshore.engine.maintenance.MaintenanceStore.Suspect;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.job.JobId;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.OpenUpload;
import io.longshore.objectstore.ObjectStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets jobs that ended long ago, and aborts uploads that nobody owns: what a worker left that
 * died between S3's answer and the row that was to tell of it. Any replica does it, as often as it
 * likes. Keys that name a job are looked at, and those at which a task's upload is not known.
 */
final class JobCleaner {

  private static final Logger log = LoggerFactory.getLogger(JobCleaner.class);
  private static final Pattern JOB = Pattern.compile("[0-9a-f]{32}");
  private static final int BATCH = 200;
  private static final long BETWEEN_BATCHES = 50;

  /** Jobs that wrote within so many times the orphans' age say where to look. */
  private static final int LATE = 3;

  private final Vertx vertx;
  private final MaintenanceStore rows;
  private final OrphanUploadReaper strays;
  private final JobTypeRegistry types;
  private final ObjectStores objects;
  private final UpkeepConfig config;

  JobCleaner(Vertx vertx, WorkerDependencies given, UpkeepConfig config) {
    this.vertx = vertx;
    this.rows = new MaintenanceStore(given.postgres());
    this.strays = new OrphanUploadReaper(new OrphanUploadStore(given.postgres()), given.objects());
    this.types = given.types();
    this.objects = given.objects();
    this.config = config;
  }

  /**
   * What one round did.
   *
   * @param jobs finished jobs that were forgotten
   * @param uploads orphans that were aborted
   */
  record Tidied(int jobs, int uploads) {}

  Future<Tidied> runOnce() {
    return sum(List.of(types.names()), this::forget)
        .compose(
            jobs ->
                rows.places(types.names(), config.orphanAge().multipliedBy(LATE))
                    .compose(places -> sum(widest(places), this::sweep))
                    .compose(swept -> strays().map(stray -> swept + stray))
                    .map(uploads -> new Tidied(jobs, uploads)));
  }

  private Future<Integer> strays() {
    return strays.abort(types.names(), config.orphanAge());
  }

  private Future<Integer> forget(String type) {
    Optional<Duration> kept = config.kept(type);
    return kept.isEmpty() ? Future.succeededFuture(0) : forget(type, kept.get());
  }

  private Future<Integer> forget(String type, Duration kept) {
    AtomicInteger all = new AtomicInteger();
    return AsyncLoop.whileTrue(
            () ->
                rows.forget(type, kept, BATCH)
                    .onSuccess(all::addAndGet)
                    .compose(
                        gone ->
                            gone < BATCH
                                ? Future.succeededFuture(false)
                                : vertx.timer(BETWEEN_BATCHES).map(true)))
        .map(done -> all.get());
  }

  /** A prefix that another begins with is searched with that one. */
  private static List<Place> widest(List<Place> sorted) {
    List<Place> kept = new ArrayList<>();
    for (Place place : sorted) {
      if (kept.isEmpty() || !kept.get(kept.size() - 1).covers(place)) {
        kept.add(place);
      }
    }
    return kept;
  }

  /** A place that cannot be reached is left for the next round. */
  private Future<Integer> sweep(Place place) {
    return Future.succeededFuture()
        .map(none -> objects.forRole(place.account(), place.roleArn()))
        .compose(
            store ->
                store
                    .uploadsUnder(place.bucket(), place.prefix())
                    .map(JobCleaner::suspects)
                    .compose(
                        found ->
                            found.isEmpty()
                                ? Future.succeededFuture(List.<OpenUpload>of())
                                : rows.orphans(found, config.orphanAge()))
                    .compose(orphans -> sum(orphans, orphan -> abort(store, orphan))))
        .recover(
            failure -> {
              log.warn("s3://{}/{} was not swept", place.bucket(), place.prefix(), failure);
              return Future.succeededFuture(0);
            });
  }

  private static List<Suspect> suspects(List<OpenUpload> open) {
    List<Suspect> found = new ArrayList<>();
    for (OpenUpload upload : open) {
      Matcher job = JOB.matcher(upload.upload().key());
      if (job.find()) {
        JobId.parse(job.group()).ifPresent(id -> found.add(new Suspect(id, upload)));
      }
    }
    return found;
  }

  private static Future<Integer> abort(ObjectStore store, OpenUpload orphan) {
    log.info(
        "Aborting an upload that nobody owns: s3://{}/{} of {}",
        orphan.upload().bucket(),
        orphan.upload().key(),
        orphan.initiated());
    return store.abortUpload(orphan.upload()).map(1);
  }

  /** One after the other. */
  private static <T> Future<Integer> sum(List<T> items, Function<T, Future<Integer>> step) {
    AtomicInteger sum = new AtomicInteger();
    return AsyncLoop.forEach(items, item -> step.apply(item).onSuccess(sum::addAndGet))
        .map(done -> sum.get());
  }
}
